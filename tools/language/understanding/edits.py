"""Changes of the last result: keep, remove and merge (`renames.py` has the fourth)."""

from __future__ import annotations

import re
from dataclasses import replace

from .heard import ASK_FIRST, Clause, Fields, Heard, Target, clarify, edit
from .naming import things
from .patterns import THE_PICTURE, rule, verb
from .target import segmented, target_of, unclear

_EXCEPT = r"(?:except(?: for| from)?|but(?: not)?|apart from|aside from|besides|other than|excluding|save for|that(?:'s| is| are) not|that(?:'s| is| are)n't|which (?:is|are) not|not being|without|minus)"
_ALL = r"(?:everything(?: else)?|all(?: of (?:it|them|these|those))?|everyone|anything|any|all (?:the )?(?:others?|rest|labels|segments|masks|objects|things|ones|other \w+)|every(?: \w+)?|each(?: \w+)?|(?:the|these|those) (?:others?|rest|segments|masks|objects|things))"
_REMOVE = (
    verb("remove", "delete", "drop", "discard", "erase", "eliminate", "exclude", "omit", "ditch", "lose", "hide", "dismiss", "wipe",
         "clear", "strip", "scrap", "subtract", "purge", "trash", "bin", "filter out", "rule out", "toss", "deselect", "unselect", "reject", "cancel", "skip",
         "suppress", "ignore", "banish", "disregard", "cross out", "x out", "chuck", "axe", "unmask", "prune")
    + r"(?: out| off| away)?"
)  # fmt: skip
_AWAY = rule(
    rf"(?:{verb('take', 'throw', 'kick', 'leave', 'filter', 'rule', 'toss', 'cross', 'sort', 'weed', 'wipe', 'strip', 'chuck', 'clear', 'edit', 'put', 'kill', 'move')}) (?:(?P<near>(?:out|away|off|aside|away with)) )(?!of\b|from\b)(?P<np>.+)$"
    rf"|(?:{verb('take', 'throw', 'kick', 'leave', 'filter', 'rule', 'toss', 'cross', 'sort', 'weed', 'wipe', 'strip', 'chuck', 'put', 'move')}) (?P<np2>.+?) (?P<far>out|away|off|aside)(?: of (?:it|there|{THE_PICTURE}|the (?:result|selection|list|mask)s?)| again)?$"
)
_REMOVED = rule(
    rf"(?:{_REMOVE}|(?:get|getting) rid of|(?:do|doing|make do) away with|forget(?: about)?|no more|no|not|without|minus|less|nix|off with|out with|away with|(?:i |we )?(?:don't|do not|no longer|never) (?:want|need|like|care (?:for|about)|include|show|keep|select|have)(?: to (?:see|have|keep))?|stop showing|don't (?:show|include|keep)"
    rf"|(?:anything|everything|all) but not|leave out|take out|i (?:didn't|did not|never) (?:ask(?:ed)?|want(?:ed)?) (?:for )?) (?P<np>.+)$"
)
_GO = rule(
    r"(?P<np>.+?) (?:can|should|must|may|has to|have to|needs to|need to|could|ought to) (?:go|be (?:removed|deleted|dropped|gone|erased|discarded|left out|excluded|taken (?:out|away|off)|thrown (?:out|away))|leave|disappear|vanish)(?: away| now)?$"
    r"|(?P<np2>.+?) (?:is|are|was|were)(?: \w+)? (?:wrong|superfluous|not needed|unneeded|unnecessary|too much|a mistake|in the way|false|incorrect|a false (?:alarm|positive)|an error|irrelevant|noise|nonsense|rubbish|garbage|bogus)(?:[,.;].*)?$"
    r"|(?P<np3>.+?) (?:isn't|aren't|is not|are not|ain't) (?:needed|necessary|relevant|wanted|important|correct|right|there|real|interesting|in the picture|part of it)(?:[,.;].*)?$"
    r"|(?P<np5>(?:the |all |both )?[\w' -]+?) (?:out|away|off)$"
    r"|(?P<np4>.+?)[,:] (?:out|away|remove (?:it|them|that)|delete (?:it|them|that)|drop (?:it|them|that)|get rid of (?:it|them|that)|i don't (?:need|want) (?:it|them|that))$"
)
_KEEP = r"(?:(?:now )?(?:only|just|solely|exclusively|merely|purely|keep|keeping|keep only|keep just|nothing but|nothing except|leave only|leave just|leave me(?: only| just)?|leave|retain|preserve|hold on to|stick (?:with|to)|limit (?:it|this|that|the result|them)? ?to|restrict (?:it|this|that|the result|them)? ?to|reduce (?:it|this|that|the result|them)? ?to|narrow (?:it|this|that|the result|them)? ?(?:down )?to|filter (?:it |them |this )?(?:to|by|for)|focus on|concentrate on|not all,? (?:only|just)))"
_WANT_ONLY = (
    r"(?:(?:i|we)(?:'d| would)? (?:really )?(?:only|just|really only) (?:want|need|like|care (?:about|for)|meant?|wanted|needed|asked for)(?: to (?:have|keep|see))?"
    r"|(?:i|we)(?:'d| would)? (?:want|need|like|keep|meant|have)(?: to (?:have|keep|see|get))? (?:only|just)|(?:show|give|leave|get|let|select|take|pick|use|return|segment|mask|highlight|make it|do|find|cut out|include)(?: me| us)? (?:only|just|nothing but)"
    r"|(?:show|give|leave)(?: me| us)? (?:nothing but)|it's (?:only|just)|all (?:i|we) (?:want|need)(?: is| are)?|(?:only|just) (?:show|keep|give|leave|select|take|pick|use|return|want|need|segment|mask|highlight|find|do|cut out|include)(?: me| us)?)"
)
_KEPT = rule(rf"(?:{_WANT_ONLY}|{_KEEP}(?: (?:only|just))?) (?P<np>.+)$")
_KEPT_END = rule(
    r"(?P<np>.+?)(?:,)? (?:only|alone|should (?:stay|remain)|can stay|stays?|remains?|is enough|are enough|will do|would do|is all (?:i|we) (?:need|want)|suffices|is fine|are fine|and nothing (?:else|more)|nothing else|must stay|may stay|should be (?:kept|left))$"
)
_ALL_BUT = rule(
    rf"(?:(?:{_REMOVE}|get rid of|take away|take out|throw out|throw away|forget|leave out|i don't (?:want|need)|no need for) )?{_ALL},? {_EXCEPT} (?P<np>.+)$"
)
_REST_GO = rule(
    rf"(?:{_REMOVE}|get rid of|take away|take out|throw out|throw away|leave out) (?:the (?:other|others|rest|remaining)(?: \w+)?|all (?:the )?(?:others?|rest)(?: \w+)?|everything else|other \w+)(?:[,;]? (?:and |but )?(?:keep|leave|retain)(?: only)? (?P<np>.+))?$"
)
_TWO = rule(
    rf"(?:keep|leave|i want|only)? ?(?P<keep>.+?),? (?:but (?:not|no|without)|not|without|minus|instead of|rather than|and (?:not|no)|and (?:remove|delete|drop|discard)|except(?: for)?|no) (?P<drop>.+)$"
)
_MERGED = rule(
    rf"{verb('merge', 'join', 'combine', 'unite', 'fuse', 'unify', 'group', 'lump', 'glue', 'blend', 'melt', 'bundle', 'connect', 'consolidate', 'put', 'collapse', 'pool', 'stick', 'link', 'add', 'make', 'treat', 'turn', 'count', 'regard', 'take', 'consider', 'see', 'tie', 'attach', 'weld', 'union', 'aggregate')}(?: together)?(?: (?P<np>.+))?$"
)
_ONE = r"(?:one|a single|single|the same|1|one and the same)(?: (?:big|large|single|whole))?(?: (?:segment|mask|object|thing|piece|region|label|item|class|area|blob|instance|unit|group|selection|category))?"
_INTO_ONE = rule(
    rf",? (?:(?:all )?(?:in)?to|as(?: being)?|form|become|be|up to|in|like|up into|to form) {_ONE}(?: together)?$|,? (?:be )?together(?: as one)?$|,? as (?:a )?(?:one|whole|unit|group)$|,? (?:be )?one(?: (?:thing|object|mask|segment))?$|,? up$"
)
_TOGETHER = rule(
    rf"(?P<np>.+?) (?:belongs? (?:together|to each other|to one another)|(?:are|is|should be|should become|must be|make up|make|form|should form|actually are|are actually|are really)(?: all| both| just)? (?:{_ONE}|parts? of (?:the same|one)(?: \w+)?|merged|joined|combined|one)|go together|(?:should|must) (?:go|be put|belong) together)$"
)
_BELONGS = rule(
    r"(?:add |attach |count )?(?P<a>.+?) (?:belongs? to|(?:is|are) (?:a )?(?:part|parts) of|to|as part of) (?P<b>[^,;]+?)(?:[,;].*)?$"
)
_OUT_OF = rule(
    rf"(?:make|create|form|build|get|give me|i want|i need) {_ONE}(?: \w+)? (?:out of|from|of|for) (?P<np>.+)$"
)
_NEEDS_ONE = re.compile(r"^(?:put|add|make|treat|turn|count|regard|tak|consider|see|connect|stick|link|tie|attach|pool)", re.IGNORECASE)  # fmt: skip
_CALLED = rule(
    r"(?:,? (?:and )?(?:call|name|label)(?: (?:it|them|that|this|the result|the whole(?: thing)?|the new one))?(?: as)? |,? (?:(?:in)?to|as|under(?: the (?:name|label))?)(?: (?:a|an|one|the))?(?: (?:single|new|big|common))?(?: (?:thing|segment|mask|object|label|class|group|one|region|category))?(?: (?:called|named|labell?ed|with the (?:name|label)|of))? |,? (?:called|named|labell?ed) )(?P<name>['\"]?[\w][\w' -]*['\"]?)$"
)


