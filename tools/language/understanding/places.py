"""Which of several is meant: "the second one from the left", "the two biggest dogs"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .patterns import NUMBER, NUMBERS, ORDINAL, ORDINALS, THE_PICTURE, rule

_WORDS = {
    "left": r"(?:far )?left(?:-?most|-?hand)?|leftist|outer left",
    "right": r"(?:far )?right(?:-?most|-?hand)?|outer right",
    "top": r"top(?:-?most)?|upper(?:most)?|highest(?! (?:score|scoring|confidence"
    r"|probability|certainty))",
    "bottom": r"bottom(?:-?most)?|lower(?:most)?|lowest(?! (?:score|scoring|confidence))",
    "middle": r"middle(?:most)?|cent(?:er|re)(?:most)?|central|mid",
    "biggest": r"biggest|largest|greatest|hugest|tallest|bigger|larger|big|large|huge|main"
    r"|most prominent",
    "smallest": r"smallest|tiniest|littlest|smaller|small|tiny|little",
    "surest": r"surest|most (?:certain|confident|sure|likely|probable|reliable)|best(?: scoring"
    r"| scored| scores?| confidence| match(?:ing)?)?"
    r"|(?:that |which )?(?:you're|you are) (?:the )?most (?:sure|certain"
    r"|confident)(?: (?:of|about|in))?"
    r"|safest|highest (?:scoring|scores?|confidence|probability|certainty)|top[- ]scoring",
}
_ANY = "|".join(f"(?P<{name}_{{0}}>{words})" for name, words in _WORDS.items())
_SIDE = r"(?: side| part| half| corner| edge| end| hand side|-hand side| of the picture)?"


def _any(number: int) -> str:
    return f"(?:{_ANY.format(number)})"


_NOUN = r"(?P<noun{0}>(?:[^\s,]+ )*?[^\s,]+)"
_OF = rf"(?: (?:of|in|on) (?:{THE_PICTURE}|them|it|these|those|all|the (?:group|row|bunch|lot)))?"
_PATTERNS = (
    # second (dog) from the left
    rule(
        rf"\b(?P<ordinal>{ORDINAL}|last)(?: (?P<noun>(?!from\b)(?:[^\s,]+"
        rf" ){{0,3}}?[^\s,]+))? (?:from|on|in|at|counting from"
        rf"|starting from) (?:the )?{_any(1)}{_SIDE}{_OF}"
    ),
    # (dog) second from the left is met above; second biggest, second left
    rule(rf"\b(?P<ordinal>{ORDINAL})[ -]{_any(2)}(?: (?:ones?|of (?:them|these|those|all)))?\b"),
    # two biggest, biggest two
    rule(rf"\b(?P<count>{NUMBER}) {_any(3)}(?: (?:ones?|of (?:them|these|those|all)))?(?= |$)"),
    rule(rf"\b{_any(4)} (?P<count>{NUMBER})(?: (?:ones?|of (?:them|these|those|all)))?(?= |$)"),
    # two (dogs) on the left
    rule(
        rf"\b(?P<count>{NUMBER})(?: (?P<noun>(?!on\b|in\b"
        rf"|at\b)(?:[^\s,]+ ){{0,2}}?[^\s,]+))? (?:on|at|in|to) (?:the )?(?:very "
        rf"|far )?{_any(5)}{_SIDE}{_OF}(?![\w-])"
    ),
    # (the dog) on the left; with the best score
    rule(
        rf"(?:(?:that|which) (?:is|are) |that's )?(?:\b(?:on|at|in|to|from"
        rf"|towards?) (?:the )?(?:very )?|\bwith (?:the )?|\bfurthest (?:to the )?"
        rf"|\bmost to the ){_any(6)}{_SIDE}{_OF}(?![\w-])"
    ),
    # the left dog
    rule(
        rf"(?:\bthe |^|\b(?:very|most) |\b){_any(7)}(?: (?:ones?|of (?:them|these|those"
        rf"|all)))?(?![\w-])"
    ),
)
_ORDER = rule(
    rf"(?:\bthe |^|\b)(?P<ordinal>{ORDINAL}|last)(?: (?:ones?|of (?:them|these|those"
    rf"|all)))?(?![\w-])"
)
_RELATION = re.compile(
    r"\b(?:left|right|top|front|middle|bottom|side) of (?!them|these|those"
    r"|all\b)(?:the|a|my) (?!picture|image|photo|group|row|pic|frame|scene|bunch|lot)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Placed:
    """Which of several, and what is left of the text.

    Attributes:
        place: of `prompts.request.Place`; None where no place is named.
        ordinal: 2 for the second from there.
        count: 2 for the two that are most so.
        rest: the text without these words.
    """

    place: str | None
    ordinal: int
    count: int
    rest: str


def find_place(text: str) -> Placed:
    """Take the place words out of a phrase.

    Example:
        >>> find_place("second dog from the left")
        Placed(place='left', ordinal=2, count=1, rest='dog')
        >>> find_place("two biggest ones")
        Placed(place='biggest', ordinal=1, count=2, rest='')
    """
    if _RELATION.search(text):
        return Placed(None, 1, 1, text)
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if found is None:
            continue
        groups = found.groupdict()
        place = next(k.rsplit("_", 1)[0] for k, v in groups.items() if v and "_" in k)
        rest = f"{text[: found.start()]} {groups.get('noun') or ''} {text[found.end() :]}"
        ordinal, count = _ordinal(groups.get("ordinal")), _count(groups.get("count"))
        if ordinal == 0:
            ordinal, place = 1, _OPPOSITE.get(place, place)
        return Placed(place, ordinal, count, _clean(rest))
    found = _ORDER.search(text)
    if found is None:
        return Placed(None, 1, 1, text)
    rest = _clean(f"{text[: found.start()]} {text[found.end() :]}")
    ordinal = _ordinal(found["ordinal"])
    return Placed("right", 1, 1, rest) if ordinal == 0 else Placed("left", ordinal, 1, rest)


_OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}


def _ordinal(text: str | None) -> int:
    """1 for none, 0 for the last."""
    if not text:
        return 1
    low = text.casefold()
    if low == "last":
        return 0
    return ORDINALS.get(low) or max(1, int(re.sub(r"\D", "", low) or 1))


def _count(text: str | None) -> int:
    if not text:
        return 1
    return NUMBERS.get(text.casefold()) or max(1, int(text))


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" ,")
