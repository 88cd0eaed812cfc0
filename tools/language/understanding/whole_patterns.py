"""The wordings of whole pictures: lists of classes, and everything that is there."""

from __future__ import annotations

import re

from .patterns import PICTURE, THE_PICTURE, rule, verb
from .vocabulary import word_list

DIVIDE = verb(*word_list("dividing"))
_WHOLE = (
    rf"(?:it(?: all)?|this|that|{THE_PICTURE}|(?:all|every|each)(?: of)?(?: the"
    rf"| single)? pixels?(?: (?:of|in) {THE_PICTURE})?|everything(?: (?:in"
    rf"|on) {THE_PICTURE})?|the (?:whole|entire|full) (?:thing|lot)|all of (?:it"
    rf"|{THE_PICTURE})|the pixels)"
)
CLASS = (
    r"(?:class(?:es)?|categor(?:y|ies)|labels?|class list|label set|class names|label list|tags)"
)
_OF = r"(?:following |these |those |this |the |such |only |just |exactly |my |our |given |\w+ )*"
CLOSED = (
    (2, rule(rf"{THE_PICTURE} (?:in|into|as)[:,]? (?P<list>.+)$")),
    (2, rule(r"(?P<list>[^.]+?) - (?:for |in )?(?:each|every|all) pixels?$")),
    (
        2,
        rule(
            r"(?:.*\b)?(?:segmentation|labell?ing|parsing|classification)"
            r" (?:with|into|using|by)[:,]? (?P<list>.+)$"
        ),
    ),
    (
        2,
        rule(
            rf"(?:.*?\b)?{DIVIDE} (?:in|into)(?: the (?:following|classes))? ?[:,]? (?P<list>.+)$"
        ),
    ),
    (
        2,
        rule(
            rf"(?:.*\b)?(?:one of|either)(?: these| the following)?(?: {CLASS})?(?: ?:"
            rf"|,) ?(?P<list>.+)$"
        ),
    ),
    (2, rule(r"(?:split|divide|partition)(?: up)? (?P<list>(?!.* (?:from|into|in|by)\b).+)$")),
    (2, rule(rf"(?:.*?\b)?{DIVIDE} {_WHOLE} ?(?:[:=>]|- )\s*(?P<list>.+)$")),
    (
        1,
        rule(
            rf"(?:.*\b)?(?:{CLASS})(?: (?:are|is|should be|will be|to use|i (?:want|need|have"
            rf"|use)|we (?:want|need|have|use)|there are|for (?:this|the) \w+|please|only"
            rf"|are these|here))*? ?(?:[:=>]|- | are(?: the following)?:? )\s*(?P<list>.+)$"
        ),
    ),
    (
        2,
        rule(
            rf"(?:.*?\b)?{DIVIDE}(?: {_WHOLE})(?: (?:up|down|apart|out))?(?: pixel ?wise"
            rf"| pixel by pixel| completely| cleanly| semantically| up)* (?:in|into|to|between"
            rf"|among|as|by|with|using|for|according to|based on)(?: either| one of"
            rf"| any of)? ?(?:{_OF}(?:{CLASS}|segments|regions|parts|groups|areas|types"
            rf"|things|sections|options|ones|kinds)(?: of)? ?)?[:,-]? ?(?P<list>.+)$"
        ),
    ),
    (
        2,
        rule(
            rf"(?:.*\b)?(?:with|using|into|has|have|use|for|by|from|of|on|in|only|given"
            rf"|there are|got|between|among|my|our|to)(?: [\w-]+){{0,4}}? {CLASS}(?:"
            rf" (?:called|named|of|like|such as|being|namely|are|is))?[:,-]? (?P<list>.+)$"
        ),
    ),
    (
        1,
        rule(
            rf"(?:.*\b)?(?:each|every|all|any)(?: single)?(?: the)? pixels?\b.*?\b(?:as|to"
            rf"|into|is|be|belongs? to|one of|either|of|with|by)(?: (?:one of|either|any of"
            rf"|exactly one of|a|one|these|the|following|of))*(?: {CLASS})?(?: below"
            rf"| here)?[:,-]? (?P<list>.+)$"
        ),
    ),
    (
        1,
        rule(
            r"(?:.*\b)?(?:semantic(?:ally)?|pixel-?wise|pixel-level|closed[ _-]set"
            r"|full[- ]scene|dense)(?: (?:segmentation|segment|labell?ing|labels?|map|mask"
            r"|parsing|classification|classify|annotation|run))*(?: (?:of|for|the|it|this|"
            + THE_PICTURE
            + r"))*?(?: (?:with|into|using|for|in|of|as|by|on"
            r"|between)(?: the(?: following)?)?)?(?:[:,-]+ ?| )(?P<list>.+)$"
        ),
    ),
    (
        2,
        rule(
            rf"(?:.*\b)?(?:label map|segmentation map|class map|semantic map"
            rf"|land[- ]?cover map|map)(?: of {THE_PICTURE})? (?:with|of|for|using|into"
            rf"|showing|over)(?: {_OF}{CLASS})?[:,]? ?(?P<list>.+)$"
        ),
    ),
    (
        2,
        rule(
            rf"(?:what|which|where)(?: parts?| pixels| areas?)?(?: (?:of"
            rf"|in) {THE_PICTURE})? (?:is|are) (?P<list>.+? and (?:what|which|where)(?: parts?"
            rf"| pixels| areas?)?(?: is| are)? .+)$"
        ),
    ),
    (
        2,
        rule(
            r"for (?:each|every|all)(?: the)? pixels?,? .*?\b(?:if|whether)(?: it(?:'s"
            r"| is))? (?P<list>.+)$"
        ),
    ),
    (
        2,
        rule(
            r"(?:.*\b)?(?:decide|tell|say|determine)(?: me)? for (?:each|every"
            r"|all)(?: the)? pixels?,? (?:if|whether|which)(?: it(?:'s| is))? (?P<list>.+)$"
        ),
    ),
    (
        2,
        rule(
            rf"(?P<list>.+?)(?: -| are|,|:|\.)+ (?:are |those are |these are )?(?:the|my|your"
            rf"|all|the only|those) {CLASS}\b.*$"
        ),
    ),
    (
        2,
        rule(
            r"(?P<list>[^.]+?),? (?:for|to|at|in) (?:each|every|all)(?: single)?(?: the)? pixels?$"
        ),
    ),
    (2, rule(r"(?P<list>[^.]+), (?:each|every) pixel\b.*$")),
)
"""How many classes a wording needs at least, and the wording."""
BRACKETS = re.compile(
    rf"\b(?:{CLASS}|pixels?|everything|{THE_PICTURE})\b.*?[\[({{](?P<list>[^\])}}]+)["
    rf"\])}}]",
    re.IGNORECASE,
)
TAIL = rule(
    r"(?:[,;.]? (?:and )?(?:assign|label|classify|give|tag|mark|colou?r|every|each"
    r"|use|do|segment|split|cover|no|nothing|that's|those are|only|leave)\b.*(?:pixel"
    r"|class|all|them|else|those|these|picture|image|everything|list)s?\b.*$)"
    r"|,? (?:for|to|at|in) (?:each|every|all)(?: single)?(?: the)? pixels?$|(?: only"
    r"| please| regions?| areas?| classes| and nothing else| pixels| parts| segments"
    r"| labels)$"
)
THINGS = (
    r"(?:objects?|things?|stuff|items?|elements?|parts?|segments?|instances?|regions?"
    r"|components?|pieces?|entit(?:y|ies)|areas?|contents?|classes|materials|shapes"
    r"|constituents|bits|layers|details|structures|masks?)"
)
EVERYTHING = rule(
    rf"(?:just |simply |absolutely |really |now )*(?:everything(?: (?:there is"
    rf"|that(?:'s| is| is there|'s there| you (?:can )?(?:see|find|recogni[sz]e))"
    rf"|you (?:can )?(?:see|find|detect|recogni[sz]e|spot|identify|make out)|in (?:it"
    rf"|there|here)|else|on {THE_PICTURE}|in {THE_PICTURE}|of {THE_PICTURE}|visible"
    rf"|separately|apart|out|up))*|all(?: of (?:it|them|this))?|all (?:of )?(?:the "
    rf"|its |these |those |separate |different |single |individual |visible |possible "
    rf"|other )*{THINGS}(?: separately| apart| individually| please| in .*| on .*"
    rf"| of (?:it|the .*)| you .*| there.*| here.*| visible.*| (?:that"
    rf"|which) (?:you .*|(?:is|are|can be) (?:there|here|visible|in|on|found|seen"
    rf"|shown|present).*))?"
    rf"|(?:each|every)(?: and every)?(?: single| individual| separate"
    rf"| visible)? {THINGS}(?: separately| apart| individually| please| in .*| on .*"
    rf"| you .*| there.*| here.*| visible.*| (?:that|which) (?:you .*|(?:is|are"
    rf"|can be) (?:there|here|visible|in|on|found|seen|shown|present).*))?"
    rf"|any(?:thing)?(?: {THINGS})?(?: (?:you (?:can )?(?:see|find)|there is"
    rf"|that's there|interesting|at all|of interest|in there|in it))*|whatever(?: .*)?"
    rf"|all (?:there is|that's there|that is there|that's in there|that is in there"
    rf"|you (?:can )?(?:see|find|recogni[sz]e|detect)|that you (?:can )?(?:see"
    rf"|find))(?: .*)?"
    rf"|{THE_PICTURE}|the (?:whole|entire|full|complete) (?:thing|lot|{THINGS})"
    rf"|(?:the |its |some |individual |single |separate |different |main |visible "
    rf"|distinct |meaningful |semantic )*(?:objects|things|items|elements|segments"
    rf"|instances|regions|components|entities|contents?|parts|stuff)(?: (?:in|of"
    rf"|on) (?:it|there|here|{THE_PICTURE}))?|what(?:'s| is| are"
    rf"|ever is)(?: \w+)? (?:there|in it|in there|in here|visible|on it"
    rf"|in {THE_PICTURE}|on {THE_PICTURE})|what you (?:can )?(?:see|find)(?: .*)?)"
)
INTO = rule(
    rf"{DIVIDE}(?: {_WHOLE})?(?: (?:up|down|apart))? (?:in|into|to"
    rf"|by)(?: \w+){{0,3}}? ?(?:{THINGS}|whatever .*|what(?:'s| is) there"
    rf"|its .*)(?: .*)?$|{DIVIDE} (?:{THE_PICTURE}|it all|(?:it|this)(?= up| apart"
    rf"| into)|everything|all)(?: (?:up|down|apart|out|automatically|completely|fully"
    rf"|separately|for me|individually))*$"
)
SEEN = rule(
    rf"\bwhat(?:'s|'re)?(?: all| else| exactly| kinds? of \w+| sorts? of \w+"
    rf"| \w+)?(?: (?:is|are|do|does|can|could|did))?(?: (?:all|there|actually|exactly"
    rf"|else|here))?(?: to)?(?: (?:there|in (?:it|here|there)|on (?:it|here|there)"
    rf"|(?:going on|happening)(?: here)?|visible|shown|depicted|to be seen|to see"
    rf"|to find|in {THE_PICTURE}|on {THE_PICTURE}|inside(?: {THE_PICTURE})?|be (?:seen"
    rf"|found)|present|appear))(?: .*)?$"
    rf"|\bwhat(?: (?:all|else|objects|things|kinds? of \w+|sorts? of \w+))*(?: (?:do"
    rf"|can|could|would)) (?:you|u|we|i|one|it|{THE_PICTURE})(?: \w+)? (?:see|find"
    rf"|make out|recogni[sz]e|detect|spot|identify|notice|discover|contain|show"
    rf"|have)\b|\bwhat you (?:can )?see\b|\bwhat does {THE_PICTURE} (?:show|contain"
    rf"|have|depict)|\bwhat (?:am i|are we) (?:looking at|seeing)|\bwhat (?:is|'s"
    rf"|are)(?: this| that| these)?(?: a)? {PICTURE}? ?(?:of|about|showing)?$"
    rf"|\bwhat (?:is|'s) (?:this|that|it|{THE_PICTURE})(?: about| of| showing)?$"
    rf"|^(?:what|which) (?:objects|things|items|stuff|elements)\b"
    rf"|\btell me what (?:you (?:can )?see|is there|there is)|\b(?:see|find|figure"
    rf"|look|work) (?:out )?what(?:'s| is| are|ever)(?: \w+)? (?:there|in|on|visible)"
    rf"|^(?:is|are)(?: there)? anything\b|^tell me everything\b|^(?:list|name"
    rf"|enumerate|show|identify|inventory)(?: me)? (?:everything|(?:all "
    rf"|every )?(?:the |single )?(?:objects?|things?|items)\b|all$|all (?:you|that"
    rf"|there)|what(?:'s| is| you))|\b(?:automatic(?:ally)?|panoptic"
    rf"|instance|full|complete|unsupervised|zero[- ]?(?:shot|guidance)|exhaustive"
    rf"|auto)[ -](?:segment(?:ation)?|mask(?:s|ing)?|annotation|labell?ing)|^(?:auto"
    rf"|surprise me|auto[- ]?(?:segment|mask|label).*)$|^(?:what else|anything else"
    rf"|and the rest|anything interesting|an? (?:overview|inventory).*)$"
    rf"|\bno (?:classes|labels|list|hints?|prompt)s? (?:given|needed)"
    rf"|\bwithout (?:any )?(?:classes|labels|a list|hints|guidance)\b"
)
OF_RESULT = rule(
    r"\b(?:did|have|you've|has been|was|were|found|labels?|class(?:es)?|share"
    r"|percent\w*|area|score|biggest|largest|smallest|pixels|result|how (?:many|much)"
    r"|cover\w*|left|right|bigger|smaller|remove|delete|merge|rename|keep|without"
    r"|except)\b"
)
HERE = rule(r"^what (?:do (?:we|you) have|have (?:we|you) got)(?: here| there| in .*)?$")
