"""Sentence vectors: sensible, of unit length, encoded once on a machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from maskwright.errors import MissingError
from maskwright.tools.language import sentences
from maskwright.tools.language.sentences import DIMENSION, embed, revision, similarity
from maskwright.tools.language.vector_store import VectorStore

_RUN = """
import sys
from maskwright.tools.language.sentences import embed
vectors = embed(["cat", "a \\N{DOG} \\ud800", ""])
print("torch" in sys.modules, vectors.shape, float(vectors.sum()).hex())
"""


def run(cache: Path) -> list[str]:
    environment = {**os.environ, "MASKWRIGHT_CACHE": str(cache)}
    ran = subprocess.run(
        [sys.executable, "-c", _RUN], env=environment, capture_output=True, text=True, check=True
    )
    return ran.stdout.split(" ", 1)


def test_a_second_process_with_the_same_texts_imports_no_torch(tmp_path: Path) -> None:
    first, second = run(tmp_path), run(tmp_path)
    assert (first[0], second[0]) == ("True", "False")
    assert first[1] == second[1]


def test_vectors_have_unit_length_and_keep_their_places() -> None:
    vectors = embed(["cat", "dog", "cat"])
    assert (vectors.shape, vectors.dtype) == ((3, DIMENSION), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert embed([]).shape == (0, DIMENSION)


def test_similar_words_are_near() -> None:
    near, far = similarity(["kitten"], ["cat", "aeroplane"])[0]
    assert near > 0.7 > 0.4 > far


def test_a_text_has_the_same_vector_alone_and_in_a_batch() -> None:
    alone = sentences.encode(["a red sofa"])
    batch = sentences.encode(["a red sofa", "a much longer sentence about " + "dogs " * 40])
    np.testing.assert_allclose(next(iter(alone)), next(iter(batch)), atol=1e-5)


def test_the_revision_is_the_hash_of_the_weights() -> None:
    assert revision() == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_without_the_package_the_command_that_mends_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sentences, "PACKAGE", "no-such-package-here")
    sentences.model_dir.cache_clear()
    try:
        with pytest.raises(MissingError, match="pip install no-such-package-here"):
            sentences.model_dir()
    finally:
        sentences.model_dir.cache_clear()


def test_a_store_gives_back_what_it_was_given(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "sub" / "v.sqlite", 4)
    many = {f"text {n}": np.full(4, n, np.float32) for n in range(1200)}
    assert store.get(["text 1"]) == {}
    store.put(many)
    found = store.get([*many, "never stored"])
    assert set(found) == set(many)
    np.testing.assert_array_equal(found["text 7"], many["text 7"])


def test_a_store_does_not_believe_vectors_of_another_length_or_without_a_number(
    tmp_path: Path,
) -> None:
    path = tmp_path / "v.sqlite"
    VectorStore(path, 3).put({"short": np.ones(3, np.float32)})
    VectorStore(path, 4).put({"nan": np.array([1, np.nan, 0, 0], np.float32)})
    assert VectorStore(path, 4).get(["short", "nan"]) == {}


def test_a_broken_store_is_empty_and_is_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = VectorStore(tmp_path / "v.sqlite", 2)
    store.path.write_bytes(b"no database at all" * 100)
    assert store.get(["a"]) == {}
    assert "was broken" in caplog.text
    store.put({"a": np.ones(2, np.float32)})
    assert set(store.get(["a"])) == {"a"}


def test_a_store_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = VectorStore(tmp_path / "file" / "v.sqlite", 2)
    store.put({"a": np.ones(2, np.float32)})
    assert store.get(["a"]) == {}
