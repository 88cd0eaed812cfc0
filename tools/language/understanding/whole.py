"""The whole picture: into the classes of a list (closed_set), or into whatever is there."""

from __future__ import annotations

import re

from .heard import Clause, Fields, Heard, segment
from .naming import things
from .patterns import PICTURE, THE_PICTURE, rule, verb

_DIVIDE = verb(
    "split", "divide", "partition", "segment", "break", "separate", "cut", "classify", "categorize", "categorise", "sort", "label", "parse", "slice", "decompose",
    "colour", "color", "annotate", "tag", "paint", "assign", "group", "mark", "map", "chop", "carve", "section", "subdivide", "dissect", "sort", "quantize", "turn", "organize", "organise", "mask", "part", "partition",
)  # fmt: skip
_WHOLE = rf"(?:it(?: all)?|this|that|{THE_PICTURE}|(?:all|every|each)(?: of)?(?: the| single)? pixels?(?: (?:of|in) {THE_PICTURE})?|everything(?: (?:in|on) {THE_PICTURE})?|the (?:whole|entire|full) (?:thing|lot)|all of (?:it|{THE_PICTURE})|the pixels)"
_CLASS = (
    r"(?:class(?:es)?|categor(?:y|ies)|labels?|class list|label set|class names|label list|tags)"
)
_OF = r"(?:following |these |those |this |the |such |only |just |exactly |my |our |given |\w+ )*"
_CLOSED = (
    rule(rf"(?:.*?\b)?{_DIVIDE} (?:in|into)(?: the (?:following|classes))? ?[:,]? (?P<list>.+)$"),
    rule(rf"(?:.*\b)?(?:one of|either)(?: these| the following)?(?: {_CLASS})?(?: ?:|,) ?(?P<list>.+)$"),
    rule(r"(?:split|divide|partition)(?: up)? (?P<list>(?!.* (?:from|into|in|by)\b).+)$"),
    # classify all pixels: snow, rock
    rule(rf"(?:.*?\b)?{_DIVIDE} {_WHOLE} ?(?:[:=>]|- )\s*(?P<list>.+)$"),
    # classes: wall, floor
    rule(rf"(?:.*\b)?(?:{_CLASS})(?: (?:are|is|should be|will be|to use|i (?:want|need|have|use)|we (?:want|need|have|use)|there are|for (?:this|the) \w+|please|only|are these|here))*? ?(?:[:=>]|- | are(?: the following)?:? )\s*(?P<list>.+)$"),
    # into sky, road and car
    rule(rf"(?:.*?\b)?{_DIVIDE}(?: {_WHOLE})(?: (?:up|down|apart|out))?(?: pixel ?wise| pixel by pixel| completely| cleanly| semantically| up)* (?:in|into|to|between|among|as|by|with|using|for|according to|based on)(?: either| one of| any of)? ?(?:{_OF}(?:{_CLASS}|segments|regions|parts|groups|areas|types|things|sections|options|ones|kinds)(?: of)? ?)?[:,-]? ?(?P<list>.+)$"),
    rule(rf"(?:.*\b)?(?:with|using|into|has|have|use|for|by|from|of|on|in|only|given|there are|got|between|among|my|our|to)(?: [\w-]+){{0,4}}? {_CLASS}(?: (?:called|named|of|like|such as|being|namely|are|is))?[:,-]? (?P<list>.+)$"),
    rule(rf"(?:.*\b)?(?:each|every|all|any)(?: single)?(?: the)? pixels?\b.*?\b(?:as|to|into|is|be|belongs? to|one of|either|of|with|by)(?: (?:one of|either|any of|exactly one of|a|one|these|the|following|of))*(?: {_CLASS})?(?: below| here)?[:,-]? (?P<list>.+)$"),
    rule(r"(?:.*\b)?(?:semantic(?:ally)?|pixel-?wise|pixel-level|closed[ _-]set|full[- ]scene|dense)(?: (?:segmentation|segment|labell?ing|labels?|map|mask|parsing|classification|classify|annotation|run))*(?: (?:of|for|the|it|this|" + THE_PICTURE + r"))*?(?: (?:with|into|using|for|in|of|as|by|on|between)(?: the(?: following)?)?)?[:,-]? ?(?P<list>.+)$"),
    rule(rf"(?:.*\b)?(?:label map|segmentation map|class map|semantic map|land[- ]?cover map|map)(?: of {THE_PICTURE})? (?:with|of|for|using|into|showing|over)(?: {_OF}{_CLASS})?[:,]? ?(?P<list>.+)$"),
    rule(rf"(?:what|which|where)(?: part)?s?(?: (?:of|in) {THE_PICTURE})? (?:is|are) (?P<list>.+? and (?:what|which|where)(?: part)?s?(?: is| are)? .+)$"),
    rule(rf"(?:.*\b)?(?:decide|tell|say|determine)(?: me)? for (?:each|every|all)(?: the)? pixels?,? (?:if|whether|which)(?: it(?:'s| is))? (?P<list>.+)$"),
    rule(rf"(?P<list>.+?)(?: -| are|,|:|\.)+ (?:are |those are |these are )?(?:the|my|your|all|the only|those) {_CLASS}\b.*$"),
    rule(r"(?P<list>[^.]+?),? (?:for|to|at|in) (?:each|every|all)(?: single)?(?: the)? pixels?$"),
    rule(rf"(?P<list>[^.]+), (?:each|every) pixel\b.*$"),
)  # fmt: skip
_BRACKETS = re.compile(rf"\b(?:{_CLASS}|pixels?|everything|{THE_PICTURE})\b.*?[\[({{](?P<list>[^\])}}]+)[\])}}]", re.IGNORECASE)  # fmt: skip
_TAIL = rule(
    r"(?:[,;.]? (?:and )?(?:assign|label|classify|give|tag|mark|colou?r|every|each|use|do|segment|split|cover|no|nothing|that's|those are|only|leave)\b.*(?:pixel|class|all|them|else|those|these|picture|image|everything|list)s?\b.*$)|,? (?:for|to|at|in) (?:each|every|all)(?: single)?(?: the)? pixels?$|(?: only| please| regions?| areas?| classes| and nothing else| pixels| parts| segments| labels)$"
)
_THINGS = r"(?:objects?|things?|stuff|items?|elements?|parts?|segments?|instances?|regions?|components?|pieces?|entit(?:y|ies)|areas?|contents?|classes|materials|shapes|constituents|bits|layers|details|structures|masks?)"
EVERYTHING = rule(
    rf"(?:just |simply |absolutely |really |now )*(?:everything(?: (?:there is|that(?:'s| is| is there|'s there| you (?:can )?(?:see|find|recogni[sz]e))|you (?:can )?(?:see|find|detect|recogni[sz]e|spot|identify|make out)|in (?:it|there|here)|else|on {THE_PICTURE}|in {THE_PICTURE}|of {THE_PICTURE}|visible|separately|apart|out|up))*|all(?: of (?:it|them|this))?|all (?:of )?(?:the |its |these |those |separate |different |single |individual |visible |possible |other )*{_THINGS}(?: .*)?"
    rf"|(?:each|every)(?: and every)?(?: single| individual| separate| visible)? {_THINGS}(?: .*)?|any(?:thing)?(?: {_THINGS})?(?: (?:you (?:can )?(?:see|find)|there is|that's there|interesting|at all|of interest|in there|in it))*|whatever(?: .*)?|all (?:there is|that's there|that is there|that's in there|that is in there|you (?:can )?(?:see|find|recogni[sz]e|detect)|that you (?:can )?(?:see|find))(?: .*)?"
    rf"|{THE_PICTURE}|the (?:whole|entire|full|complete) (?:thing|lot|{_THINGS})|(?:the |its |some |individual |single |separate |different |main |visible |distinct |meaningful |semantic )*(?:objects|things|items|elements|segments|instances|regions|components|entities|contents?|parts|stuff)(?: (?:in|of|on) (?:it|there|here|{THE_PICTURE}))?|what(?:'s| is| are|ever is)(?: \w+)? (?:there|in it|in there|in here|visible|on it|in {THE_PICTURE}|on {THE_PICTURE})|what you (?:can )?(?:see|find)(?: .*)?)"
)
_INTO = rule(
    rf"{_DIVIDE}(?: {_WHOLE})?(?: (?:up|down|apart))? (?:in|into|to|by)(?: \w+){{0,3}}? ?(?:{_THINGS}|whatever .*|what(?:'s| is) there|its .*)(?: .*)?$|{_DIVIDE} (?:{THE_PICTURE}|it all|(?:it|this)(?= up| apart| into)|everything|all)(?: (?:up|down|apart|out|automatically|completely|fully|separately|for me|individually))*$"
)
_SEEN = rule(
    rf"\bwhat(?:'s|'re)?(?: all| else| exactly| kinds? of \w+| sorts? of \w+| \w+)?(?: (?:is|are|do|does|can|could|did))?(?: (?:all|there|actually|exactly|else|here))?(?: to)?(?: (?:there|in (?:it|here|there)|on (?:it|here|there)|(?:going on|happening)(?: here)?|visible|shown|depicted|to be seen|to see|to find|in {THE_PICTURE}|on {THE_PICTURE}|inside(?: {THE_PICTURE})?|be (?:seen|found)|present|appear))(?: .*)?$"
    rf"|\bwhat(?: (?:all|else|objects|things|kinds? of \w+|sorts? of \w+))*(?: (?:do|can|could|would)) (?:you|u|we|i|one|it|{THE_PICTURE})(?: \w+)? (?:see|find|make out|recogni[sz]e|detect|spot|identify|notice|discover|contain|show|have)\b|\bwhat you (?:can )?see\b|\bwhat does {THE_PICTURE} (?:show|contain|have|depict)|\bwhat (?:am i|are we) (?:looking at|seeing)|\bwhat (?:is|'s|are)(?: this| that| these)?(?: a)? {PICTURE}? ?(?:of|about|showing)?$|\bwhat (?:is|'s) (?:this|that|it|{THE_PICTURE})(?: about| of| showing)?$"
    rf"|^(?:what|which) (?:objects|things|items|stuff|elements)\b|\btell me what (?:you (?:can )?see|is there|there is)|\b(?:see|find|figure|look|work) (?:out )?what(?:'s| is| are|ever)(?: \w+)? (?:there|in|on|visible)|^tell me everything\b|^(?:list|name|enumerate|show|identify|inventory)(?: me)? (?:all|everything|the objects|the things|every|what(?:'s| is| you))|\b(?:automatic(?:ally)?|panoptic|instance|full|complete|unsupervised|zero[- ]?(?:shot|guidance)|exhaustive|auto)[ -](?:segment(?:ation)?|mask(?:s|ing)?|annotation|labell?ing)|^(?:auto|surprise me|auto[- ]?(?:segment|mask|label).*)$|^(?:what else|anything else|and the rest|anything interesting|an? (?:overview|inventory).*)$|\bno (?:classes|labels|list|hints?|prompt)s? (?:given|needed)|\bwithout (?:any )?(?:classes|labels|a list|hints|guidance)\b"
)


