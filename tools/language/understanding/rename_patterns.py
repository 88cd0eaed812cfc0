"""The wordings of other names."""

from __future__ import annotations

from .patterns import rule, verb
from .vocabulary import word_list, word_set

_CHANGE = verb(*word_list("changing labels"))
_CHANGE_TO = verb(*word_list("changing"))
_MARK = verb(*word_list("marking as"))

_NAME = r"(?P<new>['\"]?\S.*?['\"]?)"
IT = r"(?:it|them|this|that|these|those|this one|that one|the (?:other|new|last) one)"
_TO = r"(?:to|as|into|in|with|by|>|=|to be|:)"
RULES = {
    "rename": rule(
        rf"(?:{verb('rename', 'relabel', 'retitle', 'renam', 'rechristen')}) (?P<old>.+?),?"
        rf" {_TO} {_NAME}$"
    ),
    "change the label": rule(
        rf"(?:"
        rf"{_CHANGE}"
        rf") (?:the )?(?:name|label|title|tag|class|caption)s? (?:of |for |on "
        rf"|from )?(?P<old>.*?) ?{_TO} {_NAME}$"
    ),
    "change": rule(
        rf"(?:"
        rf"{_CHANGE_TO}"
        rf") (?P<old>.+?)(?:'s)? (?:name |label |title |tag |class )?{_TO} {_NAME}$"
    ),
    "give": rule(
        rf"(?:{verb('give')}) (?P<old>.+?) (?:the|a|another) (?:new )?(?:name|label|title"
        rf"|tag) (?:of )?{_NAME}$"
    ),
    "give to": rule(rf"(?:{verb('give')}) (?:the )?(?:name|label) {_NAME} to (?P<old>.+)$"),
    "use for": rule(
        rf"(?:{verb('use', 'write', 'say', 'put', 'take')}) (?:the )?(?:name |label "
        rf"|word )?{_NAME} (?:instead of|for|rather than|in place of) (?P<old>.+)$"
    ),
    "label as": rule(
        rf"(?:{_MARK})"
        rf" (?P<old>.+?) (?:as|with) {_NAME}$"
    ),
    "label it": rule(rf"(?:{verb('label', 'tag', 'title')}) (?P<old>{IT}) {_NAME}$"),
    "call": rule(
        rf"(?:i'd (?:rather )?call|i (?:would|will|'ll)? ?(?:rather )?call|we call"
        rf"|{verb('call', 'name', 'dub', 'rename', 'christen', 'label')}) (?P<old>{IT}"
        rf"|the \w+(?: \w+)? from the \w+|the (?:\S+ )?ones?(?: (?:on|at|in"
        rf"|to) the (?:far )?\w+)?) (?:as )?{_NAME}$"
    ),
    "should": rule(
        rf"(?P<old>.+?) (?:should|must|has to|have to|ought to|shall|needs to|could"
        rf"|can) (?:rather |really |actually |better )?(?:be|read|say)(?: called| named"
        rf"| labell?ed| renamed(?: to)?| relabell?ed(?: as)?)?(?: as)? {_NAME}$"
    ),
    "is called": rule(rf"(?P<old>.+?) (?:is|are|was) (?:called|named|labell?ed) {_NAME}$"),
    "name of": rule(
        rf"(?P<old>.+?)(?:'s| its| their) (?:\w+ )?(?:name|label) (?:is|should be) {_NAME}$"
    ),
    "its name": rule(
        rf"(?P<old>) ?(?:(?:its|his|her|their|the) )?(?:right |correct |real |proper "
        rf"|true |actual |new )?(?:name|label)s? (?:is|should be|are|must be) {_NAME}$"
    ),
    "better name": rule(
        rf"{_NAME} (?:is|would be|sounds like) (?:a |the )?(?:better|right|correct|proper"
        rf"|more accurate|real) (?:name|label|word) (?:for )?(?P<old>.*)$"
    ),
    "arrow": rule(rf"(?P<old>[^>:]+?) ?(?:>|=|-+>|:) ?{_NAME}$"),
    "wanted": rule(
        rf"i(?:'d| would)? (?:want|like|need|prefer) (?P<old>.+?) (?:to be |be )?(?:called"
        rf"|named) {_NAME}$"
    ),
    "instead of": rule(
        rf"instead of (?P<old>.+?),? (?:write|use|say|call (?:it|them)|put|take) {_NAME}$"
    ),
    "make": rule(rf"make (?P<old>{IT}|the (?:label|name)) (?P<new>\"[^\"]+\"|'[^']+')$"),
}
"""Wordings with the old name, "old", and the new one, "new"; the first that fits is read."""
NO_OLD = word_set("no old names")
PASSIVE = rule(
    r"(?:\w+ed|gone|out|there|here|together|cut out|left out|taken .*|thrown .*|kept"
    r"|in|put .*|hidden|one|part of .*|one .*|same .*|single .*|bigger|smaller|sure"
    r"|fine|enough|possible|easy|ok|okay|.*\bmasked|.*\bone)"
)
TO_NAME = rule(rf"(?:rename|relabel) (?:to|as) {_NAME}$")
BARE_CALL = rule(rf"(?:{verb('call', 'name', 'dub', 'rename', 'christen')}) (?P<all>.+)$")
NO_NAME = rule(
    rf"(?:{verb('rename', 'relabel')})(?: (?P<old>.+))?$|(?:change|edit|correct"
    rf"|fix) (?:the |its |his |her |their )?(?:name|label)s?(?: of (?P<old2>.+))?$"
    rf"|(?:give) (?P<old3>.+?) (?:a|another)(?: new| better| different)? (?:name"
    rf"|label)$"
)
NOT_BUT = (
    rule(
        rf"(?:no,? )?(?:that|this|it|these|those|they|there)(?:'s| is| are"
        rf"|'re)?(?: \w+)? (?:is not|isn't|are not|aren't|not|ain't|'s not) (?:really "
        rf"|actually )?(?:a |an |the |any )?(?P<old>[\w' -]+?)(?:,|;|\.| -"
        rf"| but)+ ?(?:but )?(?:(?:it|that|this|they|these|those)(?:'s| is| are"
        rf"|'re)? )?(?:actually |really |rather |clearly |a kind of |more like )?(?:(?:a"
        rf"|an|the|my|some) )?{_NAME}$"
    ),
    rule(
        rf"(?:(?:that|this|it|these|those|they)(?:'s| is| are|'re) )(?:actually |really "
        rf"|rather |clearly |in fact |of course )?(?:(?:a|an|the|my) )?{_NAME}(?:,| and"
        rf"|;)? (?:not|rather than|instead of|and no|no) (?:(?:a|an|the"
        rf"|any) )?(?P<old>[\w' -]+)$"
    ),
    rule(
        rf"not (?:a |an |the )?(?P<old>[\w' -]+?)(?:,? but|,|;|:) ?(?:(?:it's|that's"
        rf"|they're|these are|this is|those are) )?(?:a |an |the )?{_NAME}$"
    ),
    rule(
        rf"(?P<old>.+?) (?:is|are)(?: \w+)? (?:not|no)\b.*?(?:,|;|but)+ ?(?:it's|that's"
        rf"|they're|it is) (?:actually |really )?(?:a |an |the )?{_NAME}$"
    ),
)
IS = rule(
    r"(?P<old>it|that|this|these|those|they|(?:the |this |that |these "
    r"|those )?.+?)(?: is|'s| are|'re| was| were)(?: actually| really| rather"
    r"| clearly| in fact| obviously| definitely| more of| more like| in reality"
    r"| supposed to be| of course| meant to be| probably| truly)? (?P<article>a |an "
    r"|the |my |our |called |named )?(?P<new>[^,;]+)$"
)
NO_LABEL = rule(
    r"(?:(?:not )?(?:very |too |so |quite |really |all )*(?:wrong|right|good|bad|nice"
    r"|great|fine|ok|okay|correct|incorrect|perfect|cool|awesome|better|it|that|all"
    r"|enough|missing|gone|here|there|done|ready|beautiful|ugly|cute|funny|blue|true"
    r"|false|mistake|joke|bug|error|question|test|problem|same(?: .*)?|one .*"
    r"|parts? .*|together|both .*|best|interesting|strange|weird|terrible|amazing"
    r"|excellent|wonderful|lovely|useful|useless|too \w+|not .*|what .*|why .*|how .*"
    r"|where .*|one|for .*|in .*|on .*|of .*|at .*|from .*|to .*|with .*|by .*"
    r"|very .*|so .*|more .*|less .*))"
)
