"""Talk: greetings, thanks, questions about the program, work for single tools."""

from __future__ import annotations

import re

from ..noun_graph import noun_graph
from .heard import OTHER, Clause, Fields, Heard
from .patterns import THE_PICTURE, rule, verb

_SMALL_TALK = rule(
    r"(?:(?:hi|hello|hey|heya|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|night|day)|morning|evening|thanks?|thank you|thx|ty|tysm|cheers|bye|goodbye|good bye|see you(?: later)?|cu|ciao|later|ok|okay|k|kk|fine|great|cool|nice|perfect|awesome|super|wow|amazing|excellent|brilliant|wonderful|lovely|sweet|neat|yes|yeah|yep|yup|sure|of course|no|nope|nah|maybe|lol|haha+|hehe|good|good (?:job|work|bot|boy)|well done|nice (?:one|work|job)|great (?:job|work)|that's (?:it|all|great|nice|good|fine|perfect|cool|awesome|right|correct|wonderful|amazing)|that is (?:all|great|good|fine|perfect|right|correct)|looks? (?:good|great|nice|fine)(?: to me)?|very (?:good|nice|well)|not bad|much better|better|love it|i (?:like|love) (?:it|that|this)|test|testing|ping|hallo|guten (?:tag|morgen|abend)|danke(?: sch[o\u00f6]n)?|merci(?: beaucoup)?|bonjour|salut|hola|gracias|grazie|ciao|buenos d[i\u00ed]as|ol[a\u00e1]|obrigad[oa]|dank(?:e|u)|tsch[u\u00fc]ss|help|help me|please help|i need help|help please|hilfe|aide|ayuda|sorry|excuse me|my name is .*|i'm \w+|i am \w+|nice to meet you|how are you(?: doing)?(?: today)?|how's it going|how do you do|what's up|sup|how is it going|you're (?:great|awesome|welcome|the best|amazing|cool|funny|nice|stupid|useless|smart)|you are (?:great|awesome|welcome|the best|amazing|stupid|useless|smart)|a lot|very much|so much|for (?:now|today|your help|the help|everything|that)|that's all for (?:now|today)|there|everyone|all|bot|maskwright|my friend|friend|pal|indeed|i see|got it|understood|makes sense|alright|all right|no problem|no worries|np|anyway|have a (?:nice|good) (?:day|one|evening|weekend))[\s,.!;:-]*)+"
)
_ABOUT_YOU = rule(
    r"\b(?:what|which) (?:\w+ )*?(?:can|could|do|does|are|is|will) (?:you|this (?:tool|program|app|bot|thing|software)|it|maskwright)(?: \w+)? (?:do|able|capable|for|about|offer|support|good at|know|work(?:ing)? with|use|understand|run on|made of|based on|accept|read|trained on|mean)\b|\bwho (?:are|made|built|created|is|wrote|trained|developed|designed) (?:you|this|behind|maskwright)\b|\bwhat (?:are|r) you\b(?! (?:sure|seeing|looking))|\bare you (?:a|an|the|human|real|alive|ai|chatgpt|gpt|there|ready|ok|free|open|able|running|working|using|online|happy|still|kidding|serious|stupid|listening)\b"
    r"|\bhow (?:do|does|can|should|did|to|would) (?:i|you work|this|it work|one|maskwright|that work|we|the)\b|\bhow (?:can|do) you\b|\b(?:do|can|could|will) you (?:understand|speak|support|know|work with|handle|remember|learn|store|keep my|like|have (?:a|any) (?:name|idea|feelings|documentation|manual|examples)|read (?:pdf|text)|process videos?|help me\??$|hear|talk|sing|dance|dream|sleep)\b|\bwhat(?:'s| is) (?:your (?:name|job|purpose|model|version|opinion|favou?rite|age|problem|creator|instructions?|prompt|limit)|the (?:weather|time|date|news|meaning|difference|capital|price|size limit|maximum|limit|best|point|matter|plan|deal|latest|version|default|licen[cs]e)|a |an |an? \w+ (?:mask|format)|today|new|up|coco|yolo|voc|geojson|labelme|cvat|iou|segmentation|open vocabulary|panoptic|wrong with you|my name|\d|love|life)\b"
    r"|\b(?:which|what) (?:file )?(?:formats?|languages?|models?|commands?|options|features?|versions?|tasks|tools|networks?|exports?|settings?|parameters?)\b|\btell me (?:a|an|about|something|more|your|how you|who|the (?:time|weather|news|date))\b|\bwhat (?:time|day|date|year|month|camera|lens|breed|kind of (?:model|network|ai)|colou?rs?|species|brand|make|model|emotion|material|language|temperature|should i|would you|happens?|if|do you think|does .* mean|do you mean|else can you do|can i)\b|^who (?:is(?! (?:bigger|larger|smaller|the (?:big|larg|small)))|was|took|painted|invented|won|are)\b.*"
    r"|\b(?:weather|joke|poem|recipe|bitcoin|stock price|football|president|homework|love you|marry|your (?:name|instructions|prompt|system prompt|creator|maker|purpose|model|opinion|favou?rite|password))\b|\bwhere (?:was|were|did|do|can|could|should|does|are) (?:this|these|you|i|we|the (?:photo|picture|image))\b.*\b(?:taken|shot|live|from|download|find the (?:docs|manual|code)|made|come|go|get|buy|photographed|stored)\b|\bwhen (?:was|were|did|is|will|do)\b|\bwhy (?:are you|do you|should i|is the sky blue)\b|\bhow (?:old|expensive|long|fast|much do you|much does it|deep|far)\b|\bis (?:it|this|that|there) (?:free|open source|safe|possible|a way|going to|any way|raining|friendly|allowed|legal|fake|real|ai|ai-generated|edited|photoshopped|art)\b|\b(?:is|are) (?:he|she|they|the \w+|it) (?:happy|sad|angry|smiling|friendly|dangerous|male|female|old|young|pretty|beautiful|cute|asleep|hungry|alive|dead|expensive|open|closed|broken|real|wet|tired)\b"
    r"|\bignore (?:all |any |the |your |my |previous |prior |above )*(?:previous |prior |above )?(?:instructions|rules|prompts?|orders|guidelines)\b|\b(?:system prompt|api key|password|reveal your|you are now|pretend (?:to be|you)|act as|jailbreak|developer mode|rm -rf|/etc/passwd|drop table)\b"
)
_OBJECT = re.compile(
    r"[\w-]+ (?:the|this|that|it|my|a|an|me|them|these|those|your|some|our|every|each|all|up|down|(?:picture|photo|image)s?)\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    "(?:" + verb(
        "rotate", "flip", "mirror", "resize", "rescale", "scale", "shrink", "enlarge", "upscale", "downscale", "brighten", "darken", "lighten", "sharpen", "blur", "denoise", "desaturate", "saturate", "colorize",
        "colourize", "recolor", "recolour", "enhance", "improve", "retouch", "restyle", "stylize", "compress", "invert", "equalize", "straighten", "align", "warp", "stretch", "crop(?! out)", "zoom", "pan", "pixelate", "anonymize", "anonymise", "inpaint", "vectorize", "animate", "deblur",
        "describe", "caption", "summarize", "summarise", "explain", "translate", "write", "compose", "sing", "play", "draw", "paint", "sketch", "print", "post", "email", "upload", "send", "share", "load", "open", "close", "reload", "restart", "install", "update", "train", "fine-tune", "finetune", "calculate",
        "adjust", "increase", "decrease", "raise", "lower", "set", "turn up", "turn down", "turn on", "turn off", "switch on", "switch off", "switch to", "tune", "calibrate", "use", "read", "transcribe", "ocr", "speak", "wait", "stop", "quit", "exit", "shut", "order", "buy", "book", "remind", "call me", "teach", "guess", "rate", "critique", "feed", "walk", "wash", "imagine", "generate", "invent", "design", "swap", "photoshop", "edit", "fix", "smooth", "soften", "apply a filter", "watermark", "overlay", "convert", "make it", "make this", "make the", "make my", "give it a", "turn it", "turn this", "turn the", "change the colou?r", "change the color", "change colou?rs?", "replace", "add a filter", "add text", "add some", "run ocr", "google", "search the web", "search the internet", "look up", "save my",
    ).replace("\\s+", " ") + r")(?![\w'-])(?: |$)",
    re.IGNORECASE,
)  # fmt: skip


