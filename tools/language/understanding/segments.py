"""Things to cut out: behind a verb ("find the cup"), or alone ("the left cup")."""

from __future__ import annotations

import re

from ..noun_graph import noun_graph
from ..words import key_of
from .heard import ASK_WHICH, Clause, Fields, Heard, clarify, edit, segment
from .naming import bare, things
from .patterns import FILE, PICTURE, THE_PICTURE, rule, verb
from .referring import is_referring
from .target import segmented, target_of
from .whole import EVERYTHING

_MASK = r"(?:(?:pixel[- ]?(?:perfect|accurate|wise) |binary |segmentation |alpha |clean |nice |good |separate |precise |instance |single |new |exact |quick )*(?:masks?|cut-?outs?|segments?|segmentations?|outlines?|contours?|silhouettes?|selections?|matte|polygons?|stencils?|annotations?|bounding box(?:es)?|detections?))"
_FORM = r"(?:shapes?|boundary|boundaries|borders?|regions?|pixels|location|position)"
_HAVE = (
    r"(?:(?:i|we)(?:'d| would|'m| am|'re| are|'ll| will)?(?: really| only| just| also| now| still)* (?:like|love|want|need|looking for|after|interested in|searching for|hoping for|seeking|require|wish for|care about|choose|pick|take|prefer|mean|meant|am after|have to have|want to see|see|spot|think of|wonder (?:if|whether) (?:there(?:'s| is| are)|you (?:can )?(?:see|find)))(?: to (?:have|get|see|find|know where))?"
    r"|(?:can|could|may|might) (?:i|we)(?: please| also| now)? (?:have|get|see)|(?:it(?:'s| is)|this is|the task is|my interest is)(?: all)? about|(?:which|what) pixels (?:are|belong to|show|contain)(?: part of)?|(?:is|are) (?:this|that|it|these|those|they)(?= an? | any )|let (?:me|us) (?:have|see|get)|looking for|in search of|searching for|what about|how about|where(?:'s| is| are|'re)|is there|are there|any|there (?:is|are|should be|must be)|there's|you (?:forgot|missed|overlooked|skipped|left out|didn't find|didn't get|haven't found|did not find|should find)|do you (?:see|have|find)|see|spot|which (?:one )?(?:is|are)|who(?:'s| is| are)|and where(?:'s| is| are))"
)
_VERBS = verb(
    "segment", "cut out", "cut me out", "cut me", "cut", "mask out", "mask off", "mask", "extract", "select", "isolate", "find", "find me", "find out where", "locate", "detect", "outline", "highlight", "mark",
    "show", "show me", "show us", "get", "get me", "give", "give me", "give us", "pick out", "pick", "separate out", "separate", "trace", "pull out", "pull", "lift out", "lift", "grab", "identify", "spot",
    "point out", "point at", "point to", "point me to", "single out", "look for", "look at", "search for", "search", "carve out", "snip out", "snip", "clip out", "clip", "label", "tag", "annotate",
    "delineate", "capture", "track", "draw around", "draw a line around", "circle", "encircle", "frame", "crop out", "take", "take out", "include", "add", "do", "try", "make", "create", "generate",
    "produce", "compute", "return", "output", "provide", "deliver", "bring me", "bring", "hunt for", "hunt down", "seek", "seek out", "figure out where", "see where", "see if there is", "see if there are", "check for", "check if there is",
    "check whether there is", "check", "tell me where", "show me where", "say where", "recognize", "recognise", "focus on", "zoom in on", "go for", "draw", "paint", "colour", "color", "want", "need", "mask in", "box", "contour",
    "silhouette", "crop", "erase everything around", "remove the background of", "remove the background from", "remove the background around", "remove background from", "free", "split off", "split out", "cut around", "keep", "place a mask on", "put a mask on", "put a mask over", "lay a mask over", "apply a mask to", "run on", "run for", "query", "segmenting", "sgment", "fetch", "fetch me", "hand me", "send me", "dig out", "collect", "gather", "count", "indicate", "shade", "lasso", "expose", "reveal", "visualize", "visualise", "explore", "locate me", "pinpoint", "map", "delimit", "distinguish", "pluck out", "scoop out", "choose",
)  # fmt: skip
_VERB = re.compile(rf"(?P<verb>{_HAVE}|{_VERBS})(?![\w'-])(?:(?: ?:)? (?P<np>.+))?$", re.IGNORECASE)
_PARTICLE = rule(
    rf"(?:,? (?:out|off|up|away|apart|separately|individually|cleanly|precisely|exactly|carefully|properly|clearly|automatically|in (?:red|green|blue|yellow|colou?r)|with a (?:mask|box|colou?r|outline)|as (?:a )?(?:mask|segment|cut-?out|png|selection)s?|segmented|masked|highlighted|marked|selected|isolated|extracted|outlined|separated|cut out|cut|detected|removed|are|is|please|again|one by one|each|at all|exist|somewhere|anywhere|too|also|as well|instead|on (?:a )?(?:white|transparent|black|plain|empty)(?: background)?)"
    rf"|(?:,? (?:out|away|off|apart|free|separated|isolated|extracted|cut out|cut))?(?: of| from| in| on| against) (?:{THE_PICTURE}|{FILE}|the (?:\w+ )?(?:background|rest|backdrop|surroundings|others?|scenery)(?: of {THE_PICTURE})?|(?:its|their) (?:background|surroundings)|everything else|it|there|here))$"
)
_MASK_OF = rule(
    rf"(?:the |all |any |some |those )*(?:areas?|parts?|regions?|pixels?|places?|spots?) (?:where|with|that|which|of)(?: (?:there|you (?:can )?see))?(?: (?:is|are|shows?|contains?|belongs? to|covered (?:by|with)|has|have|looks? like))?(?: part of)? (?P<np0>.+)$|(?:me |us )?(?:a |an |the |some |all |any )*(?:{_MASK}|{_FORM}|part|parts|area|areas)(?: and (?:the )?{_MASK})?(?: (?:of|for|around|on|over|containing|showing|with|to|from|at|that (?:covers?|shows?|contains?)|covering|called|named) |: ?|, )(?P<np>.+)$"
)
_X_MASK = rule(rf"(?P<np>.+?)(?:'s)? {_MASK}(?: only)?$")
_GENERIC = rule(
    rf"(?:(?:me|us|it|this|that|them|these|those|him|her|one|ones|some|something|someone|somebody|stuff|things?|this one|that one|which one|which|the one|the other one|the other|another one|the things?|that thing|this thing|these things|the object|an object|a thing|objects? of interest|the subject|here|there|this here|over there|a bit|some of it|part of it|{_MASK}|(?:a|an|the|some|my|this|that) {_MASK}|what i (?:want|need|mean)|you know what|the (?:usual|stuff|following)|(?:that|this|the) (?:thing|one|stuff) (?:over )?there|out|a|an|the|mine|yours|please|{THE_PICTURE}|job|your (?:job|thing|magic|best)|magic|work|results?|the results?|a result|a try|try|go|a go|with (?:{THE_PICTURE}|it|this|that))(?: {_MASK}| from it| of it| out| in it| for me)?)+"
)
_ONE = rule(r"(?:.*\b)?(?:ones?|of them|of these|of those)\b.*")
_CHAT_WORDS = frozenset(
    """i you he she we me us him what why how who whom is am are was were do does did can could will would should may might must shall
    have has had let's i'm i've i'd i'll you're you've it's that's there's tell make go try think know hope believe guess love hate like
    please don't doesn't didn't isn't aren't wasn't can't won't if because when while since than never ever always maybe not your my
    our let want need get got said says say mean means work works help start stop ok use uses""".split()
) - {"who", "like", "my", "use", "not", "help", "me", "mean"}
_INNER = re.compile(r"\b(?:who|that|which|whose|where)\b", re.IGNORECASE)
_DETERMINED = rule(
    r"(?P<verb>[a-z]+) (?:the|this|that|my|our|it|them|a|an|all|every|both|these|those|your)\b ?(?P<rest>.*)$"
)
_PREPOSITIONS = frozenset(
    "all both every each any some in on at of for with not only just the a an half what like as".split()
)
_ABSTRACT = frozenset(
    """weather joke jokes time day date name help price news story poem song advice information info question questions answer idea
    hint settings setting threshold documentation docs manual version language english german sense test testing nonsense""".split()
)