_OF_RESULT = rule(
    r"\b(?:did|have|you've|has been|was|were|found|labels?|class(?:es)?|share|percent\w*|area|score|biggest|largest|smallest|pixels|result|how (?:many|much)|cover\w*|left|right|bigger|smaller|remove|delete|merge|rename|keep|without|except)\b"
)


def read_classes(clause: Clause, heard: Heard) -> Fields | None:
    """The classes into which a whole picture goes; None where no list is given."""
    text = clause.text
    if clause.asks and re.match(r"(?:is|are|how many|do|does|who|why)\b", text, re.IGNORECASE):
        return None
    if re.match(
        r"(?:call|rename|merge|remove|delete|keep|export|save|combine|name|join)\b",
        text,
        re.IGNORECASE,
    ):
        return None
    if re.match(
        rf"(?:what|which|how many|list|show|tell)(?: me)?(?: all)?(?: the)? {_CLASS}\b(?!.*pixel)",
        text,
        re.IGNORECASE,
    ):
        return None
    if found := _BRACKETS.search(text):
        return _classes(found["list"], 1)
    for number, pattern in enumerate(_CLOSED):
        found = pattern.match(text)
        if found is None:
            continue
        listed = found["list"]
        if number == 10:
            listed = re.sub(
                r"\b(?:what|which|where)(?: part)?s?(?: is| are)?\b",
                " ",
                listed,
                flags=re.IGNORECASE,
            )
        if number in (0, 5) and EVERYTHING.fullmatch(_stripped(listed)):
            return segment("zero_guidance")
        least = 1 if number in (4, 7, 8) else 2
        if (closed := _classes(listed, least)) is not None:
            return closed
    return None


