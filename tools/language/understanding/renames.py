"""Other names for what was found: "call it kitten", "that's not a dog, it's a fox"."""

from __future__ import annotations

import re
from dataclasses import replace

from .edits import apply_edit
from .heard import ASK_NAME, Clause, Fields, Heard, Target, clarify, edit
from .labels import same_words
from .naming import COLOURS
from .patterns import THE_PICTURE, rule, verb
from .target import segmented, target_of, unclear

_NAME = r"(?P<new>['\"]?\S.*?['\"]?)"
_IT = r"(?:it|them|this|that|these|those|this one|that one|the (?:other|new|last) one)"
_TO = r"(?:to|as|into|in|with|by|>|=|to be|:)"
_RULES = (
    # Renames and changed labels come first: `_EXPLICIT` of them need no label of the result.
    rule(rf"(?:{verb('rename', 'relabel', 'retitle', 'renam', 'rechristen')}) (?P<old>.+?),? {_TO} {_NAME}$"),
    rule(rf"(?:{verb('change', 'replace', 'switch', 'correct', 'turn', 'edit', 'update', 'set', 'fix', 'modify', 'convert')}) (?:the )?(?:name|label|title|tag|class|caption)s? (?:of |for |on |from )?(?P<old>.*?) ?{_TO} {_NAME}$"),
    rule(rf"(?:{verb('change', 'replace', 'switch', 'correct', 'turn', 'swap', 'update', 'set', 'fix')}) (?P<old>.+?)(?:'s)? (?:name |label |title |tag |class )?{_TO} {_NAME}$"),
    rule(rf"(?:{verb('give')}) (?P<old>.+?) (?:the|a|another) (?:new )?(?:name|label|title|tag) (?:of )?{_NAME}$"),
    rule(rf"(?:{verb('give')}) (?:the )?(?:name|label) {_NAME} to (?P<old>.+)$"),
    rule(rf"(?:{verb('use', 'write', 'say', 'put', 'take')}) (?:the )?(?:name |label |word )?{_NAME} (?:instead of|for|rather than|in place of) (?P<old>.+)$"),
    rule(rf"(?:{verb('label', 'mark', 'tag', 'title', 'refer to', 'describe', 'classify')}) (?P<old>.+?) (?:as|with) {_NAME}$"),
    rule(rf"(?:{verb('label', 'tag', 'title')}) (?P<old>{_IT}) {_NAME}$"),
    rule(rf"(?:i'd (?:rather )?call|i (?:would|will|'ll)? ?(?:rather )?call|we call|{verb('call', 'name', 'dub', 'rename', 'christen', 'label')}) (?P<old>{_IT}|the \w+(?: \w+)? from the \w+|the (?:\S+ )?ones?(?: (?:on|at|in|to) the (?:far )?\w+)?) (?:as )?{_NAME}$"),
    rule(rf"(?P<old>.+?) (?:should|must|has to|have to|ought to|shall|needs to|could|can) (?:rather |really |actually |better )?(?:be|read|say)(?: called| named| labell?ed| renamed(?: to)?| relabell?ed(?: as)?)?(?: as)? {_NAME}$"),
    rule(rf"(?P<old>.+?) (?:is|are|was) (?:called|named|labell?ed) {_NAME}$"),
    rule(rf"(?P<old>.+?)(?:'s| its| their) (?:\w+ )?(?:name|label) (?:is|should be) {_NAME}$"),
    rule(rf"(?P<old>) ?(?:(?:its|his|her|their|the) )?(?:right |correct |real |proper |true |actual |new )?(?:name|label)s? (?:is|should be|are|must be) {_NAME}$"),
    rule(rf"{_NAME} (?:is|would be|sounds like) (?:a |the )?(?:better|right|correct|proper|more accurate|real) (?:name|label|word) (?:for )?(?P<old>.*)$"),
    rule(rf"(?P<old>[^>]+?) ?(?:>|=|-+>) ?{_NAME}$"),
    rule(rf"instead of (?P<old>.+?),? (?:write|use|say|call (?:it|them)|put|take) {_NAME}$"),
    rule(rf"make (?P<old>{_IT}|the (?:label|name)) (?P<new>\"[^\"]+\")$"),
)  # fmt: skip
_NO_OLD = frozenset("the a my all every each everything objects things me".split())
_PASSIVE = rule(
    r"(?:\w+ed|gone|out|there|here|together|cut out|left out|taken .*|thrown .*|kept|in|put .*|hidden|one|part of .*|bigger|smaller|sure|fine|enough|possible|easy|ok|okay|.*\bmasked|.*\bone)"
)
_TO_NAME = rule(rf"(?:rename|relabel) (?:to|as) {_NAME}$")
_BARE_CALL = rule(rf"(?:{verb('call', 'name', 'dub', 'rename', 'christen')}) (?P<all>.+)$")
_NO_NAME = rule(rf"(?:{verb('rename', 'relabel')})(?: (?P<old>.+))?$|(?:change|edit|correct|fix) (?:the |its |his |her |their )?(?:name|label)s?(?: of (?P<old2>.+))?$|(?:give) (?P<old3>.+?) (?:a|another)(?: new| better| different)? (?:name|label)$")  # fmt: skip
_NOT_BUT = (
    rule(rf"(?:no,? )?(?:that|this|it|these|those|they|there)(?:'s| is| are|'re)?(?: \w+)? (?:is not|isn't|are not|aren't|not|ain't|'s not) (?:really |actually )?(?:a |an |the |any )?(?P<old>[\w' -]+?)(?:,|;|\.| -| but)+ ?(?:but )?(?:(?:it|that|this|they|these|those)(?:'s| is| are|'re)? )?(?:actually |really |rather |clearly |a kind of |more like )?(?:(?:a|an|the|my|some) )?{_NAME}$"),
    rule(rf"(?:(?:that|this|it|these|those|they)(?:'s| is| are|'re) )(?:actually |really |rather |clearly |in fact |of course )?(?:(?:a|an|the|my) )?{_NAME}(?:,| and|;)? (?:not|rather than|instead of|and no|no) (?:(?:a|an|the|any) )?(?P<old>[\w' -]+)$"),
    rule(rf"not (?:a |an |the )?(?P<old>[\w' -]+?)(?:,? but|,|;|:) ?(?:(?:it's|that's|they're|these are|this is|those are) )?(?:a |an |the )?{_NAME}$"),
    rule(rf"(?P<old>.+?) (?:is|are)(?: \w+)? (?:not|no)\b.*?(?:,|;|but)+ ?(?:it's|that's|they're|it is) (?:actually |really )?(?:a |an |the )?{_NAME}$"),
)  # fmt: skip
_IS = rule(
    r"(?P<old>it|that|this|these|those|they|(?:the |this |that |these |those )?.+?)(?: is|'s| are|'re| was| were)(?: actually| really| rather| clearly| in fact| obviously| definitely| more of| more like| in reality| supposed to be| of course| meant to be| probably| truly)? (?P<article>a |an |the |my |our |called |named )?(?P<new>[^,;]+)$"
)
_NO_LABEL = rule(
    r"(?:(?:not )?(?:very |too |so |quite |really |all )*(?:wrong|right|good|bad|nice|great|fine|ok|okay|correct|incorrect|perfect|cool|awesome|better|it|that|all|enough|missing|gone|here|there|done|ready|beautiful|ugly|cute|funny|blue|true|false|mistake|joke|bug|error|question|test|problem|same(?: .*)?|one .*|parts? .*|together|both .*|best|interesting|strange|weird|terrible|amazing|excellent|wonderful|lovely|useful|useless|too \w+|not .*|what .*|why .*|how .*|where .*|one|for .*|in .*|on .*|of .*|at .*|from .*|to .*|with .*|by .*|very .*|so .*|more .*|less .*))"
)


