"""Who and what made a result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from pydantic import BaseModel

from ..tools.base import BackendInfo
from ..tools.result import LanguageCall, Provenance
from .toolbox import Toolbox

PACKAGES = (
    *("maskwright", "numpy", "scipy", "scikit-image", "pillow", "torch", "torchvision"),
    *("transformers", "PyMaxflow", "ai-edge-litert", "onnxruntime", "langgraph", "openai"),
    *("open_clip_torch", "opencv-python-headless", "pydensecrf2"),
)
"""Packages that change numbers."""


def provenance(
    box: Toolbox,
    settings: BaseModel,
    workers: Sequence[BackendInfo],
    calls: Sequence[LanguageCall],
    *,
    down: bool,
) -> Provenance:
    """Everything needed to repeat a run.

    Args:
        box: the tools of the run.
        settings: the graph's settings.
        workers: the backends that worked, in the order of the nodes.
        calls: what language models were asked.
        down: whether the first language model was out of reach.
    """
    language = box.fallback if down and box.fallback else box.language
    return Provenance(
        maskwright=_version("maskwright"),
        profile=box.profile,
        overrides=dict(box.overrides),
        settings=settings.model_dump(mode="json"),
        profile_settings={name: dict(part) for name, part in box.profile_settings.items()},
        backends=list(workers),
        language_model=language.info if calls else None,
        answered_by=list(dict.fromkeys(call.by for call in calls)),
        packages={name: _version(name) for name in PACKAGES if _version(name)},
    )


@lru_cache(maxsize=64)
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