_KIND = re.compile(r"\b(?:things?|objects?|items?|stuff)\b", re.IGNORECASE)


_WORN = rule(r"\b(?:face|gas|oxygen|surgical|ski|diving|sleep|in an?|with an?|wearing(?: an?| the)?)$")


def read_segment(clause: Clause, heard: Heard) -> Fields | None:
    """What a clause with a verb of cutting, finding or wanting asks for."""
    text = _opened(clause.text)
    if (behind := _behind(text, heard)) is not None:
        return behind
    found = _VERB.match(text)
    if found is None or _MASK_OF.match(text):
        return _with_object(text, heard) or _passive(text, heard)
    named = found["np"] or ""
    asked = re.match(rf"(?:{_HAVE})$", found["verb"], re.IGNORECASE)
    if (
        re.match(
            r"(?:do|try|make|add|take|get|give|have|paint|draw|colou?r|frame|crop|box|check|map)",
            found["verb"],
            re.IGNORECASE,
        )
        and not asked
    ):
        if _is_other_work(found["verb"], named):
            return None
    return _cut(_shortened(named), found["verb"], heard)


def _opened(text: str) -> str:
    return re.sub(
        r"^(?:(?:not only|only|just|also|then|now|simply|quickly|carefully|really|still|automatically) )+(?=\w)",
        "",
        text,
        flags=re.IGNORECASE,
    )


