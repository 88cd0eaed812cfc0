"""What moves between turns: take back, do it again, write files."""

from __future__ import annotations

import re

from .heard import Clause, Fields, Heard
from .naming import things
from .patterns import FILE, NUMBER, PICTURE, rule
from .referring import is_referring
from .target import segmented

_STEP = r"(?:change|step|edit|action|operation|command|modification|thing(?: you did| i (?:did|said|asked))?|one|result|request|instruction|rename|renaming|merge|removal|deletion|move|turn|message)s?"
_UNDO = rule(
    rf"\bundo\b|\bundoing\b|\brevert(?:ing|ed)?\b|\broll(?:ing)? ?back\b|\b(?:ctrl|control|cmd|strg)[ +-]*z\b|\btak(?:e|ing) (?:it|that|this|these|them|the last \w+|your last \w+) back\b|\btake back\b|\b(?:go|going|step|move|one step|a step|get|1 step) back(?:wards?)?\b(?! of)|^back(?: up| (?:one|a|1) step| to .*)?$"
    rf"|\b(?:bring|get|put|want|need|have|give me|give)\b.* back(?: again| in)?$|\bbring(?:ing)? back\b|\bput back\b|\brestore\b|\bun-?(?:delete|remove|do)\b|\brecover (?:it|them|that|the)\b"
    rf"|\b(?:cancel|scratch|forget|reverse|drop|remove|delete|discard|erase|withdraw|retract|ignore|strike|nullify) (?:(?:the|my|your|that|this) )?(?:very )?(?:last|previous|latest|most recent) {_STEP}\b|^(?:cancel|scratch|reverse|withdraw|retract|strike)(?: (?:that|this|it|the change|the edit))?$|^forget (?:that|it|about (?:that|it)|what i (?:just )?said)$"
    rf"|^never ?mind(?: that| it| the last.*)?$|\b(?:as|like|how|what|where|the way) (?:it|they|things|we|i|everything) (?:was|were|had)(?: (?:before|previously|earlier|a moment ago|originally))?$|\b(?:previous|last|old|earlier|former|prior) (?:version|state|result|step|selection)\b(?!.*\b(?:export|save)\b)|\bbefore (?:that|the last|this|my last|the change|the edit)\b"
    rf"|\b(?:that|this|it) was (?:a |my )?(?:mistake|wrong|not what i|an? (?:error|accident)|fault|bad idea|the wrong|incorrect)\b|\b(?:didn't|did not) (?:mean|want) (?:to do )?(?:that|this|it)$|\bchanged my mind\b|\b(?:better|good|fine) (?:the way it was )?before$|^(?:oops|whoops|ups|my bad|mistake|wrong)$|\bmy mistake\b|\b(?:one|a) step (?:back|earlier)\b|\bdon't do that$|\bshouldn't have (?:done|removed|deleted|changed|renamed)\b"
)
_AGAIN = rule(
    r"\bagain\b|\bonce more\b|\b(?:one|1) more time\b|\banother (?:go|try|time|run|round|attempt)\b|\brepeat\b|\brepeating\b|\bre-?(?:run|do|try|doing|running|start)\b|\bditto\b|\blikewise\b|\b(?:the )?same\b|\ba second time\b|\bonce again\b|\bover again\b"
    r"|\b(?:do|run|try|use|apply|process|perform|execute|carry out) (?:that|this|it|the (?:last |previous )?(?:task|thing|steps?|job|query|search)|these|those|exactly (?:that|this))(?: (?:for|on|with|to|in|over|also|too|across|as well)\b|$)|\bapply\b.*\bto\b|\b(?:continue|go on|proceed|carry on)\b.*\b(?:with|to|on)\b|\b(?:just )?like (?:before|last time|the last (?:one|time))\b|\bas (?:before|last time|above)\b"
)
_NOT_AGAIN = rule(
    r"\b(?:the )?same (?:colou?r|kind|size|type|thing as|object|person|label|name|shape|one|class|as the|mask)\b|\b(?:are|is|was|were)(?: all| both)? the same\b"
)
_OTHERS = rule(
    rf"{FILE}|\b(?:other|others|new|next|rest|remaining|all|each|every|both|second|third|following|these|those|further|more|additional|another|different|last|latest|{NUMBER}) (?:{NUMBER} )?(?:\w+ )?{PICTURE}\b|\b(?:the|these|those|my|all|other|for|on|with|to|in|and) (?:\w+ )?(?:pictures|pics|photos|photographs|images|imgs|shots|frames|scans|files|screenshots|tiles|ones|uploads|attachments)\b"
    rf"|\b(?:for|on|with|to|in|and|over|across|do|about) (?:all )?(?:of )?(?:the )?(?:others?|these|those|them|rest|next(?: one)?|new ones?|other ones?|other (?:two|three|four|five)|second(?: one)?|both|all|each|every one|each one|(?:two|three|four|five|ten) (?:others|more|new ones)|following|remaining(?: ones)?|whole (?:folder|set|batch|series|lot))\b|\b(?:folder|batch|series|album|directory|uploads)\b|\b{PICTURE} (?:number )?(?:\d|two|three)\b|^(?:the )?next(?: one)?$"
    rf"|\b(?:another|next|other) {PICTURE}\b|\bthis (?:one|new one|new {PICTURE})(?: too| as well)?$|\bnew {PICTURE}\b"
)
_FORMATS = (
    ("coco_panoptic", rule(r"\b(?:(?:ms[ _-]*)?coco[ _-]*)?panoptic(?:[ _-]*(?:coco|json|png|format))?\b")),
    ("coco", rule(r"\b(?:ms[ _-]*)?coco\b")),
    ("voc", rule(r"\b(?:pascal(?:[ _-]*voc)?|voc)(?:20\d\d)?\b")),
    ("yolo", rule(r"\byolo(?:[ _-]?v?\d+)?\w*\b|\bultralytics\b")),
    ("labelme", rule(r"\blabel-?me\b")),
    ("labelstudio", rule(r"\blabel[ _-]?studio\b")),
    ("cvat", rule(r"\bcvat\b")),
    ("geojson", rule(r"\bgeo[ _-]?json\b")),
)  # fmt: skip
_EXPORT = rule(
    r"^(?:export|exporting|save|saving|download|downloading|dump)\b|\b(?:export|download)\b|\b(?:as|in|into|to|on) (?:a |an |the |some |separate |single |one )?(?:\w+ )?(?:files?|json|xml|png|pngs|zip|csv|txt|svg|disk|disc|pdf|tiff?|annotations?|annotation format|drive|folder|archive|binary masks?)\b"
    r"|\b(?:write|store|output|serialize|save) (?:it|them|this|that|everything|all|the|these|those|my|your|out|down|to)\b|\b(?:give|send|hand|get|provide|need|want|have)\b.* (?:the |a |all |my |your |as |in |some )*(?:files?|annotations?|json|xml|zip|download|result files?|annotation files?)$|\bi (?:need|want) (?:it|them|this|that) (?:as|in) |\b(?:file|annotation) format\b|\bsave (?:everything|it|them|all)\b"
    r"|\b(?:can|could|may) i (?:have|get|download|save) (?:the |my |those |these |all )*(?:masks?|results?|files?|labels|annotations|outputs?|segments|cutouts?)\b"
)
_NO_EXPORT = rule(
    r"^(?:what|which|who|how|why|where|do you (?:support|know)|does|is|are|tell me about|explain|can (?:it|you) (?:read|support|import|load|open))\b|\b(?:call|name|rename|relabel|label) (?:it|them|that|this|the)\b|\bimport\b|\b(?:load|open|upload|train)\b|\bwhat (?:is|are)\b|\bsupport"
)


