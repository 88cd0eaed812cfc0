"""Openers, politeness and asides: what stands around a wish and changes nothing of it."""

from __future__ import annotations

import re

from .heard import Clause
from .patterns import FILE, PLEASE, THE_PICTURE, rule

_GREETING = (
    r"hi(?: there)?|hello(?: there)?|hey(?: there)?|heya|hiya|yo|good (?:morning"
    r"|afternoon|evening|day)"
    r"|greetings|dear \w+"
)
# With a comma behind them these are asides; without one they may be part of the wish.
_ASIDE = (
    r"great|nice|cool|perfect|awesome|alright|all right|right|sure|fine|good|yes|yeah"
    r"|yep|no|nope|nah"
    r"|well|actually|sorry|wrong|nonsense|not quite|incorrect|false|wow|look|listen"
    r"|oh|oops|ah|uh|um|umm|uhm|hm+|er|haha|lol|next|instead"
    r"|not bad|good job|well done|excellent|wonderful|lovely|super|thank you(?: (?:very|so) much)?"
    r"|thanks(?: a lot)?|perhaps|in that case|of course|wait|hold on|no wait|first|first of all"
    r"|for (?:now|starters|me)|then|mate|buddy|dude|bot|computer|maskwright|quick question"
    r"|one (?:more )?(?:question|thing)|another question"
)
_PLAIN = (
    rf"{PLEASE}|ok|okay|okey|k|so|now|then|and|also|but|oh|oops|ah|hm+|um+|uh+|er|kindly|alright"
    r"|next up|finally|lastly|simply|quickly|maybe|perhaps|this time|no wait|wait|anyway|btw"
    r"|by the way|as (?:a|the) next(?: step)?|for now|actually|i (?:think|believe"
    r"|guess|suppose|mean)|i'd say|in fact|from now on|(?:i would|i'd|i|we)(?= (?:call|name"
    r"|label)\b)|i'd rather|i would rather|better|rather|plus"
)
_FRAME = (
    r"(?:can|could|would|will|might|may) you(?: (?:mind|please|pls|plz|kindly|maybe"
    r"|perhaps|possibly|just|also|now|then|quickly|simply|go ahead and"
    r"|help me(?: to)?|try to|be so kind(?: as)? to|be able to))*"
    r"|(?:would|do) you mind|(?:are|would) you (?:be )?able to|you (?:can|could|may"
    r"|should|need to|have to|must)(?: now| please)?"
    r"|(?:i(?:'d| would|'m going to| will|'ll)? (?:like|love|want|need|ask|wish"
    r"|prefer) (?:for )?you to(?: please)?)"
    r"|(?:i|we)(?:'d| would)? (?:really |just |only )?(?:like|love|want|need|have"
    r"|wish|try|am trying|are trying) to(?! have\b| get\b| know\b| see\b)"
    r"|(?:i'm|i am|we're|we are) (?:trying|going|about|supposed|hoping) to"
    r"|(?:is it|would it be|if it(?:'s| is)|if) possible (?:for you )?to|(?:it would"
    r"|it'd) be (?:nice|great|good|cool|lovely|super) (?:if you (?:could|can)|to)"
    r"|(?:i was|i'm|i am) wondering (?:if|whether) you (?:could|can)"
    r"|any chance (?:you|that you) (?:could|can)"
    r"|(?:i'd|i would) (?:appreciate|be (?:grateful|happy|glad)) (?:it )?if you (?:could|would|can)"
    r"|(?:may|can|could) i ask you to|(?:can|could|shall|should) we(?: please"
    r"| maybe)?|let's|let us|lets"
    r"|(?:please )?(?:be so kind(?: as)? to|go ahead and|feel free to|make sure to"
    r"|try to|try and|help me(?: to)?|help us(?: to)?|do me a favou?r and)"
    r"|(?:your|the|my) (?:task|job|goal|aim) is to|(?:my boss|the client|they|she"
    r"|he) wants? (?:me|you|us) to"
    r"|(?:for|in|on|from|with) "
    + THE_PICTURE
    + r"(?=[ ,:])|here(?:'s| is) "
    + THE_PICTURE
    + r"(?:,| and)"
    r"|do you think you (?:can|could|might)|do you know(?= where| how| what)"
    r"|can you tell me(?= where| how| what| which)|how about|why don't you|why not"
    r"|what if you"
)
LEAD = rule(
    rf"(?:(?:{_GREETING})(?=[\s,!.:-]|$)|(?:{_ASIDE}) ?[,:;!-]|(?:{_PLAIN})(?![\w'-])"
    rf"|(?:{_FRAME})(?![\w'-]))[ ,:;!.-]*"
)
_WHY_TAIL = (
    r"(?:because|since|as|cause) (?:i|we|it|they|the|my|this|that|he|she)\b.*"
    r"|so (?:that )?(?:i|we) (?:can|could|will)\b.*"
    r"|for (?:my|our|a|an|the) (?:\w+ ){0,3}(?:project|presentation|collage|report"
    r"|website|slides?|article|homework|thesis|class|work|paper|website|poster|boss"
    r"|shop|blog|client|job|dataset|dissertation|course|assignment|exam)"
    r"|to (?:use|put|paste|print) (?:it|them|this|for|in|as|on)\b.*"
)
TAIL = rule(
    rf"(?:(?<![ ,;:!.-])[ ,;:!.-]+|^)(?:{PLEASE}(?: (?:a lot|so much|very much|in advance|again"
    rf"|for your help))?|many thanks|for (?:me|us)"
    r"|if (?:you can|you could|you don't mind|possible|that's ok(?:ay)?"
    r"|that is possible|that works|you please|you like)"
    r"|(?:would|will|could|can) you|ok|okay|asap|quickly|lol|haha+|xd|mate|buddy|dude"
    r"|instead|now|today|anymore|any ?more|any longer|right now|right away"
    r"|immediately|real quick|once you're done|when you're ready|then"
    r"|if (?:there (?:is|are) (?:one|any|some)|you (?:see|find|can find) (?:one|any"
    r"|it|them)|any|present|visible|it's there)"
    rf"|{_WHY_TAIL}|(?:,|-) ?(?:right|too|also|as well|again|yes|no|and that's it|that's all))$"
)
_EXCUSE = rule(
    r"[,;-] (?:(?:i|we) )?(?:really )?(?:don't|do not|no longer) (?:need|want|care|like)\b.*$"
    r"|[,;-] (?:it's|it is|they're|they are|that's|this is) (?:in the way|ugly"
    r"|distracting|not needed|annoying|useless|wrong|too much|enough|irrelevant"
    r"|unnecessary|superfluous)\b.*$"
    r"|,? not (?:only|just)(?!.* but )[^,]*$|[,;-] (?:that's|that is) (?:all|it"
    r"|enough|fine|everything)\b.*$"
    r"|[,;-] (?:it's|it is|this is|that's|they're|they are|i'm|i am|i need it"
    r"|i want it) (?:for|because|making|doing|using|building|to)\b.*$"
    r"|[,;-] (?:the )?(?:others|rest) (?:doesn't|don't|can|are|is)\b.*$"
)
_AGAINST = rule(
    r"^(?:forget|never ?mind|ignore|skip|drop)\b[^,;]*[,;] ?(?:just |simply |now "
    r"|please |and |instead )*(?=(?:segment|find|cut|mask|show|get|give|select|detect"
    r"|extract|label everything)\b)"
)
PICTURE_TAIL = rule(
    rf"(?: (?:that |which )?(?:is |are |appears? )?(?:there )?(?:in|on|from|within|of"
    rf"|out of|off|across|throughout|inside|shown in|seen in|visible in|present in"
    rf"|contained in) (?:{THE_PICTURE}|{FILE}))$"
    r"|(?: (?:in|on) (?:here|there|it))$| (?:that |which )?(?:you|we|i"
    r"|one) (?:can )?(?:see|find|spot|detect)(?: (?:here|there))?$"
    r"| (?:that's|that is|that are|which are|which is) (?:here|there|visible"
    r"|present)$| (?:there (?:is|are))$|(?<=\w) (?:visible|shown|here|there|anywhere"
    r"|somewhere|or not|at all)$"
)