def read_edit(clause: Clause, heard: Heard) -> Fields | None:
    """What a clause keeps, removes or merges; None where it does none of these."""
    text = clause.text
    return (
        _merge(text, heard) or _except(text, heard) or _remove(text, heard) or _keep(clause, heard)
    )


def apply_edit(kind: str, text: str, heard: Heard, new_label: str = "") -> Fields:
    """The edit of what a text names; segment or clarify where that is not in the result."""
    target = target_of(text, heard)
    if heard.labels and target.told and not target.unknown:
        of_kind = [label for label in heard.labels if label in target.words]
        if len(of_kind) > 1 and target.place is None:
            return (
                segmented(target.said) if kind == "keep" else clarify("Which of them do you mean?")
            )
    return unclear(target, heard) or edit(kind, target, new_label)


def _except(text: str, heard: Heard) -> Fields | None:
    """All but some: "remove everything except the cat" keeps it, "keep all but the cat" does not."""
    removing = re.match(
        rf"(?:{_REMOVE}|get|take|throw|forget|leave out|i don't|no need)\b", text, re.IGNORECASE
    )
    found = _ALL_BUT.match(text)
    goes = re.match(rf"{_ALL},? {_EXCEPT} (?P<np>.+?) (?:can|should|must|may) (?:go|be (?:removed|deleted|dropped))", text, re.IGNORECASE)  # fmt: skip
    if goes:
        return apply_edit("keep", goes["np"], heard)
    if found:
        return apply_edit("keep" if removing else "remove", found["np"], heard)
    kept = re.match(rf"(?:keep|leave|show(?: me)?|i want|i need|retain|give me|take|select) {_ALL},? {_EXCEPT} (?P<np>.+)$", text, re.IGNORECASE)  # fmt: skip
    if kept:
        return apply_edit("remove", kept["np"], heard)
    found = _REST_GO.match(text)
    if found:
        if found["np"]:
            return apply_edit("keep", found["np"], heard)
        return clarify("Which one should stay?")
    return None


