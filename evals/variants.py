"""The rows of an ablation: which settings each one changes (llm_refinement.txt, table 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["agent", "swapped", "baseline"]
PARTS = {
    "w/o caption": "caption",
    "w/o pre-refinement": "pre_refine",
    "w/o post-refinement": "post_refine",
    "w/o points": "points",
}
POINT_COUNTS = (1, 5, 10, 20, 50)
FULL = "full"
BASELINE = "plain class-activation thresholding"


@dataclass(frozen=True)
class Variant:
    """One row.

    Attributes:
        name: as the table shows it.
        overrides: "section.key=value", on top of the run's own.
        given_labels: hand in each picture's true classes.
        kind: the agent; the agent with another language model; or the baseline outside of it.
        oracle_background: add "background" to an oracle's contrastive concepts.
    """

    name: str
    overrides: tuple[str, ...] = ()
    given_labels: bool = False
    kind: Kind = "agent"
    oracle_background: bool = False


def closed_set_variants(swap: Sequence[str], swap_name: str) -> list[Variant]:
    """The paper's table 3, its sweep of n_p, and the baseline that the whole has to beat.

    Args:
        swap: overrides that put another language model in; empty for the local one.
        swap_name: what the table calls it.
    """
    off = {name: f"closed_set.{switch}=false" for name, switch in PARTS.items()}
    return [
        Variant(FULL),
        *(Variant(name, (setting,)) for name, setting in off.items()),
        Variant("w/o all elements", tuple(off.values())),
        Variant(f"language model: {swap_name}", tuple(swap), kind="swapped"),
        Variant("given labels", given_labels=True),
        Variant(
            "w/o objects network",
            ("tagger.things=false", "detector.things=false", "segmenter.things=false"),
        ),
        *(Variant(f"n_p = {n}", (f"closed_set.n_points={n}",)) for n in POINT_COUNTS),
        Variant(BASELINE, kind="baseline"),
    ]