def read_rename(clause: Clause, heard: Heard) -> Fields | None:
    """The new name that a clause gives; None where it gives none."""
    text = clause.text
    if clause.asks and not re.match(
        r"(?:rename|call|name|label|relabel|change)", text, re.IGNORECASE
    ):
        return None
    if (said := _not_but(text, heard)) is not None:
        return said
    if (found := _TO_NAME.match(text)) is not None:
        return apply_edit("rename", "it", heard, clean_name(found["new"]))
    for number, pattern in enumerate(_RULES):
        found = pattern.match(text)
        if found and (named := _renamed(found["old"], found["new"], number, heard)) is not None:
            return named
    if (said := _said_so(text, heard)) is not None:
        return said
    found = _BARE_CALL.match(text)
    if found and (cut := _cut_name(found["all"], heard)) is not None:
        return cut
    if found := _NO_NAME.match(text):
        return _nameless(next((g for g in found.groups() if g), ""), heard)
    return None


def _nameless(old: str, heard: Heard) -> Fields:
    target = target_of(old, heard)
    return (unclear(target, heard) if target.unknown else None) or clarify(ASK_NAME)


def _renamed(old: str, new: str, number: int, heard: Heard) -> Fields | None:
    new_label = clean_name(new)
    if not new_label or re.match(r"(?:you|that|which|we|i) ", new_label):
        return None
    if re.fullmatch(r"(?:something|anything) (?:else|different|better)|otherwise|differently|another name", new_label):
        return clarify(ASK_NAME)
    old = re.sub(
        r"^(?:the )?(?:label|name|class|tag|mask|segment) (?:of |for |called )?(?=\S)",
        "",
        old.strip(" '\""),
        flags=re.IGNORECASE,
    )
    old = re.sub(r"(?<=\w)(?:'s)? (?:label|name|tag|mask|segment)s?$", "", old, flags=re.IGNORECASE)
    explicit = number in (0, 1)
    target = target_of(old, heard)
    if not explicit and (target.unknown or not heard.labels) and number not in (8,):
        return None
    if number == 2 and (
        new_label.casefold() in COLOURS or re.fullmatch(THE_PICTURE, old, re.IGNORECASE)
    ):
        return None
    if number in (9, 10) and _PASSIVE.fullmatch(new_label):
        return None
    if number == 6 and re.search(r",| and ", new_label):
        return None
    return apply_edit("rename", old, heard, new_label)


