"""What moves between turns: take back, do it again, write files."""

from __future__ import annotations

import re

from .heard import Clause, Fields, Heard
from .naming import things
from .patterns import FILE, NUMBER, PICTURE
from .referring import is_referring
from .target import segmented
from .turn_patterns import AGAIN, EXPORT, FORMATS, NO_EXPORT, NOT_AGAIN, OTHERS, UNDO


def read_undo(clause: Clause, heard: Heard) -> Fields | None:
    """Take the last change or result back."""
    for text in (clause.text, clause.whole):
        if UNDO.search(text):
            vague = re.search(
                r"\bwas (?:a |my )?(?:mistake|wrong)|^(?:wrong|oops|whoops|ups|mistake|my bad)$",
                text,
                re.IGNORECASE,
            )
            if vague and not heard.last_task:
                return None
            if re.search(
                r"\b(?:(?:what|which|who|how many) (?:is|are|did|do|can|does)|find|segment"
                r"|select) ",
                text,
                re.IGNORECASE,
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
    others = OTHERS.search(
        re.sub(
            r"\b(?:this|the same|that|the) (?:same )?(?:picture|photo|image|one)\b(?! too)",
            " ",
            text,
        )
    )
    on_others: Fields = {"action": "again", "on": "images"}
    if _only_files(text, heard) and heard.last_task:
        return on_others
    found = AGAIN.search(text) or AGAIN.search(clause.whole)
    if not found or NOT_AGAIN.search(text):
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
        rf"\b(?:again|once more|once again|one more time|another (?:go|try|time|run|round"
        rf"|attempt)|repeat|re-?(?:run|do|try)|ditto|likewise"
        rf"|(?:exactly )?the same(?: (?:thing|task|again|query|search|job|way|process"
        rf"|steps?|procedure|operation|segmentation|action|command|labels|classes|words"
        rf"|request|treatment|stuff|prompt))?|same(?: (?:thing|here|again|task|procedure"
        rf"|for|query|way|request))?|do|does|run|try|use|apply|process|perform|execute"
        rf"|carry out|please|now|this|that|it|them|these|those|for|on|with|to|in|also|too"
        rf"|as well|and|but|just|like before|as before|last time|the|over|from scratch|go"
        rf"|make|want|i'd|i|you|a second time|second|time|{PICTURE}|me|my|all|others?"
        rf"|another|one|next|last|previous|task|search|query|thing|steps?|do it|give"
        rf"|harder|better|properly|everything|whole|of|what|did|was|about|then|get|let's"
        rf"|same|can|could|different(?:ly)?|method|way|differently)\b|{FILE}",
        " ",
        text,
        flags=re.IGNORECASE,
    )
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
        r"\b(?:and|now|for|on|with|in|too|also|as well|what|how|about|do|next|then|the"
        r"|please|then|to|one|picture|image|photo|take|try|use|go)\b",
        " ",
        rest,
        flags=re.IGNORECASE,
    )
    return not rest.strip(" ,.;:!?&+'\"")


def _next_pictures(text: str, heard: Heard, on_others: Fields) -> Fields | None:
    """Read "and the next picture?", "now these three photos", "all the images too"."""
    if not heard.last_task or re.search(
        r"\b(?:find|segment|cut|what's|see|how many|where|mask|rotate|rename|crop|delete|remove)\b",
        text,
        re.IGNORECASE,
    ):
        return None
    found = re.fullmatch(
        rf"(?:what about |how about |do |try |take |use |go on with |continue with |on "
        rf"|for |with |in |to |process |and |also |now |then "
        rf"|go to )*(?:all )?(?:of )?(?:the |these |those |this |my |that |an)?(?:(?:other"
        rf"|others|new|next|rest of the|remaining|second|third|following|whole|further"
        rf"|last|{NUMBER})\b ?)+(?:{PICTURE}|ones?|files?|tiles?|uploads?)?(?: too| as well"
        rf"| also| please)?"
        rf"|(?:what about |how about |do |and |now |for |on |with |also "
        rf"|process )*(?:all )?(?:of )?(?:the |these |those |my )(?:pictures|photos|images"
        rf"|files|shots|others|pics|tiles)(?: too| as well| also)?",
        text,
        re.IGNORECASE,
    )
    return on_others if found and OTHERS.search(f"for {text}") else None


_HAND_OVER = re.compile(
    r"(?:give|send|get|hand)(?: over)? (?:me |us )?(?:(?:the|all|my|those"
    r"|these) )+(?:masks?|results?|files?)",
    re.IGNORECASE,
)


def read_export(clause: Clause, heard: Heard) -> Fields | None:
    """Write the last result as files, in the formats that are named."""
    text = clause.text
    if NO_EXPORT.search(text) and not re.search(
        r"^(?:how|what) about\b|\b(?:give|send|get|export|save|download|convert)\b", text
    ):
        return None
    formats = _formats(text)
    if heard.last_task and _HAND_OVER.fullmatch(text):
        return {"action": "export"}
    if not formats and not EXPORT.search(text):
        return None
    if re.match(
        r"(?:segment|cut out|find|label|mask|detect|classify)\b(?! (?:format|file|studio))", text
    ) and not re.search(r"\b(?:export|save|download)\b", text):
        return None
    if not formats and not heard.last_task and (is_referring(text) or re.match("convert", text)):
        return None
    return {"action": "export"} | ({"formats": formats} if formats else {})


def _formats(text: str) -> list[str]:
    """Formats in the order in which they are named."""
    found: list[tuple[int, str]] = []
    for name, pattern in FORMATS:
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
