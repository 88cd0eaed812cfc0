"""The wordings of cutting, finding and wanting, and of masks that are asked for."""

from __future__ import annotations

import re

from .patterns import FILE, THE_PICTURE, rule, verb
from .vocabulary import word_list, word_set

MASK = (
    r"(?:(?:pixel[- ]?(?:perfect|accurate|wise) |binary |segmentation |alpha |clean "
    r"|nice |good |separate |precise |instance |single |new |exact |quick )*(?:masks?"
    r"|cut-?outs?|segments?|segmentations?|outlines?|contours?|silhouettes?"
    r"|selections?|matte|polygons?|stencils?|annotations?|bounding box(?:es)?"
    r"|detections?))"
)
_FORM = r"(?:shapes?|boundary|boundaries|borders?|regions?|pixels|location|position)"
HAVE = (
    r"(?:(?:i|we)(?:'d| would|'m| am|'re| are|'ll| will)?(?: really| only| just| also"
    r"| now| still)* (?:like|love|want|need|looking for|after|interested in"
    r"|searching for|hoping for|seeking|require|wish for|care about|choose|pick|take"
    r"|prefer|mean|meant|am after|have to have|want to see|see|spot|think of"
    r"|wonder (?:if|whether) (?:there(?:'s| is| are)|you (?:can )?(?:see"
    r"|find)))(?: to (?:have|get|see|find|know where))?"
    r"|(?:can|could|may|might) (?:i|we)(?: please| also| now)? (?:have|get|see)"
    r"|(?:it(?:'s| is)|this is|the task is|my interest is)(?: all)? about|(?:which"
    r"|what) pixels (?:are|belong to|show|contain)(?: part of)?|(?:is|are) (?:this"
    r"|that|it|these|those|they)(?= an? | any )|(?:i|we) (?:can't|cannot|can not"
    r"|couldn't|don't) (?:find|see|spot)|(?:my|our|the) \w+ (?:wants?|needs?)"
    r"|have you (?:seen|found|spotted)|(?:could|might|may) there be|which of (?:the "
    r"|these |those )?(?:things|objects|them|these|those) (?:is|are)|let (?:me"
    r"|us) (?:have|see|get)|looking for|in search of|searching for"
    r"|what about|how about|where(?:'s| is| are|'re)|is there|are there|any"
    r"|there (?:is|are|should be|must be)|there's|you (?:forgot|missed|overlooked"
    r"|skipped|left out|didn't find|didn't get|haven't found|did not find"
    r"|should find)|do you (?:see|have|find)|see|spot|which (?:one )?(?:is|are)"
    r"|who(?:'s| is| are)|and where(?:'s| is| are))"
)
VERBS = verb(*word_list("cutting"))
VERB = re.compile(rf"(?P<verb>{HAVE}|{VERBS})(?![\w'-])(?:(?: ?:)? (?P<np>.+))?$", re.IGNORECASE)
PARTICLE = rule(
    rf"(?:,? (?:out|off|up|away|apart|separately|individually|cleanly|precisely"
    rf"|exactly|carefully|properly|clearly|automatically|in (?:red|green|blue|yellow"
    rf"|colou?r)|with a (?:mask|box|colou?r|outline)|as (?:a )?(?:mask|segment"
    rf"|cut-?out|png|selection)s?|segmented|masked|highlighted|marked|selected"
    rf"|isolated|extracted|outlined|separated|cut out|cut|detected|removed|are|is"
    rf"|please|again|one by one|each|at all|exist|somewhere|anywhere|too|also|as well"
    rf"|instead|on (?:a )?(?:white|transparent|black|plain|empty)(?: background)?)"
    rf"|(?:,? (?:out|away|off|apart|free|separated|isolated|extracted|cut out"
    rf"|cut))?(?: of| from| in| on| off| against) (?:{THE_PICTURE}|{FILE}"
    rf"|the (?:\w+ )?(?:background|rest|backdrop|surroundings|others?"
    rf"|scenery)(?: of {THE_PICTURE})?|(?:its|their) (?:background|surroundings)"
    rf"|everything else|it|there|here))$"
)
MASK_OF = rule(
    rf"(?:the |all |any |some |those )*(?:areas?|parts?|regions?|pixels?|places?"
    rf"|spots?) (?:where|with|that|which|of)(?: (?:there|you (?:can )?see))?(?: (?:is"
    rf"|are|shows?|contains?|belongs? to|covered (?:by|with)|has|have"
    rf"|looks? like))?(?: part of)? (?P<np0>.+)$|(?:me |us )?(?:a |an |the |some |all "
    rf"|any )*(?:{MASK}|{_FORM}|part|parts|area|areas)(?: and (?:the )?{MASK})?(?:"
    rf" (?:of|for|around|on|over|containing|showing|with|to|from|at|that (?:covers?"
    rf"|shows?|contains?)|covering|called|named) |: ?|, )(?P<np>.+)$"
)
X_MASK = rule(rf"(?P<np>.+?)(?:'s)? {MASK}(?: only)?$")
GENERIC = rule(
    rf"(?:(?:me|us|it|this|that|them|these|those|him|her|one|ones|some|something"
    rf"|someone|somebody|stuff|things?|this one|that one|which one|which|the one"
    rf"|the other one|the other|another one|the things?|that thing|this thing"
    rf"|these things|the object|an object|a thing|objects? of interest|the subject"
    rf"|here|there|this here|over there|a bit|some of it|part of it|{MASK}|(?:a|an"
    rf"|the|some|my|this|that) {MASK}|what i (?:want|need|mean)|you know what"
    rf"|the (?:usual|stuff|following)|(?:that|this|the) (?:thing|one"
    rf"|stuff) (?:over )?there|out|a|an|the|mine|yours|please|{THE_PICTURE}|job"
    rf"|your (?:job|thing|magic|best)|magic|work|results?|the results?|a result|a try"
    rf"|try|go|a go|with (?:{THE_PICTURE}|it|this|that))(?: {MASK}| from it| of it"
    rf"| out| in it| for me)?)"
)
_ONE = rule(r"(?:.*\b)?(?:ones?|of them|of these|of those)\b.*")
CHAT_WORDS = word_set("sentences")
INNER = re.compile(r"\b(?:who|that|which|whose|where)\b", re.IGNORECASE)
DETERMINED = rule(
    r"(?P<verb>[a-z]+) (?:the|this|that|my|our|it|them|a|an|all|every|both|these"
    r"|those|your)\b ?(?P<rest>.*)$"
)
PREPOSITIONS = word_set("no verbs")
ABSTRACT = word_set("nothing to see")
KIND = re.compile(r"\b(?:things?|objects?|items?|stuff)\b", re.IGNORECASE)
WORN = rule(
    r"\b(?:face|gas|oxygen|surgical|ski|diving|sleep|in an?|with an?|wearing(?: an?| the)?)$"
)
OTHER_WORK = rule(
    r"(?:me |us )?(?:it|this|that|the \w+|my \w+|them|a |an "
    r"|some )?.*\b(?:bright(?:er)?|dark(?:er)?|sharp(?:er)?|blurr?y?|bigger|smaller"
    r"|larger|black and white|gr[ae]yscale|b&w|sepia|transparent|white|black|red|blue"
    r"|green|yellow|pink|purple|orange|colou?rful|hd|3d|poem|story|song|joke|jokes"
    r"|cartoon|drawing|painting|picture of|image of|photo of|gif|video|summary"
    r"|description|caption|tutorial|overview of your|tour|hint|advice|tip|tips"
    r"|example|examples|moment|break|sense|coffee|minute|second|list of (?:commands"
    r"|options|features)|options|help)$"
)
ONE_OR_BARE = rule(r"[\w' -]{3,50}")
