"""Words as people and datasets write them, brought to one spelling: pure text, no dictionary.

A key is how `noun_graph` looks words up: lower case, blanks for underscores and hyphens, no
apostrophes and full stops ("Traffic-Light" and "traffic_light" have one key).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# The rules of detachment for nouns (WordNet's morphy), plural ending to singular ending.
_ENDINGS = (
    ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("zes", "z"), ("ies", "y"),
    ("ves", "f"), ("ves", "fe"), ("oes", "o"), ("ses", "s"), ("men", "man"), ("s", ""),
)  # fmt: skip
_DETERMINER_TEXT = """
    a an the this that these those some any many several few both all each every another other no
    his her their its my your our one two three four five six seven eight nine ten
"""
_PREPOSITION_TEXT = """
    in on at with by near under over behind beside besides beneath below above inside outside
    next from for to into onto around across through between among along against beyond without
    upon during while and or who which that is are was
"""
_DETERMINERS = frozenset(_DETERMINER_TEXT.split())
_ARTICLES = frozenset(("a", "an", "the", "this", "that", "these", "those", "all", "each", "every"))
_PREPOSITIONS = frozenset(_PREPOSITION_TEXT.split())


def key_of(text: str) -> str:
    """The key of a word or phrase.

    Example:
        >>> key_of(" Traffic-Light "), key_of("carpenter's_kit")
        ('traffic light', 'carpenters kit')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"['\u2019.]", "", plain)
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def spell_emoji(text: str) -> str:
    r"""Pictographs by their Unicode names where the text has no letters; else dropped.

    Example:
        >>> spell_emoji("\N{DOG}"), spell_emoji("\N{DOG} puppy")
        ('dog', ' puppy')
    """
    symbols = [char for char in text if unicodedata.category(char) == "So"]
    if not symbols:
        return text
    rest = "".join(char for char in text if char not in symbols)
    if any(char.isalnum() for char in rest):
        return rest
    name = unicodedata.name(symbols[0], "").casefold()
    return re.sub(r"\b(face|symbol|with .*)$", "", name).strip() or name


def singulars(word: str) -> Iterator[str]:
    """Possible singular spellings of one word by the rules of detachment, likeliest first."""
    for plural, singular in _ENDINGS:
        if word.endswith(plural) and len(word) > len(plural) + 1 and not word.endswith("ss"):
            yield word[: -len(plural)] + singular


def is_article(word: str) -> bool:
    """Whether the word is an article or points at something; inside a name there is none."""
    return word in _ARTICLES


def is_function_word(word: str) -> bool:
    """Whether the word is an article, a numeral or a preposition, which name nothing alone."""
    return word in _DETERMINERS or word in _PREPOSITIONS


def without_determiner(words: list[str]) -> list[str]:
    """The words after leading articles, possessives and numerals; never empty if `words` is not."""
    start = 0
    while start < len(words) - 1 and (words[start] in _DETERMINERS or words[start].isdigit()):
        start += 1
    return words[start:]


def before_preposition(words: list[str]) -> list[str]:
    """The words before the first preposition, conjunction or participle with an object.

    Example:
        >>> before_preposition("man in a red shirt".split())
        ['man']
        >>> before_preposition("girl holding a kite".split())
        ['girl']
    """
    for index in range(1, len(words)):
        follows = words[index + 1] if index + 1 < len(words) else ""
        participle = words[index].endswith("ing") and follows in _DETERMINERS
        if words[index] in _PREPOSITIONS or participle:
            return words[:index]
    return words


def base_forms(participle: str) -> Iterator[str]:
    """Nouns that a modifier may be made from: "potted" from pot, "wooden" from wood."""
    for ending in ("ed", "en", "ing", "y"):
        stem = participle.removesuffix(ending)
        if stem != participle and len(stem) > 2:
            yield stem
            yield stem + "e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def noun_chunks(sentence: str) -> list[str]:
    """The runs of words between articles, prepositions and commas: where a sentence has its nouns.

    Example:
        >>> noun_chunks("A young girl sits on a red sofa, with two dogs.")
        ['young girl sits', 'young girl', 'red sofa', 'red', 'dogs']
    """
    chunks: list[str] = []
    for clause in re.split(r"[,;:.!?]", sentence):
        run: list[str] = []
        for word in [*key_of(clause).split(), "the"]:
            if not is_function_word(word):
                run.append(word)
                continue
            # The last word may be the verb: "girl sits".
            chunks += [" ".join(run), " ".join(run[:-1])]
            run = []
    return [chunk for chunk in dict.fromkeys(chunks) if chunk]


def made_with(phrase: str) -> set[str]:
    """Nouns that a participle in a phrase is made from: a "potted plant", also glued, has a pot.

    Example:
        >>> sorted(made_with("pottedplant"))
        ['pot', 'pott', 'potte']
    """
    flat = key_of(phrase).replace(" ", "")
    participles = [flat[: found.end()] for found in re.finditer("ed", flat[:-1])]
    return {stem for word in participles for stem in base_forms(word)}
