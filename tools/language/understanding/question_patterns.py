"""The wordings of questions: key words that tell their kind, words that stand around a thing."""

from __future__ import annotations

import re

from .patterns import PICTURE, THE_PICTURE, rule
from .vocabulary import word_set

ANY_START = (
    r"(?:in|on|at|of|to|with|from) (?:what|which)|what|what's|which|how|where|where's"
    r"|whereabouts|who|is|are|was|were|does|do|did|has|have|can|could|tell|give|show"
    r"|compute"
    r"|calculate|measure|estimate|count|report|say|name|list|i|any|find|get|why|let"
    r"|determine|get|want"
)
SHARE = rule(
    r"percent|percentage|%|\bper ?cent\b|(?<!in )(?<!on )(?<!at )\b(?:what"
    r"|how (?:large|big|great|high|much)|which|the|its"
    r"|their) (?:\w+ )?(?:a )?(?:share|fraction|proportion|portion|ratio"
    r"|part of (?:it|this)\b|part of " + THE_PICTURE + r")\b"
    r"|\b(?:share|fraction|proportion|portion) (?:of|for)\b|\b(?:share|fraction"
    r"|proportion|coverage|ratio|percentage)$|\bcoverage\b|\bhow much (?:of (?:"
    + THE_PICTURE
    + r"|it|this|that|everything)|space|room|place)\b"
    r"|\bhow much (?:of \S+ \S+ )?(?:does|do|is|are)\b.*\b(?:cover|take|occup|fill"
    r"|make up)|\bhow much \w+ (?:is|are) (?:there|in)\b|\bhow much (?:is|are)\b"
    r"|\brelative (?:size|area)\b|\bhow (?:dominant|much room)\b"
    r"|\b(?:cover|covers|occupy|occupies|take up|takes up|fill|fills) how much\b"
    r"|\b(?:cover|occupy|take up|fill) (?:more|less) than\b|\bcompared to the " + PICTURE
)
AREA = rule(
    r"^(?:(?:what|how|tell|give|compute|calculate|measure|estimate|report"
    r"|which)\b.*)?\b(?:areas?|surface|size|pixel count|pixel area|number of pixels"
    r"|pixel number)\b(?: of|$| in| (?:does|do|is|are|for|has|have)\b"
    r"|(?=.*\bpixels?\b))"
    r"|\b(?:how many|number of|in|count(?: the)?) (?:square )?(?:px|pixels?)\b"
    r"|\bhow (?:big|large|tall|wide|high)\b|\bdimensions?\b|\bhow much area\b|\b(?:px"
    r"|pixels)$|\bpixel (?:count|area|size)\b|^(?!the\b|all\b)\w+ area$"
)
COUNT = rule(
    r"\bhow many\b|^count\b|\b(?:the )?(?:total )?(?:number|amount|count"
    r"|quantity) of\b|\bhow often\b|^(?:number|total)$|\bcount (?:of )?(?:the|all"
    r"|them|those|how)\b"
)
WHERE = rule(
    r"\bwhere(?:'s|'re|abouts)?\b|\b(?:which|what) (?:side|corner|part|half|area|spot"
    r"|position|place|quadrant|location|coordinates|region)\b|\b(?:position|location"
    r"|coordinates?|bounding box(?:es)?|bbox(?:es)?|whereabouts) (?:of|for)\b"
    r"|\b(?:coordinates|bounding box|bbox)\b|\b(?:left or (?:\w+ )?(?:the )?right"
    r"|right or (?:\w+ )?(?:the )?left|top or (?:\w+ )?(?:the )?bottom)\b"
    r"|^locate (?:it|them)\b|\w's (?:position|location|coordinates|bounding box)\b"
    r"|^(?:is|are) (?:the|it|they|my)\b.* (?:left of|right of|above|below|beneath"
    r"|over|under|behind|in front of|next to|beside|near|between|inside|on top of"
    r"|closer to)\b"
    r"|^(?:is|are) (?:the|it|they|that|this)\b.* (?:on|at|in|to) the (?:left|right"
    r"|top|bottom|middle|center|centre)(?: side)?$"
)
LABELS = rule(
    r"\b(?:what|which)(?: \w+)? (?:labels?|class(?:es)?|categor(?:y|ies)|names?|tags?"
    r"|segments|masks|objects|things|results?)\b.*\b(?:you|have|has|found|detected"
    r"|there|now|we|result|used|segmented|left|current|currently|got|is|are|it)\b"
    r"|\bwhat(?: all| else| exactly| things| objects)? (?:did|have|has|do|had) (?:you"
    r"|we|it|been)(?: \w+)? (?:find|found|see|detect(?:ed)?|get|got|segment(?:ed)?"
    r"|label(?:l?ed)?|mask(?:ed)?|recogni[sz]e[d]?|identif(?:y|ied)|cut(?: out)?"
    r"|so far|have|done|come up with|mark(?:ed)?|select(?:ed)?|pick(?:ed)?)\b"
    r"|\bwhat(?:'s|'ve) been (?:found|detected|segmented|labell?ed|masked)\b"
    r"|\bwhat (?:was|were|is|has been|got|is now|is currently|are)(?: \w+)? (?:found"
    r"|detected|segmented|labell?ed|masked|selected|recogni[sz]ed|cut out|identified"
    r"|left|in the (?:result|list)|highlighted|marked)\b"
    r"|\b(?:list|show|tell|give|name|read|print|enumerate"
    r"|repeat)(?: me)? (?:all )?(?:(?:the|your|my|all|of|current|its"
    r"|their) )*(?:labels|class(?:es)?|results?|findings|segments|names|masks"
    r"|categories|tags|found (?:objects|things)|detections|detected (?:objects"
    r"|things))\b"
    r"|\b(?:list|name|tell|show)(?: me)? (?:everything|what|all|the (?:things"
    r"|objects))(?: that)? (?:you|was|were|has been|you've|you have)(?:'ve"
    r"| have)? ?(?:found|find|detected|segmented|got|labell?ed|see now|recogni[sz]ed)?"
    r"|\bwhat (?:is|are|'s)(?: (?:the|it|this|that|these|those|they|he"
    r"|she))?(?: \w+)? called\b|\b(?:name|label|class|category) of (?:the|this|that"
    r"|it)\b|\b(?:names|labels|classes) (?:of|do|are|did|have)\b"
    r"|\bhow (?:did|have|do) you (?:call|label|name)(?:l?ed)?\b|^(?:the )?(?:labels"
    r"|classes|results?|findings|found objects)$|\bwhat(?:'s| is| are) (?:in )?(?:the"
    r"|your|my) (?:result|results|labels|findings|list|names|classes)\b"
    r"|\bwhat do (?:we|you|i) have\b"
    r"|^(?:list|name) (?:them|these|those|it|all)(?: all)?$|\bwhich ones (?:did|have"
    r"|do|are)\b|^is (?:that|this|it) (?:all|everything)$|^remind me what\b"
    r"|\bwhat (?:do|did) you (?:call|name|label)\b"
)
POINTED = rule(
    r"^(?:what(?:'s| is| are|'re)|which(?: one)? is|and) (?:the|that|this|these|those"
    r"|it|they|he|she)\b(?P<np>.*)$|^which(?: one)?(?: is|'s) (?P<np3>on|at"
    r"|in) the (?:far )?(?P<side2>left|right|top|bottom|middle)(?: side)?$|^what(?:'s"
    r"| is| are) (?P<np2>on|at"
    r"|in) the (?:far )?(?P<side>left|right|top|bottom|middle|center"
    r"|centre)(?: side)?$"
)
SCORE = rule(
    r"\bhow (?:\w+ )?(?:sure|certain|confident|reliable|accurate|likely|trustworthy"
    r"|probable|safe|precise|good|convinced|positive|correct)\b|\bconfidence\b"
    r"|\bcertainty\b|\bprobabilit(?:y|ies)\b|\b(?:the|its|their|what|which|your|with"
    r"|that) (?:\w+ )?scores?\b|\bscores? (?:of|for|does|do)\b|^scores?$"
    r"|\b(?:are|were) you (?:\w+ )?(?:sure|certain|confident|positive|convinced)\b"
    r"|^(?:really|sure|certain|seriously|you sure|is that right|is this right"
    r"|is that so|is it right)$|\b(?:sure|certain|confident) (?:about|of|that|it)\b"
    r"|\byou sure\b|\btrust\b"
    r"|^(?:is|are|was) (?:that|it|this|they|these|those|the \S+)(?: \w+)? (?:really"
    r"|actually|definitely|truly|correct|right|reliable|certain|for sure)\b"
    r"|\bleast sure\b|\bdo you (?:really )?(?:think|believe) (?:it|that|this|they)"
    r"|\bcould (?:it|that|this|you) be (?:wrong|mistaken|a|an)\b|\bhow well\b"
    r"|\breally (?:a|an|the)\b"
)
SIZE = rule(
    r"\b(?:which|what|who)\b.*\b(?:biggest|largest|smallest|bigger|larger|smaller"
    r"|tiniest|greatest|tallest|most (?:space|room|area|pixels|of the)|least (?:space"
    r"|room|area|pixels)|covers (?:most|more)|fills (?:most|more)|largest area)\b"
    r"|\b(?:bigger|larger|smaller|tinier|greater) than\b|\bcompare\b.*\bsizes?\b"
    r"|\bsizes? compar|\b(?:as big as|as large as|the same size)\b|\b(?:more"
    r"|less) (?:space|room|area|pixels) than\b|\b(?:sort|rank|order)\b.*\b(?:size"
    r"|area)\b|\btakes? (?:up )?(?:the )?(?:most|more|least)\b"
    r"|\bis (?:the )?(?!the\b)\w+ (?:the )?(?:bigger|larger|smaller|biggest|largest"
    r"|smallest)\b|\bmost (?:space|area|room)\b|\bby size\b"
)
WHY = rule(
    r"\bwhy\b|\bhow come\b|\breasons?\b.*\b(?:miss|missed|not|didn't)\b"
    r"|\bwhat (?:happened (?:to|with)|made you|makes you"
    r"|went wrong)\b|\bfor what reason\b|\bwhat(?:'s| is| was) the reason\b"
    r"|\breason (?:for|why)\b|\bhow did you (?:miss|get|come|know|decide|find"
    r"|end up)\b|\bwarum\b|\bhow could you miss\b|\bwhat (?:tells|told) you\b"
    r"|\bexplain\b.*\b(?:missing|found|not|this|that|why|the)\b"
)
BIGGEST = rule(
    r"(?:the )?(?:biggest|largest|smallest|tiniest)(?: (?:one|object|thing|of them|of all))?"
)
FOUND = rule(
    r"(?:what|which) (?P<np>(?!objects\b|things\b|labels\b|classes\b"
    r"|ones?\b)\w+(?: \w+)?) (?:did|have|do) you (?:find|found|detect(?:ed)?|see"
    r"|recogni[sz]ed?|identif(?:y|ied)|segment(?:ed)?|got?)$"
)
IN_THERE = rule(
    rf"(?:is|are|was|were) (?P<np>(?!there\b|it\b|this\b|that\b"
    rf"|you\b).+?) (?:in (?:there|it|here|{THE_PICTURE})|there|visible|present"
    rf"|somewhere|anywhere|on {THE_PICTURE})$"
)
EDIT_START = rule(
    r"(?:only|just|keep|remove|delete|drop|leave|merge|call|rename|discard|the one"
    r"|the ones|select|hide|exclude)\b(?!.*\?)"
)
ABOUT_OTHER = rule(
    r"\b(?:taken|shot by|photographed|you from|your (?:name|code|model|weights|data)"
    r"|you (?:live|come from|work|run|learn|store|save|made|built|trained)|cost"
    r"|much (?:are|is) (?:you|it worth)|weather|time is it|how old|do you (?:like"
    r"|want|know about)|format|formats)\b|\bcan i (?:upload|send|use|ask|load)\b"
    r"|\bhow many (?:pictures|images|photos|files|languages|formats|users|megabytes"
    r"|questions)\b|\bwhere can i\b(?! (?:see|find|spot))|\bhow (?:do|can|does|should"
    r"|to) (?:i|you|one|this|it|that)\b(?! (?:cover|look|call))|\bwhere (?:do"
    r"|should) (?:i|we)\b|\bwhy (?:are|were) you\b(?! (?:sure|certain|not))"
    r"|\bwhat colou?r|\bhow (?:are you|is it going)"
)
TRIM = word_set("around questions")
NO_OBJECT = word_set("pronouns")
WHY_WORDS = word_set("around why")
SIZE_NOISE = re.compile(
    r"\b(?:which|what|who|is|are|was|were|the|(?<=')(?:s|re)|does|do|has|have|takes?"
    r"|up|cover(?:s|ing)?|fills?|occup(?:ies|y)|most|more|less|least|space|room|area"
    r"|pixels|of them|of these|of those|of (?:the )?(?:two|three|four"
    r"|five)(?: of them)?|of all|compare|(?:in )?sizes?|sort|rank|order|by|"
    + THE_PICTURE
    + r"|between|in|on|out|one|ones|thing|object|segment|mask|result|region|things|objects"
    r"|segments|masks|tell me|show me|here|there|now|you|found|overall|of|that"
    r"|largest area|their|them|these|those|item|area)\b",
    re.IGNORECASE,
)