def polite(whole: str, asks: bool = False) -> Clause:
    """A sentence without what stands around the wish.

    Example:
        >>> polite("Hey, could you find the cat please").text
        'find the cat'
    """
    text = whole
    for _ in range(12):
        before = text
        text = _AGAINST.sub("", text, count=1)
        if (found := LEAD.match(text)) and found.end() < len(text):
            text = text[found.end() :]
        if (found := TAIL.search(text)) and found.start() > 0:
            text = text[: found.start()]
        text = _EXCUSE.sub("", text, count=1).strip(" ,;:!-.")
        if text == before:
            break
    return Clause(text or whole, whole, asks)


def without_picture(text: str) -> str:
    """A noun phrase without "in the picture" and "that you see"; "left of the picture" stays.

    Example:
        >>> without_picture("dogs in this photo")
        'dogs'
    """
    found = PICTURE_TAIL.search(text)
    while found and found.start() > 0:
        before = text[: found.start()]
        whose = re.match(r"\s+of\b", found[0]) and re.search(
            r"(?:left|right|top|bottom|middle|cent(?:er|re)|side|part|corner|half|edge|front"
            r"|back)$",
            before,
            re.IGNORECASE,
        )
        if whose:
            break
        text = before
        found = PICTURE_TAIL.search(text)
    return text
