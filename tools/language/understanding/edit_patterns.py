"""The wordings of keeping, removing and merging."""

from __future__ import annotations

import re

from .patterns import THE_PICTURE, rule, verb
from .vocabulary import word_list

_TAKE = verb(*word_list("taking away"))
_TAKE_FAR = verb(*word_list("taking far away"))
_MERGE = verb(*word_list("merging"))

EXCEPT = (
    r"(?:except(?: for| from)?|but(?: not)?|apart from|aside from|besides|other than"
    r"|excluding|save for|that(?:'s| is| are) not|that(?:'s| is| are)n't|which (?:is"
    r"|are) not|not being|without|minus)"
)
ALL = (
    r"(?:everything(?: else)?|all(?: of (?:it|them|these|those))?|everyone|anything"
    r"|any|all (?:the )?(?:others?|rest|labels|segments|masks|objects|things|ones"
    r"|other \w+)|every(?: \w+)?|each(?: \w+)?|(?:the|these|those) (?:others?|rest"
    r"|segments|masks|objects|things))"
)
REMOVE = (
    verb(
        "remove",
        "delete",
        "drop",
        "discard",
        "erase",
        "eliminate",
        "exclude",
        "omit",
        "ditch",
        "lose",
        "hide",
        "dismiss",
        "wipe",
        "clear",
        "strip",
        "scrap",
        "subtract",
        "purge",
        "trash",
        "bin",
        "filter out",
        "rule out",
        "toss",
        "deselect",
        "unselect",
        "reject",
        "cancel",
        "skip",
        "suppress",
        "ignore",
        "banish",
        "disregard",
        "cross out",
        "x out",
        "chuck",
        "axe",
        "unmask",
        "prune",
    )
    + r"(?: out| off| away)?"
)
AWAY = rule(
    rf"(?:"
    rf"{_TAKE}"
    rf") (?:(?P<near>(?:out|away|off|aside|away with)) )(?!of\b|from\b)(?P<np>.+)$"
    rf"|(?:"
    rf"{_TAKE_FAR}"
    rf") (?P<np2>.+?) (?P<far>out|away|off|aside)(?: of (?:it|there|{THE_PICTURE}"
    rf"|the (?:result|selection|list|mask)s?)| again)?$"
)
REMOVED = rule(
    rf"(?:{REMOVE}|(?:get|getting) rid of|(?:do|doing|make do) away with"
    rf"|forget(?: about)?|no more|no|not|without|minus|less|nix|off with|out with"
    rf"|away with|(?:i |we )?(?:don't|do not|no longer|never) (?:want|need|like"
    rf"|care (?:for|about)|include|show|keep|select|have)(?: to (?:see|have|keep))?"
    rf"|stop showing|don't (?:show|include|keep)"
    rf"|(?:anything|everything|all) but not|leave out|take out|i (?:didn't|did not"
    rf"|never) (?:ask(?:ed)?|want(?:ed)?) (?:for )?) (?P<np>.+)$"
)
GO = rule(
    r"(?P<np>.+?) (?:can|should|must|may|has to|have to|needs to|need to|could"
    r"|ought to) (?:go|be (?:removed|deleted|dropped|gone|erased|discarded|left out"
    r"|excluded|taken (?:out|away|off)|thrown (?:out|away))|leave|disappear"
    r"|vanish)(?: away| now)?$"
    r"|(?P<np2>.+?) (?:is|are|was|were)(?: \w+)? (?:wrong|superfluous|not needed"
    r"|unneeded|unnecessary|too much|a mistake|in the way|false|incorrect"
    r"|a false (?:alarm|positive)|an error|irrelevant|noise|nonsense|rubbish|garbage"
    r"|bogus)(?:[,.;].*)?$"
    r"|(?P<np3>.+?) (?:isn't|aren't|is not|are not|ain't) (?:needed|necessary"
    r"|relevant|wanted|important|correct|right|there|real|interesting|in the picture"
    r"|part of it)(?:[,.;].*)?$"
    r"|(?P<np6>.+?) (?:shouldn't|should not|mustn't|must not"
    r"|needn't) be (?:in )?(?:there|here|in .*|part of .*)$"
    r"|(?P<np5>(?:the |all |both )?[\w' -]+?) (?:out|away|off)$"
    r"|(?P<np4>.+?)[,:] (?:out|away|remove (?:it|them|that)|delete (?:it|them|that)"
    r"|drop (?:it|them|that)|get rid of (?:it|them|that)|i don't (?:need|want) (?:it"
    r"|them|that))$"
)
_KEEP = (
    r"(?:(?:now )?(?:only|just|solely|exclusively|merely|purely|keep|keeping"
    r"|keep only|keep just|nothing but|nothing except|leave only|leave just"
    r"|leave me(?: only| just)?|leave|retain|preserve|hold on to|stick (?:with|to)"
    r"|limit (?:it|this|that|the result|them)? ?to|restrict (?:it|this|that"
    r"|the result|them)? ?to|reduce (?:it|this|that|the result|them)? ?to"
    r"|narrow (?:it|this|that|the result|them)? ?(?:down )?to|filter (?:it |them "
    r"|this )?(?:to|by|for)|focus on|concentrate on|not all,? (?:only|just)))"
)
_WANT_ONLY = (
    r"(?:(?:i|we)(?:'d| would)? (?:really )?(?:only|just|really only) (?:want|need"
    r"|like|care (?:about|for)|meant?|wanted|needed|asked for)(?: to (?:have|keep"
    r"|see))?"
    r"|(?:i|we)(?:'d| would)? (?:want|need|like|keep|meant|have)(?: to (?:have|keep"
    r"|see|get))? (?:only|just)|(?:show|give|leave|get|let|select|take|pick|use"
    r"|return|segment|mask|highlight|make it|do|find|cut out|include)(?: me"
    r"| us)? (?:only|just|nothing but)"
    r"|(?:show|give|leave)(?: me| us)? (?:nothing but)|it's (?:only|just)|(?:can"
    r"|could|may) i (?:have|get|see) (?:only|just)|all (?:i"
    r"|we) (?:want|need)(?: is| are)?|(?:only|just) (?:show|keep|give|leave|select"
    r"|take|pick|use|return|want|need|segment|mask|highlight|find|do|cut out"
    r"|include)(?: me| us)?)"
)
KEPT = rule(rf"(?:{_WANT_ONLY}|{_KEEP}(?: (?:only|just))?) (?P<np>.+)$")
KEPT_END = rule(
    r"(?P<np>.+?)(?:,)? (?:only|alone|should (?:stay|remain)|can stay|stays?|remains?"
    r"|is enough|are enough|will do|would do|is all (?:i|we) (?:need|want)|suffices"
    r"|is fine|are fine|and nothing (?:else|more)|nothing else|must stay|may stay"
    r"|should be (?:kept|left))$"
)
ALL_BUT = rule(
    rf"(?:(?:{REMOVE}|get rid of|take away|take out|throw out|throw away|forget"
    rf"|leave out|i don't (?:want|need)|no need for) )?{ALL},? {EXCEPT} (?P<np>.+)$"
)
REST_GO = rule(
    rf"(?:{REMOVE}|get rid of|take away|take out|throw out|throw away"
    rf"|leave out) (?:the (?:other|others|rest|remaining)(?: \w+)?"
    rf"|all (?:the )?(?:others?|rest)(?: \w+)?|everything else"
    rf"|other \w+)(?:[,;]? (?:and |but )?(?:keep|leave|retain)(?: only)? (?P<np>.+))?$"
)
TWO = rule(
    r"(?:keep|leave|i want|only)? ?(?P<keep>.+?),? (?:but (?:not|no|without)|not"
    r"|without|minus|instead of|rather than|and (?:not|no)|and (?:remove|delete|drop"
    r"|discard)|except(?: for)?|no) (?P<drop>.+)$"
)
MERGED = rule(
    rf"{_MERGE}"
    rf"(?: together)?(?: (?P<np>.+))?$"
)
_ONE = (
    r"(?:one|a single|single|the same|1|one and the same)(?: (?:big|large|single"
    r"|whole))?(?: (?:segment|mask|object|thing|piece|region|label|item|class|area"
    r"|blob|instance|unit|group|selection|category))?"
)
INTO_ONE = rule(
    rf",? (?:(?:all )?(?:in)?to|as(?: being)?|form|become|be|up to|in|like|up into"
    rf"|to form) {_ONE}(?: together)?$|,? (?:be )?together(?: as one)?$"
    rf"|,? as (?:a )?(?:one|whole|unit|group)$|,? (?:be )?one(?: (?:thing|object|mask"
    rf"|segment))?$|,? up$"
)
TOGETHER = rule(
    rf"(?P<np0>.+?) as {_ONE}$|(?P<np>.+?) (?:belongs? (?:together|to each other"
    rf"|to one another)|(?:are|is|should be|should become|must be|make up|make|form"
    rf"|should form|actually are|are actually|are really)(?: all| both"
    rf"| just)? (?:{_ONE}|parts? of (?:the same|one)(?: \w+)?|merged|joined|combined"
    rf"|one)|go together|(?:should|must) (?:go|be put|belong) together)$"
)
BELONGS = rule(
    r"(?:add |attach |count )?(?P<a>.+?) (?:belongs? to|(?:is|are) (?:a )?(?:part"
    r"|parts) of|to|as part of) (?P<b>[^,;]+?)(?:[,;].*)?$"
)
OUT_OF = rule(
    rf"(?:make|create|form|build|get|give me|i want|i need) {_ONE}(?: \w+)? (?:out of"
    rf"|from|of|for) (?P<np>.+)$"
)
NEEDS_ONE = re.compile(
    r"^(?:put|add|make|treat|turn|count|regard|tak|consider|see|connect|stick|link"
    r"|tie|attach|pool)",
    re.IGNORECASE,
)
CALLED = rule(
    r"(?:,? (?:and )?(?:call|name|label)(?: (?:it|them|that|this|the result"
    r"|the whole(?: thing)?|the new one))?(?: as)? |,? (?:(?:in)?to|as"
    r"|under(?: the (?:name|label))?)(?: (?:a|an|one|the))?(?: (?:single|new|big"
    r"|common))?(?: (?:thing|segment|mask|object|label|class|group|one|region"
    r"|category))?(?: (?:called|named|labell?ed|with the (?:name|label)|of))? "
    r"|,? (?:called|named|labell?ed) )(?P<name>['\"]?[\w][\w' -]*['\"]?)$"
)