def _shortened(named: str) -> str:
    """The object of a verb without particles, "out of the picture" and "a mask of"."""
    named = re.sub(r"^(?:(?:me|us)(?= )|out(?= (?:the|all|every|any|a|of the|my|this|that|these|both|\w+s?\b))|for(?= )|of(?= )|up(?= )|where(?: the| is| are)?(?= )|around(?= ))\s*", "", named, flags=re.IGNORECASE)  # fmt: skip
    named = re.sub(rf"^(?:through |in )?{THE_PICTURE} for ", "", named, flags=re.IGNORECASE)
    before = ""
    while before != named:
        before = named
        far = re.search(r"(?:thest|far|closest) (?:away|out|apart)$", named)
        if not far and (found := _PARTICLE.search(f" {named}")) and found.start() > 0:
            named = f" {named}"[: found.start()].strip()
        if found := _MASK_OF.match(named):
            named = found["np0"] or found["np"]
        named = named.strip(" ,;:.!-")
    if (found := _X_MASK.match(named)) and bare(found["np"]) and not _GENERIC.fullmatch(named):
        if not re.search(
            r"\b(?:face|gas|oxygen|surgical|ski|in a|with a|wearing a|wearing)$",
            found["np"],
            re.IGNORECASE,
        ):
            named = found["np"]
    return re.sub(
        r"(?<=\w),? (?:and |or |but )?(?:nothing else|nothing more|that's it|only (?:that|it|them|those))$",
        "",
        named,
    )


