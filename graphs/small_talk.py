"""Greetings and thanks: a short answer that says what can be done next, whoever understands."""

from __future__ import annotations

import re

_END = r"[\s,.!:;)-]*"
_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|hallo"
    r"|guten tag|bonjour|salut|hola)(?: (?:there|all|everyone|maskwright))?" + _END + ")+",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:(?:ok|okay|great|perfect|cool|nice|good|super)[\s,.!]+)?(?:many )?"
    r"(?:thanks|thank you|thx|ty|cheers|danke|merci|gracias|grazie)"
    r"(?: (?:a lot|so much|very much|again|maskwright"
    r"|for (?:that|this|everything|(?:your|the) help)))*" + _END + ")+",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"(?:bye(?:[ -]bye)?|goodbye|good night|see you(?: later)?|ciao|tsch\u00fcss)" + _END,
    re.IGNORECASE,
)


def small_talk(message: str, pictures: bool, results: bool) -> str:
    """The answer to a message that is nothing but a greeting, thanks or a farewell.

    Args:
        message: as it was said.
        pictures: whether there is one to work on.
        results: whether something was cut out already.

    Returns:
        one or two sentences; "" where the message is something else.
    """
    text = " ".join(message.split())
    if _FAREWELL.fullmatch(text):
        return "Goodbye. This conversation is kept; go on with it whenever you like."
    if _GREETING.fullmatch(text):
        return f"Hello. {_next(pictures, results)}"
    return f"You are welcome. {_next(pictures, results)}" if _THANKS.fullmatch(text) else ""


def _next(pictures: bool, results: bool) -> str:
    if results:
        return 'Ask about the result, change it ("only the left one") or say "export as COCO".'
    if pictures:
        return 'Say what to cut out of the picture, for example "the dog and the sofa".'
    return 'Hand in a picture and say what to cut out of it, for example "the dog and the sofa".'
