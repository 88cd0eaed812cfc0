"""Questions about the last result: how much, how many, where, what, how sure, which is bigger, why.

The kind is told by its key words; what it is about is what stays when the words of the question are
trimmed off both ends.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .heard import ASK_FIRST, Clause, Fields, Heard, Target, clarify, question, segment
from .labels import labels_meant
from .naming import things
from .patterns import NUMBER, PICTURE, THE_PICTURE, rule
from .places import find_place
from .target import segmented, target_of, unclear

_ANY_START = (
    r"(?:in|on|at|of|to|with|from) (?:what|which)|what|what's|which|how|where|where's|whereabouts|who|is|are|was|were|does|do|did|has|have|can|could|tell|give|show|compute"
    r"|calculate|measure|estimate|count|report|say|name|list|i|any|find|get|why|let|determine|get|want"
)
_SHARE = rule(
    r"percent|percentage|%|\bper ?cent\b|(?<!in )(?<!on )(?<!at )\b(?:what|how (?:large|big|great|high|much)|which|the|its|their) (?:\w+ )?(?:a )?(?:share|fraction|proportion|portion|ratio|part of "
    + THE_PICTURE
    + r")\b"
    r"|\b(?:share|fraction|proportion|portion) (?:of|for)\b|\b(?:share|fraction|proportion|coverage|ratio|percentage)$|\bcoverage\b|\bhow much (?:of (?:"
    + THE_PICTURE
    + r"|it|this|that|everything)|space|room|place)\b"
    r"|\bhow much (?:of \S+ \S+ )?(?:does|do|is|are)\b.*\b(?:cover|take|occup|fill|make up)|\bhow much \w+ (?:is|are) (?:there|in)\b|\bhow much (?:is|are)\b|\brelative (?:size|area)\b|\bhow (?:dominant|much room)\b"
    r"|\b(?:cover|covers|occupy|occupies|take up|takes up|fill|fills) how much\b|\b(?:cover|occupy|take up|fill) (?:more|less) than\b|\bcompared to the "
    + PICTURE
)
_AREA = rule(
    r"^(?:(?:what|how|tell|give|compute|calculate|measure|estimate|report|which)\b.*)?\b(?:areas?|surface|size|pixel count|pixel area|number of pixels|pixel number)\b(?: of|$| in| (?:does|do|is|are|for|has|have)\b|(?=.*\bpixels?\b))"
    r"|\b(?:how many|number of|in|count(?: the)?) (?:square )?(?:px|pixels?)\b|\bhow (?:big|large|tall|wide|high)\b|\bdimensions?\b|\bhow much area\b|\b(?:px|pixels)$|\bpixel (?:count|area|size)\b"
)
_COUNT = rule(r"\bhow many\b|^count\b|\b(?:the )?(?:total )?(?:number|amount|count|quantity) of\b|\bhow often\b|^(?:number|total)$|\bcount (?:of )?(?:the|all|them|those|how)\b")  # fmt: skip
_WHERE = rule(
    r"\bwhere(?:'s|'re|abouts)?\b|\b(?:which|what) (?:side|corner|part|half|area|spot|position|place|quadrant|location|coordinates|region)\b|\b(?:position|location|coordinates?|bounding box(?:es)?|bbox(?:es)?|whereabouts) (?:of|for)\b"
    r"|\b(?:coordinates|bounding box|bbox)\b|\b(?:left or (?:\w+ )?(?:the )?right|right or (?:\w+ )?(?:the )?left|top or (?:\w+ )?(?:the )?bottom)\b|^locate (?:it|them)\b|\bhow (?:far|high up|low)\b"
    r"|^(?:is|are) (?:the|it|they|my)\b.* (?:left of|right of|above|below|beneath|over|under|behind|in front of|next to|beside|near|between|inside|on top of|closer to)\b"
    r"|^(?:is|are) (?:the|it|they|that|this)\b.* (?:on|at|in|to) the (?:left|right|top|bottom|middle|center|centre)(?: side)?$"
)
_LABELS = rule(
    r"\b(?:what|which)(?: \w+)? (?:labels?|class(?:es)?|categor(?:y|ies)|names?|tags?|segments|masks|objects|things|results?)\b.*\b(?:you|have|has|found|detected|there|now|we|result|used|segmented|left|current|currently|got|is|are|it)\b"
    r"|\bwhat(?: all| else| exactly| things| objects)? (?:did|have|has|do|had) (?:you|we|it|been)(?: \w+)? (?:find|found|detect(?:ed)?|get|got|segment(?:ed)?|label(?:l?ed)?|mask(?:ed)?|recogni[sz]e[d]?|identif(?:y|ied)|cut(?: out)?|so far|have|done|come up with|mark(?:ed)?|select(?:ed)?|pick(?:ed)?)\b"
    r"|\bwhat(?:'s|'ve) been (?:found|detected|segmented|labell?ed|masked)\b|\bwhat (?:was|were|is|has been|got|is now|is currently|are)(?: \w+)? (?:found|detected|segmented|labell?ed|masked|selected|recogni[sz]ed|cut out|identified|left|in the (?:result|list)|highlighted|marked)\b"
    r"|\b(?:list|show|tell|give|name|read|print|enumerate|repeat)(?: me)? (?:all )?(?:(?:the|your|my|all|of|current|its|their) )*(?:labels|class(?:es)?|results?|findings|segments|names|masks|categories|tags|found (?:objects|things)|detections|detected (?:objects|things))\b"
    r"|\b(?:list|name|tell|show)(?: me)? (?:everything|what|all|the (?:things|objects))(?: that)? (?:you|was|were|has been|you've|you have)(?:'ve| have)? ?(?:found|find|detected|segmented|got|labell?ed|see now|recogni[sz]ed)?"
    r"|\bwhat (?:is|are|'s)(?: (?:the|it|this|that|these|those|they|he|she))?(?: \w+)? called\b|\b(?:name|label|class|category) of (?:the|this|that|it)\b|\b(?:names|labels|classes) (?:of|do|are|did|have)\b"
    r"|\bhow (?:did|have|do) you (?:call|label|name)(?:l?ed)?\b|^(?:the )?(?:labels|classes|results?|findings|found objects)$|\bwhat(?:'s| is| are) (?:in )?(?:the|your|my) (?:result|results|labels|findings|list|names|classes)\b|\bwhat do (?:we|you|i) have\b"
    r"|^(?:list|name) (?:them|these|those|it|all)(?: all)?$|\bwhich ones (?:did|have|do|are)\b|\bwhat do you call\b"
)
_POINTED = rule(
    r"^(?:what(?:'s| is| are|'re)|which(?: one)? is|and) (?:the|that|this|these|those|it|they|he|she)\b(?P<np>.*)$|^what(?:'s| is| are) (?P<np2>on|at|in) the (?:far )?(?P<side>left|right|top|bottom|middle|center|centre)(?: side)?$"
)
_SCORE = rule(
    r"\bhow (?:\w+ )?(?:sure|certain|confident|reliable|accurate|likely|trustworthy|probable|safe|precise|good|convinced|positive|correct)\b|\bconfidence\b|\bcertainty\b|\bprobabilit(?:y|ies)\b|\b(?:the|its|their|what|which|your|with|that) (?:\w+ )?scores?\b|\bscores? (?:of|for|does|do)\b|^scores?$"
    r"|\b(?:are|were) you (?:\w+ )?(?:sure|certain|confident|positive|convinced)\b|^(?:really|sure|certain|seriously|you sure|is that right|is this right|is that so|is it right)$|\b(?:sure|certain|confident) (?:about|of|that|it)\b|\byou sure\b|\btrust\b"
    r"|^(?:is|are|was) (?:that|it|this|they|these|those|the \S+)(?: \w+)? (?:really|actually|definitely|truly|correct|right|reliable|certain|for sure)\b|\bleast sure\b|\bdo you (?:really )?(?:think|believe) (?:it|that|this|they)|\bcould (?:it|that|this|you) be (?:wrong|mistaken|a|an)\b|\bhow well\b|\breally (?:a|an|the)\b"
)
_SIZE = rule(
    r"\b(?:which|what|who)\b.*\b(?:biggest|largest|smallest|bigger|larger|smaller|tiniest|greatest|tallest|most (?:space|room|area|pixels|of the)|least (?:space|room|area|pixels)|covers (?:most|more)|fills (?:most|more)|largest area)\b"
    r"|\b(?:bigger|larger|smaller|tinier|greater) than\b|\bcompare\b.*\bsizes?\b|\bsizes? compar|\b(?:as big as|as large as|the same size)\b|\b(?:more|less) (?:space|room|area|pixels) than\b|\b(?:sort|rank|order)\b.*\b(?:size|area)\b|\btakes? (?:up )?(?:the )?(?:most|more|least)\b"
    r"|\bis (?:the )?\w+ (?:bigger|larger|smaller)\b|\bmost (?:space|area|room)\b|\bby size\b"
)
_WHY = rule(
    r"\bwhy\b|\bhow come\b|\bwhat (?:happened (?:to|with)|made you|makes you|went wrong)\b|\bfor what reason\b|\bwhat(?:'s| is| was) the reason\b|\breason (?:for|why)\b|\bhow did you (?:miss|get|come|know|decide|find|end up)\b|\bwarum\b|\bhow could you miss\b|\bwhat (?:tells|told) you\b|\bexplain\b.*\b(?:missing|found|not|this|that|why|the)\b"
)
_BIGGEST = rule(r"(?:the )?(?:biggest|largest|smallest|tiniest)(?: (?:one|object|thing|of them|of all))?")
_FOUND = rule(
    r"(?:what|which) (?P<np>(?!objects\b|things\b|labels\b|classes\b|ones?\b)\w+(?: \w+)?) (?:did|have|do) you (?:find|found|detect(?:ed)?|see|recogni[sz]ed?|identif(?:y|ied)|segment(?:ed)?|got?)$"
)
_EDIT_START = rule(r"(?:only|just|keep|remove|delete|drop|leave|merge|call|rename|discard|the one|the ones|select|hide|exclude)\b(?!.*\?)")
_ABOUT_OTHER = rule(
    r"\b(?:taken|shot by|photographed|you from|your (?:name|code|model|weights|data)|you (?:live|come from|work|run|learn|store|save|made|built|trained)|cost|much (?:are|is) (?:you|it worth)|weather|time is it|how old|do you (?:like|want|know about)|format|formats)\b|\bcan i (?:upload|send|use|ask|load)\b|\bhow many (?:pictures|images|photos|files|languages|formats|users|megabytes|questions)\b|\bwhere can i\b|\bhow (?:do|can|does|should|to) (?:i|you|one|this|it|that)\b(?! (?:cover|look|call))|\bwhere (?:do|should) (?:i|we)\b|\bwhy (?:are|were) you\b(?! (?:sure|certain|not))|\bwhat colou?r|\bhow (?:are you|is it going)"
)
_TRIM = frozenset(
    """what what's which how much many where where's where're whereabouts whose is are was were does do did has have had can could
    would tell give show compute calculate measure estimate count report say name list me us i you your the a an of in on at by
    for to from with big large tall wide high part share fraction proportion portion percent percentage per cent % ratio picture
    image photo pic photograph scene frame shot whole entire total it's cover covers covered take takes taken up occupy occupies
    occupied fill fills filled make makes made account accounts belong belongs consist consists space room area areas surface
    size sizes pixel pixels px square number amount exactly there here did find found see seen detect detected side corner half
    spot position location located coordinates bounding box boxes bbox sits located lies be being approximately roughly about
    sure certain confident confidence certainty score scores probability likely reliable accurate really actually that your
    good correct right think believe trust am so right very well bigger biggest larger largest smaller smallest one ones' more
    than most least this these those get appear appears visible know want please find percentagewise like as and also any
    positive absolutely completely totally quite precise place placed region quadrant coverage dimensions dimension relative
    compared quantity often out my made if many does much all exact find figure counted standing stand precisely do exist
    let long know need contains contain contained tallest looks look result results determine now currently left? instances
    of detections occurrences pieces objects things segments masks items labels""".split()
) - {"left", "right", "biggest", "largest", "smallest", "this", "that", "these", "those", "one", "bigger", "smaller", "larger",
     "tallest", "standing"}  # fmt: skip
_NO_OBJECT = frozenset("it this that them these those they one ones all".split())
_WHY_WORDS = frozenset(
    """why why's warum how come didn't did not don't doesn't do does you your we it find found finding see seen spot detect detected is are was
    were isn't aren't wasn't weren't haven't hasn't hadn't have has had there no the a an any missing recognise recognised
    recognize recognized labelled labeled masked segmented segment in on of from picture image photo result results list miss
    missed ignore ignored skip skipped cut out couldn't could can't can think thought that this it's they they're be so because
    what happened to with made makes the reason for say said explain please me tell not n't called call mask label marked
    selected left included include excluded still gone disappear disappeared reason only just also get got know decide believe
    came come up end ended pick picked choose chose chosen here then but shown show such removed remove that's there's going
    by explain nothing anything where went all work worked working help fail failed succeed happen happened""".split()
) - {"left"}
_SIZE_NOISE = re.compile(
    r"\b(?:which|what|who|is|are|was|were|the|(?<=')(?:s|re)|does|do|has|have|takes?|up|cover(?:s|ing)?|fills?|occup(?:ies|y)|most|more|less|least|space|room|area|pixels|of them|of these|of those|of (?:the )?(?:two|three|four|five)(?: of them)?|of all|compare|(?:in )?sizes?|sort|rank|order|by|"
    + THE_PICTURE
    + r"|in|on|out|one|ones|thing|object|segment|mask|result|region|things|objects|segments|masks|tell me|show me|here|there|now|you|found|overall|of|that|largest area|their|them|these|those|item|area)\b",
    re.IGNORECASE,
)


def read_question(clause: Clause, heard: Heard) -> Fields | None:
    """The question that a clause asks of the last result; None where it asks none."""
    text = clause.text
    if _ABOUT_OTHER.search(clause.whole) and not re.search(
        r"\bwhy (?:are|were) you (?:so )?(?:sure|certain)", text
    ):
        return None
    starts = bool(re.match(rf"(?:{_ANY_START})\b", text, re.IGNORECASE)) or clause.asks
    if _EDIT_START.match(text):
        return None
    if _WHY.search(text):
        return _why(text, heard)
    if (not starts and not heard.labels) or re.match(r"give (?:me |us )?all(?: the)? masks", text):
        return None
    if clause.asks and heard.labels and _BIGGEST.fullmatch(text):
        return _size(text, heard)
    if heard.labels and (found := _FOUND.match(text)):
        meant = labels_meant(found["np"], heard.labels)
        return question("labels", Target(meant))
    if _SIZE.search(text) and not _SHARE.search(text):
        return _size(text, heard)
    for asked, pattern in (
        ("share", _SHARE),
        ("area", _AREA),
        ("count", _COUNT),
        ("score", _SCORE),
    ):
        if pattern.search(text) and (starts or heard.last_task):
            return _about(asked, text, heard)
    if _LABELS.search(text):
        return _labels(text, heard)
    if _WHERE.search(text) and (starts or heard.labels):
        return _about("where", text, heard)
    return _there_is(clause, heard) or _pointed(clause, heard)


def _about(asked: str, text: str, heard: Heard) -> Fields:
    about = _of_mask(_trimmed(_without_frame(asked, text)))
    target = target_of(about, heard) if about else Target()
    if asked == "score" and find_place(text).place == "surest":
        target = replace(target, place="surest", pronoun="", unknown=[], said=[])
    if asked == "count":
        target = replace(target, pronoun="them" if target.pronoun else "")
        generic = re.search(r"\b(?:objects?|things?|items|stuff|different)\b", text)
        if not heard.last_task and not target.said and generic:
            return segment("zero_guidance")
    if (
        asked == "score"
        and target.pronoun == "it"
        and not re.search(r"\b(?:of|about|is|with) (?:it|this|that)\b", text)
    ):
        target = replace(target, pronoun="")
    if (
        asked == "score"
        and not target.words
        and target.unknown
        and heard.labels
        and not _is_named(target)
    ):
        target = Target()
    return unclear(target, heard) or question(asked, target)


def _of_mask(text: str) -> str:
    """ "the dog mask" is the dog."""
    text = re.sub(
        r"^(?:it|this|that) (?:is|are|was|does|has) (?=\S)", "", text, flags=re.IGNORECASE
    )
    return re.sub(r"(?<=\w)(?:'s)? (?:mask|segment|label|segmentation|detection|region|outline|result)s?$", "", text, flags=re.IGNORECASE)  # fmt: skip


def _is_named(target: Target) -> bool:
    """Whether the unknown words of a question are likely a thing."""
    return all(len(thing.split()) <= 5 for thing in target.unknown)


def _without_frame(asked: str, text: str) -> str:
    """A text without what would stand between a question and its thing."""
    text = re.sub(rf"\b(?:of|in|on|from|across) {THE_PICTURE}\b", " ", text, flags=re.IGNORECASE)
    if asked == "where":
        text = re.sub(
            r"(?:,|:)? (?:(?:on|at|in|to|more) )?(?:the )?(?:left|right|top|bottom|up|middle)(?: side| half)?(?: or|,) .*$"
            r"| (?:on|at|in|to) the (?:left|right|top|bottom|middle|cent(?:er|re))(?: side)?$"
            r"| (?:(?:to the )?(?:left|right) of|above|below|beneath|over|under|behind|in front of|next to|beside|near|between|inside|on top of|closer to) .*$"
            if not re.search(r"\bwhere\b", text, re.IGNORECASE) else r"(?!)",
            " ", text, flags=re.IGNORECASE,
        )  # fmt: skip
    if asked == "share":
        text = re.sub(r"\b(and|or) (?:what|how much)(?: (?:share|percentage|part))?(?: (?:is|are))?\b", r"\1", text, flags=re.IGNORECASE)
    if asked == "count":
        text = re.sub(r"\b(?:does|do) it (?=have|contain|show)", " ", text, flags=re.IGNORECASE)
        text = re.sub(r"\b(?:does|do|has) (?!you\b|we\b|i\b|it\b).* (?:have|show|contain)$", " ", text, flags=re.IGNORECASE)
        text = re.sub(r"\bof (?:them|these|those|it) (?=\S)", " ", text, flags=re.IGNORECASE)
        text = re.sub(r"\b(?:are|is|were|was)\b(?: there)?|\b(?:do|did|can|could) (?:you|we|i) (?:see|find|count|spot|detect)\b", " ", text, flags=re.IGNORECASE)  # fmt: skip
    if asked == "score":
        text = re.sub(r"\bthere(?:'s| is| are)(?: (?:a|an|any))?\b|\b(?:is|are|was|were) (?:that|this|it|these|those|they)\b(?: (?:really|actually|definitely|truly|a|an|the))*|\b(?:is|are|it's|that's|there's) (?:really |actually |indeed )?(?:a|an|the|there)\b|\b(?:that|this|it|these|those|they)(?: one)? (?:is|are|was|were)\b(?: (?:really|actually|a|an|the|there))*|\bit's\b|\bthat's\b", " ", text, flags=re.IGNORECASE)  # fmt: skip
    return " ".join(text.split())


def _trimmed(text: str, words: frozenset[str] = _TRIM) -> str:
    """A text without words of questions at both ends; pronouns stay where nothing else does."""
    tokens = text.replace("?", " ").split()
    start, end = 0, len(tokens)
    while start < end and _plain(tokens[start]) in words:
        start += 1
    while end > start and _plain(tokens[end - 1]) in words:
        end -= 1
    kept = tokens[start:end]
    if not kept:
        pronouns = [_plain(token) for token in tokens if _plain(token) in _NO_OBJECT | {"its"}]
        return pronouns[-1] if pronouns else ""
    while len(kept) > 1 and _plain(kept[-1]) in _NO_OBJECT - {"one", "ones"}:
        kept = kept[:-1]
    return " ".join(kept)


def _plain(token: str) -> str:
    return token.casefold().strip(",.;:!\"'()")


def _why(text: str, heard: Heard) -> Fields:
    """Why something is missing or there: names labels, or things that were not found."""
    if not heard.last_task:
        named = things(_trimmed(text, _WHY_WORDS))
        return segmented(named) if named else clarify(ASK_FIRST)
    rest = _trimmed(text, _WHY_WORDS)
    rest = re.split(r"\b(?:labell?ed|called|marked|as|missing|not|isn't|wasn't|in the|a)\b", rest)[
        0
    ]
    placed = find_place(rest)
    words: list[str] = []
    for thing in things(placed.rest):
        if thing.casefold() in _NO_OBJECT | {"one", "thing", "object"}:
            continue
        words += labels_meant(thing, heard.labels) or [thing]
    return question(
        "why", Target(list(dict.fromkeys(words)), place=placed.place, ordinal=placed.ordinal)
    )


def _size(text: str, heard: Heard) -> Fields:
    """Which is bigger: of two that are named, or of all (of a kind) by a place."""
    compared = re.sub(r"\b(?:bigger|larger|smaller|tinier|greater|as (?:big|large|small) as|than|the same size as|more|less)\b", ", ", text, flags=re.IGNORECASE)  # fmt: skip
    rest = _SIZE_NOISE.sub(" ", re.sub(rf"\b(?:biggest|largest|smallest|tiniest|greatest|tallest|{NUMBER} (?=biggest|largest|smallest))\b", " ", compared))  # fmt: skip
    target = target_of(_listed(rest), heard)
    if target.unknown:
        return segmented(target.unknown)
    if not heard.labels:
        return clarify(ASK_FIRST)
    words = target.words
    if len(words) > 1:
        return question("size", Target(words))
    small = re.search(r"\b(?:small|tini|least|less|littl)", text, re.IGNORECASE)
    placed = find_place(text)
    place = placed.place if placed.place in ("biggest", "smallest") else None
    return question(
        "size",
        Target(words, place=place or ("smallest" if small else "biggest"),
               ordinal=placed.ordinal if place else 1, count=placed.count if place else 1),
    )  # fmt: skip


def _listed(text: str) -> str:
    return re.sub(r"(?:\s*,\s*)+", ", ", text).strip(" ,:")


def _labels(text: str, heard: Heard) -> Fields:
    if not heard.last_task:
        return clarify(ASK_FIRST)
    placed = find_place(text)
    if re.search(r"\b(?:left now|are left|is left|left in|left over)\b", text):
        return question("labels")
    return question(
        "labels", Target(place=placed.place, ordinal=placed.ordinal, count=placed.count)
    )


def _there_is(clause: Clause, heard: Heard) -> Fields | None:
    """ "Is there a dog?" counts a label of the result, and looks for anything else."""
    found = re.match(
        rf"(?:is|are|was|were) there(?: (?:also|maybe|perhaps|really))? (?P<np>.+)|(?:do|did|can|could) (?:you|we|i) (?:also )?(?:see|find|spot|detect|notice|recogni[sz]e) (?P<np2>.+)"
        rf"|(?:does|do) (?:{THE_PICTURE}|it|this) (?:have|contain|show|include|feature) (?P<np3>.+)|(?:see|find|spot|got|have you got|any sign of) (?P<np4>any .+)",
        clause.text, re.IGNORECASE,
    )  # fmt: skip
    if found is None:
        return None
    text = next(group for group in found.groups() if group)
    if re.match(
        r"(?:anything|something|any (?:objects|things)|what|everything|all)\b", text, re.IGNORECASE
    ):
        return None
    target = target_of(text, heard)
    if not target.said:
        return None
    if target.words and not target.unknown and re.match(r"is|are|was|were|does|do|did", clause.text, re.IGNORECASE):
        return question("count", target)
    return segmented(target.said)


def _pointed(clause: Clause, heard: Heard) -> Fields | None:
    """ "What is the one on the left?", "What are these?": the labels there."""
    if not heard.labels or not re.match(r"what|which|who", clause.text, re.IGNORECASE):
        return None
    found = _POINTED.match(clause.text)
    if found is None:
        return None
    placed = find_place(clause.text)
    if placed.place in ("biggest", "smallest"):
        return None
    if placed.place is not None:
        return question(
            "labels", Target(place=placed.place, ordinal=placed.ordinal, count=placed.count)
        )
    rest = re.sub(
        r"^(?:what(?:'s| is| are|'re)|which(?: one)? is) ", "", clause.text, flags=re.IGNORECASE
    )
    if re.fullmatch(
        r"(?:this|that|it|these|those|they|he|she|all (?:this|that|these)|the (?:things|objects|segments|masks|results?|labels|other ones?))(?: things?| ones?| objects?| masks?)?(?: all)?",
        rest,
        re.IGNORECASE,
    ):
        return question("labels")
    return None