def _cut(named: str, by: str, heard: Heard) -> Fields | None:
    """Cut out what a verb's object names."""
    if re.match(r"(?:separat|distinguish|tell|split)", by, re.IGNORECASE):
        named = re.sub(r" from (?=\S)", " and ", named, count=1)
    if not named or _GENERIC.fullmatch(named):
        return _pointed_at(named, by, heard)
    if EVERYTHING.fullmatch(named):
        return segment("zero_guidance")
    target = target_of(named, heard)
    if heard.labels and target.place and not target.said:
        return edit("keep", target)
    if target.place and target.words and not target.unknown and not target.told and re.match(
        r"(?:select|show|take|pick|i |we |highlight|give|get|choose|leave|keep)", by, re.IGNORECASE
    ) and sum(label in target.words for label in heard.labels) > 1:  # fmt: skip
        return edit("keep", target)
    named_things = things(named)
    if target.place and not target.said and not _KIND.search(named):
        return clarify(ASK_WHICH)
    return segmented(named_things) if named_things else None


def _pointed_at(named: str, by: str, heard: Heard) -> Fields | None:
    """A verb with "it", "the picture" or nothing: everything, the only label, or a question back."""
    if re.fullmatch(THE_PICTURE, named, re.IGNORECASE) and re.match(
        r"(?:segment|label|annotat|analy[sz]|separat|detect|pars)", by, re.IGNORECASE
    ):
        return segment("zero_guidance")
    if re.match(rf"(?:{_HAVE})$", by, re.IGNORECASE) and not re.search(_MASK, named) and not named:
        return None
    if (
        re.fullmatch(r"it|this|that|them|these|those", named, re.IGNORECASE)
        and len(heard.kinds) == 1
    ):
        return segmented(heard.kinds)
    if (
        re.match(
            r"(?:do|try|make|go|check|look at|run|count|give|show|see|there|check)",
            by,
            re.IGNORECASE,
        )
        and not named
    ):
        return None
    return clarify()


def _with_object(text: str, heard: Heard) -> Fields | None:
    """ "A mask of the dog", "mask for pizza", "dog mask"."""
    if found := _MASK_OF.match(text):
        return _cut(_shortened(found["np0"] or found["np"]), "", heard)
    found = _X_MASK.match(text)
    if found and not _GENERIC.fullmatch(text) and is_named(found["np"]) and not _WORN.search(found["np"]):
        return _cut(_shortened(found["np"]), "", heard)
    return None


def _behind(text: str, heard: Heard) -> Fields | None:
    """ "The dog, please cut it out"; "there is a bridge, find it"."""
    found = re.match(
        rf"(?P<np>.+?)(?:,|:| -|;)+ (?:please |just |can you |could you |now )*(?:{_VERBS}) (?:it|them|that|this|those|these|him|her|all of them)(?: .*)?$|(?:see |you see |there(?:'s| is| are) )(?P<np2>.+?)(?:\?|,|\.)+ (?:please |can you |could you )*(?:{_VERBS}) (?:it|them|that|those)(?: .*)?$",
        text, re.IGNORECASE,
    )  # fmt: skip
    if found:
        named = found["np"] or found["np2"]
        named = re.sub(
            rf"^(?:(?:you )?see|there(?:'s| is| are)|{_HAVE}) ", "", named, flags=re.IGNORECASE
        )
        if not is_named(named):
            return None
        return _cut(_shortened(named), "", heard)
    return None


def _passive(text: str, heard: Heard) -> Fields | None:
    """ "The dog should be cut out", "dog wanted"."""
    found = re.match(
        r"(?P<np>.+?) (?:(?:should|must|needs to|need to|has to|have to|can|is to|are to|could|ought to) be|to be|is|are|get|gets)? ?(?:segmented|cut(?: out)?|masked(?: out)?|extracted|selected|isolated|found|located|detected|outlined|highlighted|marked|separated|missing|wanted|needed|requested|picked(?: out)?|traced|cropped out)(?: .*)?$|(?P<np2>.+?) (?:is|are) (?:what|all|the thing|the only thing) (?:i|we)(?:'m| am|'re)? .*$|what (?:i|we)(?:'m| am)? (?:want|need|looking for|after|would like)(?: to (?:have|see|get))?(?: is| are|:) (?P<np3>.+)$",
        text, re.IGNORECASE,
    )  # fmt: skip
    if not found:
        return None
    named = next(group for group in found.groups() if group)
    if re.match(
        r"(?:what|which|how|why|where|who|i|you|it|they|that|this|these|those|nothing|something)\b",
        named,
        re.IGNORECASE,
    ):
        return None
    return _cut(_shortened(named), "", heard)


