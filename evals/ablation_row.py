"""One row of an ablation table, and what the whole table says about itself."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ..tools.base import Frozen
from .means import MeanSummary
from .measures import ALL, PRESENT, figures_of
from .spec import Spec
from .summary import Figure, Summary


class AblationSpec(Frozen):
    """What an ablation ran: the full model's specification, and what its rows change.

    Attributes:
        command: what a person types to make the table again.
        full: the first row.
        earlier: commands that made the rows which were in the folder's table before.
    """

    command: str
    full: Spec
    earlier: list[str] = Field(default_factory=list[str])

    @property
    def key(self) -> str:
        """The full model's key: rows may come and go with the machine, the table stays the same."""
        return self.full.key


class AblationRow(Frozen):
    """One row of the table.

    Attributes:
        name: as the table shows it.
        overrides: what it changes.
        summary: its figures by class; None where it was left out or is asked by questions.
        means: its figures by questions (absent queries, phrases); None elsewhere.
        difference_present: mean IoU over the classes present, minus the full model's.
        difference_all: the same for the mean over all classes.
        figures: what open_vocabulary's tables compare, by name, the first one above all.
        differences: the same, minus the full model's.
        foreground: whether only foreground pixels count in it (clip_as_rnn.txt, appendix A.2).
        skipped: why it was left out.
    """

    name: str
    overrides: list[str]
    summary: Summary | None = None
    means: MeanSummary | None = None
    difference_present: Figure | None = None
    difference_all: Figure | None = None
    figures: dict[str, Figure] = Field(default_factory=dict)
    differences: dict[str, Figure] = Field(default_factory=dict)
    foreground: bool = False
    skipped: str = ""

    @property
    def result(self) -> Summary | MeanSummary | None:
        """Its figures, however it was asked; None where it was left out."""
        return self.summary or self.means

    @property
    def main(self) -> Figure | None:
        """The figure that its table is about."""
        if self.figures:
            return next(iter(self.figures.values()))
        return self.summary.miou_present if self.summary else None

    @property
    def difference(self) -> Figure | None:
        """That figure minus the full model's."""
        return next(iter(self.differences.values()), self.difference_present)


def told_as_row(
    spec: Spec, found: Summary | MeanSummary, differences: dict[str, Figure]
) -> dict[str, Any]:
    """A row's figures under the fields that its table has."""
    if spec.protocol is None:
        return {
            "summary": found,
            "difference_present": differences[PRESENT],
            "difference_all": differences[ALL],
        }
    field = "means" if isinstance(found, MeanSummary) else "summary"
    return {field: found, "figures": figures_of(spec, found), "differences": differences}
