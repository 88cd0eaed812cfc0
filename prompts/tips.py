"""Contextual tips for the pre-refinement: the paper's own, or made from a labelled dataset.

Source: llm_refinement.txt, section 3.3.1: "Additional examples are optional and could be
automatically generated if an annotated segmentation dataset is available." The paper does not say
how; here a tip is written where one class makes another clearly more likely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import permutations

from ..errors import InputError

MIN_PICTURES = 3
"""Fewer pictures with both classes are chance."""

MIN_SHARE = 0.3
"""A class is named where at least so many of the other's pictures hold it."""

MIN_LIFT = 1.2
"""And where that is clearly more than among all pictures, else "person" is in every tip."""

MAX_NAMED = 5
"""Longer tips stop being read."""


def tips_presets() -> list[str]:
    """Names of the tips that ship with the package."""
    names = (file.name for file in files(__name__.rpartition(".")[0]).iterdir())
    return sorted(n[5:-4] for n in names if n.startswith("tips_") and n.endswith(".txt"))


def tips_preset(name: str) -> list[str]:
    """Tips that ship with the package; "paper" are the paper's own.

    Raises:
        InputError: no tips of this name.
    """
    if name not in tips_presets():
        raise InputError(f"tips {name!r}", "there are none", "known: " + ", ".join(tips_presets()))
    text = (files(__name__.rpartition(".")[0]) / f"tips_{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line.strip()]


def cooccurrence_tips(class_sets: Iterable[set[str]], classes: Sequence[str]) -> list[str]:
    """Tips from which classes stand together in labelled pictures.

    Args:
        class_sets: for every picture, the classes in it; classes that are not in `classes` and
            pictures with none of them are passed over.
        classes: the class list; tips come in its order.

    Returns:
        one sentence for each class that makes others clearly more likely, without a leading dash;
        empty where no pair stands out.
    """
    known = set(classes)
    pictures = [found for picture in class_sets if (found := picture & known)]
    alone = Counter(name for picture in pictures for name in picture)
    together = Counter(pair for picture in pictures for pair in permutations(sorted(picture), 2))
    tips: list[str] = []
    for given in dict.fromkeys(classes):
        likely = [
            (together[given, other] / alone[given], other)
            for other in dict.fromkeys(classes)
            if together[given, other] >= MIN_PICTURES
            and together[given, other] / alone[given] >= MIN_SHARE
            and together[given, other] * len(pictures) >= MIN_LIFT * alone[given] * alone[other]
        ]
        if likely:
            likely.sort(key=lambda item: -item[0])
            names = ", ".join(f'"{other}"' for _, other in likely[:MAX_NAMED])
            tips.append(f'A scene with "{given}" may include labels like {names}.')
    return tips