def _cut_name(text: str, heard: Heard) -> Fields | None:
    """ "call the left dog Rex": the label ends where the new name starts."""
    text = re.sub(r"^(?:up )?", "", text)
    tokens = text.split()
    if not heard.labels and not re.match(rf"{_IT}\b|the \w+ ones?\b", text, re.IGNORECASE):
        named = re.fullmatch(r"(?:the|that|this|my) (\w+) \S+", text, re.IGNORECASE)
        return segmented([named[1]]) if named else None
    best: tuple[Target, str] | None = None
    for cut in range(1, min(len(tokens), 9)):
        old = " ".join(tokens[:cut])
        target = target_of(old, heard)
        if old.casefold() in _NO_OLD or target.unknown:
            continue
        if target.words or target.pronoun or target.place:
            new = clean_name(" ".join(tokens[cut:]))
            if re.match(r"(?:you|that|which|we|i|something|otherwise|differently)\b", new):
                return clarify(ASK_NAME) if new.startswith(("something", "otherw", "differ")) else None
            if new and new.casefold() not in ("one", "ones"):
                best = (target, new)
                if target.words and not re.match(
                    r"(?:on|at|in|to|from|next|with|that|who|of)\b", new, re.IGNORECASE
                ):
                    break
    if best is not None:
        return unclear(best[0], heard) or edit("rename", best[0], best[1])
    if len(tokens) <= 4 and heard.labels and target_of(text, heard).words:
        return clarify(ASK_NAME)
    return None


def _not_but(text: str, heard: Heard) -> Fields | None:
    """ "That's not a dog, it's a fox"."""
    if not heard.labels:
        return None
    for pattern in _NOT_BUT:
        found = pattern.match(text)
        if found is None:
            continue
        target, new = target_of(found["old"], heard), clean_name(found["new"])
        if target.words and not target.unknown and new and not same_words(new, heard.labels):
            return edit("rename", replace(target, words=target.words[:1]), new)
    return None


def _said_so(text: str, heard: Heard) -> Fields | None:
    """ "The cup is a mug", "it's a fox"."""
    found = _IS.match(text) if heard.labels else None
    if found is None:
        return None
    new = clean_name(found["new"])
    if not new or _NO_LABEL.fullmatch(new) or len(new.split()) > 4:
        return None
    if re.match(
        r"(?:what|which|where|who|how|why|there|here|i|you|we|he|she|my|is|are|do|does|can)\b",
        found["old"],
        re.IGNORECASE,
    ):
        return None
    target = target_of(found["old"], heard)
    if target.unknown or target_of(new, heard).place:
        return None
    if (
        not found["article"]
        and not new[:1].isupper()
        and not _plural_pronoun(found["old"])
        and not target.words
    ):
        return None
    if re.search(r"ing$", new) and not found["article"]:
        return None
    return unclear(target, heard) or edit("rename", target, new)


def _plural_pronoun(text: str) -> bool:
    return text.casefold() in ("these", "those", "they", "both", "all", "all of them", "both of them", "them")


def clean_name(text: str) -> str:
    """A new name without quotes, article and asides.

    Example:
        >>> clean_name('"kitten" instead')
        'kitten'
    """
    text = text.strip(" ,.;:!?")
    quoted = re.search(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)", text)
    if quoted:
        return (quoted[1] or quoted[2]).strip()
    text = re.sub(
        r"^(?:(?:a|an|the|simply|just|rather|something like|as|be|to|better|:) )+",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(
        r"(?:,? (?:instead|please|pls|now|then|from now on|again|rather|for short|in(?:stead)? of .*|not .*|everywhere|and not .*|actually|too|thanks))+$",
        "", text, flags=re.IGNORECASE,
    )  # fmt: skip
    return text.strip(" ,.;:!?'\"")