def read_undo(clause: Clause, heard: Heard) -> Fields | None:
    """Take the last change or result back."""
    for text in (clause.text, clause.whole):
        if _UNDO.search(text):
            vague = re.search(
                r"\bwas (?:a |my )?(?:mistake|wrong)|^(?:wrong|oops|whoops|ups|mistake|my bad)$",
                text,
                re.IGNORECASE,
            )
            if vague and not heard.last_task:
                return None
            if re.search(
                r"\b(?:(?:what|which|who|how many) (?:is|are|did|do|can|does)|find|segment|select) ", text, re.IGNORECASE
            ) and not re.search(r"undo|revert|restore", text):
                continue
            return {"action": "undo"}
    return None


def read_again(clause: Clause, heard: Heard) -> Fields | None:
    """The last task once more, on other pictures or on this one."""
    text = clause.text
    if re.fullmatch(
        r"(?:no,? )?(?:the )?other (?:one|ones)|do (?:it|that|this)", text, re.IGNORECASE
    ) and (not heard.last_task or "other" in text):
        return None
    others = _OTHERS.search(
        re.sub(
            r"\b(?:this|the same|that|the) (?:same )?(?:picture|photo|image|one)\b(?! too)",
            " ",
            text,
        )
    )
    on_others: Fields = {"action": "again", "on": "images"}
    if _only_files(text, heard) and heard.last_task:
        return on_others
    found = _AGAIN.search(text) or _AGAIN.search(clause.whole)
    if not found or _NOT_AGAIN.search(text):
        return _next_pictures(text, heard, on_others)
    named = _named_beside(text)
    if named and not others:
        # "the same for the cat" and "find the dog again" name what to look for.
        return (
            segmented(named)
            if re.search(r"\bsame|likewise|ditto|that for|this for|it for", text)
            else None
        )
    if named and re.match(
        r"(?:find|segment|cut|select|mask|show|where|how|is|are|remove|delete|rename|call)\b", text
    ):
        return None
    return on_others if others else {"action": "again"}