def _classes(listed: str, least: int) -> Fields | None:
    listed = re.sub(
        r"^(?:(?:either|one of|these|the following|following|them|only|just|classes|as|of|into|with|to|the|it's|it is|is|whether|labell?ed|classified|marked|assigned|please|pls)(?: ?[:,-])? )+",
        "",
        listed.strip(" :;,-"),
        flags=re.IGNORECASE,
    )
    listed = re.split(r"\.\s", listed)[0]
    words = things(_stripped(listed))
    many = len(words) >= least
    plain = all(len(word.split()) <= 5 for word in words)
    vague = [
        word
        for word in words
        if re.fullmatch(_THINGS + r"|classes?|labels?|one|it|them|\d+", word, re.IGNORECASE)
    ]
    return segment("closed_set", words) if many and plain and not vague else None


def _stripped(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _TAIL.sub("", text).strip(" ,;:.")
    return text


def read_everything(clause: Clause, heard: Heard) -> Fields | None:
    """Everything that is there, with nothing named."""
    text = re.sub(r"^(?:(?:just|simply|only|now) )+", "", clause.text, flags=re.IGNORECASE)
    if _OF_RESULT.search(text):
        return None
    if (
        _INTO.match(text)
        or _SEEN.search(text)
        or (EVERYTHING.fullmatch(text) and len(text.split()) < 12)
    ):
        if re.fullmatch(
            rf"(?:{THE_PICTURE}|it|this|that|segments?|parts|objects?|any|all|mask|label|{_DIVIDE} (?:it|this|that))",
            text,
            re.IGNORECASE,
        ) and not re.fullmatch(r"all|objects|everything", text, re.IGNORECASE):
            return None
        return segment("zero_guidance")
    return None
