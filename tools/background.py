"""Background queries: words that suppress what CLIP finds beside the user's queries.

Their maps are thrown away. A word that the user asks for is no background, so the lists lose the
user's own words, however these are written.

Source: clip_as_rnn.txt, section 4.2 (table 6), appendix D (the three groups) and appendix E (mutual
background); reference.md, section 1.A (the list that the authors' configurations use).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from ..errors import InputError
from .language.words import before_preposition, key_of, singulars, without_determiner

BackgroundChoice = Literal["none", "terrestrial", "aquatic", "man_made", "all", "authors"]
"""The paper's groups, all three together (its best in table 6), or the authors' own list."""

_TERRESTRIAL_TEXT = """
    ground land grass tree mountain rock valley earth terrain forest bush hill field pasture meadow
    plateau cliff canyon ridge peak plain prairie tundra savanna steppe crag knoll dune glen dale
    copse thicket
"""
_AQUATIC_TEXT = """
    sea ocean lake water river sky cloud pond stream lagoon bay gulf fjord estuary creek brook
    reservoir pool spring marsh swamp wetland glacier iceberg atmosphere stratosphere mist fog rain
    drizzle hail sleet snow thunderstorm breeze wind gust hurricane tornado monsoon cumulus cirrus
    stratus nimbus
"""
_MAN_MADE_TEXT = """
    building house wall road street railway railroad bridge edifice structure apartment condominium
    skyscraper highway boulevard lane alley byway avenue expressway freeway path overpass underpass
    viaduct tunnel footbridge crosswalk culvert dam archway causeway plaza square station terminal
"""
_AUTHORS_TEXT = """
    ground land grass tree building wall sky lake water river sea railway railroad helmet cloud
    house mountain ocean road rock street valley bridge
"""

TERRESTRIAL = tuple(_TERRESTRIAL_TEXT.split())
AQUATIC = tuple(_AQUATIC_TEXT.split())
MAN_MADE = tuple(_MAN_MADE_TEXT.split())
AUTHORS = tuple(_AUTHORS_TEXT.split())

WORDS: dict[BackgroundChoice, tuple[str, ...]] = {
    "none": (),
    "terrestrial": TERRESTRIAL,
    "aquatic": AQUATIC,
    "man_made": MAN_MADE,
    "all": TERRESTRIAL + AQUATIC + MAN_MADE,
    "authors": AUTHORS,
}


def background_queries(
    choice: BackgroundChoice | Sequence[BackgroundChoice],
    queries: Sequence[str],
    synonyms: Iterable[str] = (),
) -> list[str]:
    """The background words of one or several groups that are none of the user's.

    Args:
        choice: which groups; their words follow in this order, each once.
        queries: the user's texts; one may hold several names with commas between.
        synonyms: other names of what the user asks for.

    Returns:
        the words; "house" is not among them where the user asks for "Houses", "the house on the
        hill" or "red house", but "hill" is.

    Raises:
        InputError: an unknown group.

    Example:
        >>> background_queries("man_made", ["Brick walls"], ["motorway", "highway"])[:4]
        ['building', 'house', 'road', 'street']
    """
    words: list[str] = []
    for name in [choice] if isinstance(choice, str) else choice:
        if name not in WORDS:
            known = ", ".join(get_args(BackgroundChoice))
            raise InputError(f"background {name!r}", "no such group of words", f"take {known}")
        words += WORDS[name]
    return _without(words, [*queries, *synonyms])


def mutual_background(things: Sequence[str], stuff: Sequence[str]) -> tuple[list[str], list[str]]:
    """Things and stuff as each other's background, for two separate runs.

    Args:
        things: names of what can be counted ("bird", "car").
        stuff: names of what fills places ("sky", "ground").

    Returns:
        the background of the things, which is the stuff, and that of the stuff; what is in both
        lists is in neither background.

    Source: clip_as_rnn.txt, appendix E.
    """
    return _without(stuff, things), _without(things, stuff)


def _without(words: Iterable[str], own: Iterable[str]) -> list[str]:
    taken: set[str] = set()
    for text in own:
        for name in text.split(","):
            taken |= _folded(name) | _folded(_head(name))
    return [word for word in dict.fromkeys(words) if not taken & _folded(word)]


def _folded(text: str) -> set[str]:
    """The key of a name, as it stands and with its last word in the singular."""
    *before, last = key_of(text).split() or [""]
    return {" ".join([*before, form]) for form in (last, *singulars(last))} - {""}


def _head(text: str) -> str:
    """The noun of an expression: "house" of "the red house on the hill"."""
    words = before_preposition(without_determiner(key_of(text).split()))
    return words[-1] if words else ""
