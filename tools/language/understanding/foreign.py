"""A wish in German, French, Spanish, Italian, Portuguese or Dutch: the thing in its own words.

A few dozen words each: enough for "Schneide den Hund aus" and "où est le chat ?", no more.
"""

from __future__ import annotations

import re

from .edits import apply_edit
from .foreign_words import ENGLISH, HOW_MANY, LANGUAGES, OTHER_SCRIPTS, TELLING, Language
from .heard import Clause, Fields, Heard, clarify, question, segment
from .target import target_of


def read_foreign(clause: Clause, heard: Heard) -> Fields | None:
    """A wish in another language; None for English and for languages that are not here."""
    text = clause.whole
    for pattern in OTHER_SCRIPTS:
        if found := pattern.match(text):
            return segment("open_vocabulary", [found["np"].strip()])
    if not TELLING.search(text) or len(ENGLISH.findall(text)) > len(TELLING.findall(text)):
        return None
    for language in LANGUAGES:
        if (read := _read(text, language, heard)) is not None:
            return read
    return None


_ADDRESS = (
    r"bitte|por favor|per favore|per piacere|s'il (?:te|vous) pla[i\u00ee]t|stp|hallo|hola|ciao"
    r"|bonjour|salut|ol\u00e1|und|et|y|e|ok"
)


def _read(text: str, language: Language, heard: Heard) -> Fields | None:
    everything = re.compile(rf"(?:{language.everything})(?: (?:{language.tail}))*", re.IGNORECASE)
    undo = rf"(?:(?:das|es|bitte|la|cela|lo|esto|questo) )?(?:{language.undo})"
    around = rf"^(?:{_ADDRESS})[ ,!]+|[ ,]+(?:{language.tail})$"
    bare = re.sub(around, "", text, flags=re.IGNORECASE).strip(" ,!?.")
    if re.fullmatch(undo, bare, re.IGNORECASE):
        return {"action": "undo"}
    if everything.fullmatch(text) or everything.fullmatch(bare):
        return segment("zero_guidance")
    return _edited(bare, language, heard) or _wanted(bare, language, heard)


def _edited(text: str, language: Language, heard: Heard) -> Fields | None:
    for kind, verbs in (("remove", language.removes), ("keep", language.only)):
        if found := re.match(rf"(?:{verbs}) (?P<np>.+)$", text, re.IGNORECASE):
            named = _things(found["np"], language)
            return apply_edit(kind, ", ".join(named), heard) if named else clarify()
    return None


def _wanted(text: str, language: Language, heard: Heard) -> Fields | None:
    """What is to be found, behind a verb, "where is" or an article."""
    where = re.match(rf"(?:{language.where}) (?P<np>.+)$", text, re.IGNORECASE)
    verbs = re.match(rf"(?:(?:{language.verbs}) )+(?P<np>.+)$", text, re.IGNORECASE)
    article = re.match(rf"(?:{language.articles})(?: |(?<='))(?P<np>.+)$", text, re.IGNORECASE)
    listed = re.search(rf" (?:{language.conjunction}) ", text)
    if article and not TELLING.match(text) and not listed:
        article = None
    found = where or verbs or article
    named = _things(found["np"], language) if found else []
    if not named:
        return None
    target = target_of(", ".join(named), heard)
    if target.words and not target.unknown and (where or HOW_MANY.match(text)):
        return question("where" if where else "count", target)
    told = any(re.search(language.told, thing, re.IGNORECASE) for thing in named)
    return segment("referring" if told else "open_vocabulary", named)


def _things(text: str, language: Language) -> list[str]:
    parts = re.split(rf"\s*,\s*|\s+(?:{language.conjunction})\s+(?=\S)", text, flags=re.IGNORECASE)
    around = re.compile(
        rf"^(?:{language.articles})(?:\s+|(?<=')\s*)(?=\S)|[ ,]+(?:{language.tail})$", re.IGNORECASE
    )
    return list(dict.fromkeys(thing for part in parts if (thing := _without(around, part))))


def _without(around: re.Pattern[str], text: str) -> str:
    before = ""
    while before != text:
        before, text = text, around.sub("", text).strip(" ,.?!")
    return text