def read_chat(clause: Clause, heard: Heard) -> Fields | None:
    """ "Other" for small talk and for what this program is asked about itself."""
    if clause.asks and re.fullmatch(
        r"(?:really|sure|right|is that right|ok|test).*", clause.text, re.IGNORECASE
    ):
        return None
    if _SMALL_TALK.fullmatch(clause.whole) or _SMALL_TALK.fullmatch(clause.text):
        return OTHER
    if heard.last_task and re.search(
        r"\b(?:export|download|save)\b|\b(?:get|have|convert)\b.*\b(?:json|coco|yolo\w*|voc|cvat|geojson|labelme|label studio|files?)\b",
        clause.text,
        re.IGNORECASE,
    ):
        return None
    if _ABOUT_YOU.search(clause.whole) and not re.search(
        rf"\b(?:in|on) (?:it|there|{THE_PICTURE})\b", clause.whole, re.IGNORECASE
    ):
        return OTHER
    return None


def read_work(clause: Clause, heard: Heard) -> Fields | None:
    """ "Other" for work with a picture that is no cutting: "rotate it", "describe the picture"."""
    found = _WORK.match(clause.text)
    if found is None:
        return None
    graph, first = noun_graph(), clause.text.split()[0].casefold()
    if graph.lookup(first) and not _OBJECT.match(clause.text):
        return None
    if not re.match(
        r"(?:draw|paint|make|generate|create) (?:a |the )?(?:mask|outline|contour|line|box|polygon|boundar\w+|around)",
        clause.text,
        re.IGNORECASE,
    ):
        return OTHER
    return None