def _remove(text: str, heard: Heard) -> Fields | None:
    found = _AWAY.match(text)
    named = found and next(
        (g for k, g in found.groupdict().items() if k.startswith("np") and g), None
    )
    if named is None and (found := _REMOVED.match(text)):
        named = found["np"]
        if re.match(
            r"(?:idea|clue|way|problem|worries|thanks|thank|doubt|need|matter|wonder|sure|really|yet|bad|good|sense)\b",
            named,
            re.IGNORECASE,
        ):
            return None
    if named is None and heard.labels and (found := _GO.match(text)):
        named = next((g for g in found.groups() if g), None)
        if named and not _can_be_meant(named, heard):
            named = None
    if named is None:
        return None
    named = re.sub(r"^(?:of|from|about|with) ", "", named, flags=re.IGNORECASE)
    named = re.sub(r" (?:from|out of|off|in|of) (?:the |my |this |your )?(?:results?|selection|list|labels|masks?|segments|segmentation|it|there|" + THE_PICTURE + r")$", "", named, flags=re.IGNORECASE)  # fmt: skip
    named = re.sub(r"^(?:the )?(?:label|mask|segment|region|mask for|mask of)s? (?:of |for |called |named )?(?=\S)", "", named, flags=re.IGNORECASE)  # fmt: skip
    named = re.sub(r"(?<=\w)(?:'s)? (?:mask|segment|label|region|one)s?$", _keep_pronoun, named, flags=re.IGNORECASE)  # fmt: skip
    named = re.split(
        r"[,;] (?:and )?(?:keep|leave|only|just|i|the rest|that)\b|,? (?:and|but) (?:keep|leave) ",
        named,
        maxsplit=1,
    )[0]
    return apply_edit("remove", named, heard)