def _named_beside(text: str) -> list[str]:
    """Things that are named beside the words for doing it again."""
    bare = re.sub(
        rf"\b(?:again|once more|once again|one more time|another (?:go|try|time|run|round|attempt)|repeat|re-?(?:run|do|try)|ditto|likewise|(?:exactly )?the same(?: (?:thing|task|again|query|search|job|way|process|steps?|procedure|operation|segmentation|action|command|labels|classes|words|request|treatment|stuff|prompt))?|same(?: (?:thing|here|again|task|procedure|for|query|way|request))?|do|does|run|try|use|apply|process|perform|execute|carry out|please|now|this|that|it|them|these|those|for|on|with|to|in|also|too|as well|and|just|like before|as before|last time|the|over|from scratch|go|make|want|i'd|i|you|a second time|second|time|{PICTURE}|me|my|all|others?|another|one|next|last|previous|task|search|query|thing|steps?|do it|give|harder|better|properly|everything|whole|of|what|did|was|about|then|get|let's|same|can|could|different(?:ly)?|method|way|differently)\b|{FILE}",
        " ", text, flags=re.IGNORECASE,
    )  # fmt: skip
    bare = " ".join(bare.split()).strip(" ,.;:!?'\"-")
    return things(bare) if bare and len(bare) > 2 else []


def _only_files(text: str, heard: Heard) -> bool:
    """Whether a clause is a file name: "and b.jpg?", "now on IMG_2.png too"."""
    rest = text
    for name in sorted(heard.images, key=len, reverse=True):
        rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    rest = re.sub(FILE, " ", rest)
    if rest == text:
        return False
    rest = re.sub(
        r"\b(?:and|now|for|on|with|in|too|also|as well|what|how|about|do|next|then|the|please|then|to|one|picture|image|photo|take|try|use|go)\b",
        " ",
        rest,
        flags=re.IGNORECASE,
    )
    return not rest.strip(" ,.;:!?&+'\"")


def _next_pictures(text: str, heard: Heard, on_others: Fields) -> Fields | None:
    """ "And the next picture?", "now these three photos", "all the other images too"."""
    if not heard.last_task or re.search(
        r"\b(?:find|segment|cut|what's|see|how many|where|mask|rotate|rename|crop|delete|remove)\b",
        text,
        re.IGNORECASE,
    ):
        return None
    found = re.fullmatch(
        rf"(?:what about |how about |do |try |take |use |go on with |continue with |on |for |with |in |to |process |and |also |now |then |go to )*(?:all )?(?:of )?(?:the |these |those |this |my |that |an)?(?:(?:other|others|new|next|rest of the|remaining|second|third|following|whole|further|last|{NUMBER}) ?)+(?:{PICTURE}|ones?|files?|tiles?|uploads?)?(?: too| as well| also| please)?"
        rf"|(?:what about |how about |do |and |now |for |on |with |also |process )*(?:all )?(?:of )?(?:the |these |those |my )(?:pictures|photos|images|files|shots|others|pics|tiles)(?: too| as well| also)?",
        text, re.IGNORECASE,
    )  # fmt: skip
    return on_others if found and _OTHERS.search(f"for {text}") else None


def read_export(clause: Clause, heard: Heard) -> Fields | None:
    """Write the last result as files, in the formats that are named."""
    text = clause.text
    if _NO_EXPORT.search(text) and not re.search(
        r"^(?:how|what) about\b|\b(?:give|send|get|export|save|download|convert)\b", text
    ):
        return None
    formats = _formats(text)
    if not formats and not _EXPORT.search(text):
        return None
    if re.match(
        r"(?:segment|cut out|find|label|mask|detect|classify)\b(?! (?:format|file|studio))", text
    ) and not re.search(r"\b(?:export|save|download)\b", text):
        return None
    if not formats and not heard.last_task and is_referring(text):
        return None
    return {"action": "export"} | ({"formats": formats} if formats else {})


def _formats(text: str) -> list[str]:
    """Formats in the order in which they are named."""
    found: list[tuple[int, str]] = []
    for name, pattern in _FORMATS:
        for match in pattern.finditer(text):
            if (
                name == "coco_panoptic"
                and "coco" not in match[0].casefold()
                and not re.search(r"export|save|format|json|file|download", text, re.IGNORECASE)
            ):
                continue
            found.append((match.start(), name))
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    return list(dict.fromkeys(name for _, name in sorted(found)))
