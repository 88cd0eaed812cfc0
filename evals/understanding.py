"""How well requests are understood: the table of suites/understanding, asked of a language model.

    cases = read_cases("tune")
    outcomes = [judge(case, ask) for case in cases]
    print(understanding_report(outcomes, show=True))

A case is right when every field but `reply` is as expected. Of `words` case and articles do not
count, and no words are the same as all labels of the last result where these are one label. A model
that fails or answers outside the schema is a wrong row with its error.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field, ValidationError

from ..errors import InputError, MaskwrightError, MissingError
from ..prompts import Request, UnderstandInput
from ..tools.base import Frozen
from .metrics.wilson import wilson

Part = Literal["tune", "test"]
Ask = Callable[[UnderstandInput], tuple[Request, str]]
"""The answer, and who gave it."""
AskFactory = Callable[[str, Sequence[str]], Ask]

ARTICLES = frozenset(("a", "an", "the"))
NOT_COMPARED = frozenset(("reply",))
_factories: list[AskFactory] = []


class Case(Frozen):
    """One row of the table; see suites/understanding/README.md."""

    id: str
    text: str
    context: dict[str, Any]
    expected: dict[str, Any]

    @property
    def inputs(self) -> UnderstandInput:
        """What the prompt is asked with."""
        return UnderstandInput(text=self.text, **self.context)


class Outcome(Frozen):
    """What became of one case.

    Attributes:
        case: the row.
        answer: fields that are not at their defaults; empty where there is none.
        wrong: names of the fields that differ from what is expected.
        error: why there is no answer.
        by: who answered.
        seconds: until the answer came.
    """

    case: Case
    answer: dict[str, Any] = Field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    error: str = ""
    by: str = ""
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """Whether nothing differs."""
        return not self.wrong and not self.error


def install_ask_factory(factory: AskFactory) -> None:
    """Say how a profile's name and its overrides answer `understand`; the newest one is asked."""
    _factories[:] = [factory]


def make_ask(profile: str, overrides: Sequence[str]) -> Ask:
    """What a profile's language model answers with.

    Raises:
        InputError: nothing answers yet, or the profile or an override is bad.
    """
    if not _factories:
        raise InputError("eval", "nothing answers yet", "import maskwright.agent.eval_bridge")
    return _factories[0](profile, overrides)


def read_cases(part: Part) -> list[Case]:
    """The rows of one half of the table, in its order."""
    source = files("maskwright.evals") / "suites" / "understanding" / f"{part}.jsonl"
    lines = source.read_text(encoding="utf-8").splitlines()
    return [Case.model_validate_json(line) for line in lines if line.strip()]


def judge(case: Case, ask: Ask) -> Outcome:
    """Ask one case and compare.

    Raises:
        MissingError: a package, weight or key is missing; no case could do better.
    """
    start = time.perf_counter()
    try:
        request, by = ask(case.inputs)
    except MissingError:
        raise
    except (MaskwrightError, ValidationError) as error:
        return Outcome(case=case, error=" ".join(str(error).split()), wrong=("answer",))
    return Outcome(
        case=case,
        answer=request.model_dump(mode="json", exclude_defaults=True),
        wrong=tuple(differences(request, case)),
        by=by,
        seconds=time.perf_counter() - start,
    )


def differences(request: Request, case: Case) -> list[str]:
    """Names of the fields in which an answer differs from what a case expects."""
    labels: list[str] = case.context.get("labels", [])
    got = _comparable(request.model_dump(mode="json"), labels)
    wanted = _comparable(Request.model_validate(case.expected).model_dump(mode="json"), labels)
    return [name for name in wanted if name not in NOT_COMPARED and got[name] != wanted[name]]


def _comparable(fields: dict[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    words = [_plain(word) for word in fields["words"]]
    only = {_plain(label) for label in labels}
    if not words and len(only) == 1 and fields["action"] in ("question", "edit"):
        words = list(only)
    return {**fields, "words": words}


def _plain(word: str) -> str:
    return " ".join(part for part in word.casefold().split() if part not in ARTICLES)


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Shares right, over all and by action, with 95 % intervals; as plain JSON."""
    return {
        "all": _figure(outcomes),
        "by_action": {name: _figure(rows) for name, rows in _by_action(outcomes).items()},
        "answered_by": sorted({row.by for row in outcomes if row.by}),
        "seconds_mean": sum(row.seconds for row in outcomes) / max(1, len(outcomes)),
    }


def _figure(rows: Sequence[Outcome]) -> dict[str, Any]:
    right = sum(row.right for row in rows)
    share, low, high = wilson(right, len(rows))
    return {"right": right, "cases": len(rows), "share": share, "low": low, "high": high}


def _by_action(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for row in outcomes:
        expected = row.case.expected
        name = str(expected.get("task") or expected["action"])
        found.setdefault(name, []).append(row)
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def understanding_report(outcomes: Sequence[Outcome], *, show: bool) -> str:
    """The figures as Markdown; `show` adds what was wrong."""
    table = summarise(outcomes)
    everything = table["all"]
    by = ", ".join(table["answered_by"]) or "nobody"
    lines = [
        f"Right: **{_percent(everything)}** of {everything['cases']} requests, answered by {by} in "
        f"{1000 * table['seconds_mean']:.1f} ms each.",
        "",
        "| expected | right | share, 95 % interval |",
        "| --- | ---: | --- |",
        *(
            f"| {name} | {figure['right']} of {figure['cases']} | {_percent(figure)} |"
            for name, figure in table["by_action"].items()
        ),
    ]
    if show:
        lines += ["", *(_wrong(row) for row in outcomes if not row.right)]
    return "\n".join(lines).rstrip()


def _percent(figure: Mapping[str, Any]) -> str:
    share, low, high = (100 * figure[name] for name in ("share", "low", "high"))
    return f"{share:.1f} % [{low:.1f}, {high:.1f}]"


def _wrong(row: Outcome) -> str:
    what = row.error or f"{', '.join(row.wrong)}; got {json.dumps(row.answer, ensure_ascii=False)}"
    wanted = json.dumps(row.case.expected, ensure_ascii=False)
    said = json.dumps(row.case.text, ensure_ascii=False)
    return f"- {row.case.id} {said}: {what}; expected {wanted}"
