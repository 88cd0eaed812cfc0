"""What ran: everything needed to repeat an evaluation, and the key under which its rows are kept.

Two runs share rows when their keys agree: same task, classes, settings, backends and code. Pictures
are not part of the key (each row carries the digest of its own files), so a run with a larger
`--limit` takes over what a smaller one has done.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ..tools.base import Frozen
from .dataset import Dataset
from .phrases import read_phrases

ROW_FORMAT = 2
"""Raised when a row means something else than before."""

PACKAGES = (
    "maskwright",
    "ai-edge-litert",
    "langgraph",
    "numpy",
    "onnxruntime",
    "pillow",
    "PyMaxflow",
    "scikit-image",
    "scipy",
    "tokenizers",
    "torch",
    "transformers",
)
CODE = ("graphs", "prompts", "tools")
Protocol = Literal["classic", "single", "absent", "phrases"]
"""How open_vocabulary is asked; see `asking.py`."""


DECISIVE = (
    "task",
    "protocol",
    "classes",
    "synonyms",
    "given_labels",
    "oracle_background",
    "phrases",
    "evaluated",
    "code",
)
"""Fields of a specification that decide its rows."""


class Spec(Frozen):
    """One evaluation run.

    Attributes:
        task: which graph.
        protocol: how open_vocabulary is asked; None for closed_set.
        dataset: name of the dataset folder.
        part: which part of it.
        classes: class names in order, background included.
        synonyms: other names, by class.
        profile: as given.
        overrides: "section.key=value", as given.
        given_labels: whether each picture's true classes were handed in.
        oracle_background: whether "background" is among an oracle's contrastive concepts.
        phrases: what each picture is asked for, where the protocol is "phrases".
        evaluated: what the thing that ran says about itself (settings, backends, language model).
        code: SHA-256 of the package's code, prompts and data that make results.
        git: revision of the checkout, "+changes" where it has any; empty outside of one.
        packages: versions of what changes numbers.
        machine: processor, cores, Python.
    """

    task: str
    protocol: Protocol | None = None
    dataset: str
    part: str
    classes: list[str]
    synonyms: dict[str, tuple[str, ...]]
    profile: str
    overrides: list[str]
    given_labels: bool = False
    oracle_background: bool = False
    phrases: dict[str, list[str]] = Field(default_factory=dict)
    evaluated: dict[str, Any]
    code: str
    git: str
    packages: dict[str, str]
    machine: dict[str, str | int]

    @property
    def key(self) -> str:
        """SHA-256 over what decides a row."""
        decisive = self.model_dump(mode="json", include=set(DECISIVE))
        decisive["row_format"] = ROW_FORMAT
        text = json.dumps(decisive, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def foreground(self) -> bool:
        """Whether only foreground pixels count (clip_as_rnn.txt, appendix A.2)."""
        settings = self.evaluated.get("settings", {}).get("open_vocabulary", {})
        return self.protocol == "classic" and settings.get("background_class") is False


def make_spec(
    dataset: Dataset,
    evaluated: dict[str, Any],
    *,
    task: str = "closed_set",
    protocol: Protocol | None = None,
    profile: str = "",
    overrides: list[str] | None = None,
    given_labels: bool = False,
    oracle_background: bool = False,
) -> Spec:
    """The specification of a run on this machine, with this code.

    Raises:
        InputError: the protocol is "phrases" and a picture has none.
    """
    return Spec(
        task=task,
        protocol=protocol,
        dataset=dataset.name,
        part=dataset.part,
        classes=list(dataset.names),
        synonyms=dataset.synonyms,
        profile=profile,
        overrides=list(overrides or []),
        given_labels=given_labels,
        oracle_background=oracle_background,
        phrases=read_phrases(dataset) if protocol == "phrases" else {},
        evaluated=json.loads(json.dumps(evaluated, default=str)),
        code=code_digest(),
        git=git_revision(),
        packages=package_versions(),
        machine={
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count() or 0,
            "python": platform.python_version(),
            "system": platform.system(),
        },
    )


@cache
def code_digest() -> str:
    """SHA-256 of the files that make results; a changed one makes old rows worthless."""
    root = _root()
    digest = hashlib.sha256()
    for folder in CODE:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def git_revision() -> str:
    """The checkout's revision, "+changes" where files differ from it; empty outside a checkout."""
    root = _root()
    if not (root / ".git").exists():
        return ""
    try:
        head = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+changes" if changed else "")


def package_versions() -> dict[str, str]:
    """Versions of the installed packages that change numbers."""
    found: dict[str, str] = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _root() -> Path:
    return Path(__file__).resolve().parents[1]


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True, timeout=20
    )
    return done.stdout.strip()