_OTHER_WORK = rule(
    r"(?:me |us )?(?:it|this|that|the \w+|my \w+|them|a |an |some )?.*\b(?:bright(?:er)?|dark(?:er)?|sharp(?:er)?|blurr?y?|bigger|smaller|larger|black and white|gr[ae]yscale|b&w|sepia|transparent|white|black|red|blue|green|yellow|pink|purple|orange|colou?rful|hd|3d|poem|story|song|joke|jokes|cartoon|drawing|painting|picture of|image of|photo of|gif|video|summary|description|caption|tutorial|overview of your|tour|hint|advice|tip|tips|example|examples|moment|break|sense|coffee|minute|second|list of (?:commands|options|features)|options|help)$"
)


def _is_other_work(by: str, named: str) -> bool:
    """Whether a general verb is about something else: "make it brighter", "draw me a picture of"."""
    if (
        re.match(r"(?:crop|frame|box|map)", by, re.IGNORECASE)
        and re.fullmatch(rf"(?:{THE_PICTURE}|it|this)(?: .*)?", named, re.IGNORECASE)
        and "out" not in by
    ):
        return True
    if re.match(r"(?:draw|paint|colou?r)", by, re.IGNORECASE) and "around" not in by:
        return not re.match(
            r"(?:(?:a |the )?(?:mask|outline|contour|line|box|boundary|circle|polygon)s?\b|around)",
            named,
            re.IGNORECASE,
        )
    if re.match(r"(?:mak|creat|generat|produc)", by, re.IGNORECASE):
        return (
            not _MASK_OF.match(named) and not _GENERIC.fullmatch(named) and not _X_MASK.match(named)
        )
    return bool(_OTHER_WORK.fullmatch(named)) or bool(
        re.match(rf"(?:a |an )(?:nice |new |funny )*{PICTURE} of", named, re.IGNORECASE)
    )


def read_bare(clause: Clause, heard: Heard) -> Fields | None:
    """A noun phrase alone, or a list of them; None for talk."""
    text = _shortened(_opened(clause.text))
    if not text or _GENERIC.fullmatch(text):
        return clarify() if text and (not clause.asks or "which" in text) else None
    target = target_of(text, heard)
    if heard.labels and target.place and not target.said and _ONE_OR_BARE.fullmatch(text):
        return edit("keep", target)
    if not heard.labels and target.place and not target.said:
        return segmented(things(text)) if _KIND.search(text) else clarify(ASK_WHICH)
    if not is_named(text):
        return None
    if target.place and target.words and not target.unknown and not target.told:
        if sum(label in target.words for label in heard.labels) > 1:
            return edit("keep", target)
    return segmented(things(text))


_ONE_OR_BARE = rule(r"[\w' -]{3,50}")


def is_named(text: str) -> bool:
    """Whether a text is noun phrases and nothing else."""
    named = things(text)
    if not named or len(named) > 400:
        return False
    if (found := _DETERMINED.match(text)) and found["verb"].casefold() not in _PREPOSITIONS:
        graph = noun_graph()
        if not graph.is_adjective(found["verb"].casefold()) and not _INNER.search(text):
            return False
    for thing in named:
        inner = _INNER.search(thing, 1)
        head = thing[: inner.start()] if inner else thing
        words = [word.strip(",.;:!?").casefold() for word in head.split()]
        if not words or any(word in _CHAT_WORDS for word in words) or len(words) > 14:
            return False
        if words[-1] in _ABSTRACT and len(named) == 1:
            return False
        known = bool(noun_graph().read(head).senses) or is_referring(thing)
        if not known and len(words) > 4:
            return False
        if not re.search(r"\w", head) or not re.search(r"[^\W\d_]", key_of(head)):
            return False
    return True