def _keep_pronoun(found: re.Match[str]) -> str:
    """ "the sofa mask" is the sofa; "the left one" stays, for the place to be read."""
    return found[0] if found[0].strip() in ("one", "ones") else ""


def _can_be_meant(text: str, heard: Heard) -> bool:
    """Whether a subject is something of the result: a label, a place, "the left one"."""
    target = target_of(text, heard)
    if re.fullmatch(r"(?:it|that|this|there)", text, re.IGNORECASE):
        return False
    return not target.unknown and bool(target.words or target.place or target.pronoun)


def _keep(clause: Clause, heard: Heard) -> Fields | None:
    text = clause.text
    found = _KEPT.match(text) or _KEPT_END.match(text)
    if found is None:
        return None
    named = re.sub(
        r"^(?:only|just|the mask (?:of|for)|with|to|for|on|about)\b ?",
        "",
        found["np"],
        flags=re.IGNORECASE,
    )
    if re.match(r"(?:kidding|joking|a (?:moment|minute|sec|second)|wondering|asking|saying|curious|testing|looking around|because|in case|do it|so you know)\b", named, re.IGNORECASE):  # fmt: skip
        return None
    both = _TWO.match(named)
    if both and heard.labels:
        kept, dropped = target_of(both["keep"], heard), target_of(both["drop"], heard)
        if kept.words and not kept.unknown:
            return edit("keep", kept)
        named = both["keep"] if dropped.said else named
    named = re.sub(
        r",? (?:only|alone|please|and (?:delete|remove|drop|forget) .*)$",
        "",
        named,
        flags=re.IGNORECASE,
    )
    if re.fullmatch(
        r"(?:everything|all|all of (?:it|them)|them all|as is|it as it is|it like (?:this|that))",
        named,
        re.IGNORECASE,
    ):
        return None
    return apply_edit("keep", named, heard)


def _merge(text: str, heard: Heard) -> Fields | None:
    together = _TOGETHER.match(text) if heard.labels else None
    if together and _can_be_meant(together["np"], heard) or (
        together and re.match(r"(?:they|these|those|them|it|both|all)\b", text, re.IGNORECASE)
    ):  # fmt: skip
        return _merged(together["np"], "", heard)
    belongs = _BELONGS.match(text) if heard.labels else None
    if belongs and _can_be_meant(belongs["a"], heard) and _can_be_meant(belongs["b"], heard):
        return _merged(f"{belongs['a']} and {belongs['b']}", "", heard)
    if heard.labels and (found := _OUT_OF.match(text)):
        return _merged(found["np"], "", heard)
    found = _MERGED.match(text)
    if found is None:
        return None
    named, new_label = found["np"] or "", ""
    one = _INTO_ONE.search(f" {named}")
    needs_one = _NEEDS_ONE.match(text)
    if one:
        named = f" {named}"[: one.start()].strip()
    called = _CALLED.search(f" {named}")
    if (
        called
        and re.match(
            r"[,\s]*(?:and |call|name|label|called|as|under|named|into)", called[0], re.IGNORECASE
        )
        or (called and not needs_one)
    ):
        new_label = called["name"].strip("'\" ")
        named = f" {named}"[: called.start()].strip()
        one = one or (_INTO_ONE.search(f" {named}"))
        if inner := _INTO_ONE.search(f" {named}"):
            named = f" {named}"[: inner.start()].strip()
    if needs_one and not one and not re.search(r"\btogether\b", text):
        return None
    if not heard.labels and not re.match(
        r"(?:merg|join|combin|fus|unit|unif|group)", text, re.IGNORECASE
    ):
        return None
    return _merged(re.sub(r"\b(?:together|with|to|into)\b", " and ", named), new_label, heard)


def _merged(named: str, new_label: str, heard: Heard) -> Fields:
    named = re.sub(r"\s+(?:and\s+)+", " and ", f"{named} ").strip()
    named = re.sub(r"^(?:and )+|(?: and)+$", "", named).strip()
    named = (
        re.sub(
            r"\b(?:labels?|masks?|segments?) (?:of |for )?(?=\w)|(?<=\w) (?:labels|masks|segments)$",
            "",
            named,
        )
        or named
    )
    target = target_of(named, heard)
    if target.pronoun:
        target = replace(target, pronoun="them")
    if not named and heard.labels:
        target = Target()
    if not heard.labels and not target.said:
        return clarify(ASK_FIRST)
    return unclear(target, heard) or edit("merge", target, new_label)


def named_things(text: str) -> list[str]:
    """Things of a list, for callers that edit nothing."""
    return things(text)
