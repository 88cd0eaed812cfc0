"""Shipped sentence vectors: those of the very weights in use, and enough for an ordinary run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from maskwright.tools.language.sentences import encode, revision
from maskwright.tools.language.text_vectors import shipped_vectors

SOME = ["cat", "dining table", "potted plant", "egyptian cat", "photo of", "traffic light"]

_RUN = """
import sys
from maskwright.tools.embedded.concepts import membership
from maskwright.tools.language.sentences import similarity
membership(("cat", "diningtable", "tv monitor", "potted plant", "person"))
similarity(["tabby", "photo of"], ["cat", "sofa"])
print("torch" in sys.modules, "transformers" in sys.modules)
"""


def test_shipped_vectors_are_those_that_the_model_gives() -> None:
    shipped = shipped_vectors(SOME, revision())
    assert list(shipped) == SOME
    found, model = np.stack([shipped[text] for text in SOME]), encode(SOME)
    np.testing.assert_allclose(found, model, atol=2e-4)
    np.testing.assert_allclose(found @ found.T, model @ model.T, atol=5e-5)


def test_texts_that_do_not_ship_are_left_out() -> None:
    assert list(shipped_vectors(["a word that nobody ships", "cat"], revision())) == ["cat"]


def test_vectors_of_other_weights_are_passed_over() -> None:
    assert shipped_vectors(SOME, "0" * 64) == {}


def test_an_ordinary_class_list_needs_no_sentence_model(tmp_path: Path) -> None:
    environment = {**os.environ, "MASKWRIGHT_CACHE": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", _RUN], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split()[1] == "False"
    assert not list(tmp_path.rglob("sentences-*"))
