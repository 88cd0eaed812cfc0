"""The wordings of talk, and of work that is no cutting."""

from __future__ import annotations

import re

from .patterns import rule, verb
from .vocabulary import word_list

SMALL_TALK = rule(
    r"(?:(?:hi|hello|hey|heya|hiya|yo|howdy|greetings|good (?:afternoon"
    r"|night|day)|morning|evening|thanks?|thank you|thx|ty|tysm|cheers|(?:bye){1,2}"
    r"|goodbye|see you|cu|ciao|later|ok|okay|kk?|fine|great|cool"
    r"|nice|perfect|awesome|super|wow|amazing|excellent|brilliant|wonderful|lovely"
    r"|sweet|neat|yes|yeah|yep|yup|sure|of course|no|nope|nah|maybe|lol|(?:ha+){2,}|(?:he){2,}"
    r"|good|good (?:job|work|boy)|well done|nice (?:one|work|job)|great (?:job"
    r"|work)|that's (?:it|all|great|nice|good|fine|perfect|cool|awesome|right|correct"
    r"|wonderful|amazing)|that is (?:all|great|good|fine|perfect|right|correct)"
    r"|looks? (?:good|great|nice|fine)(?: to me)?|very (?:good|nice|well)|not bad"
    r"|much better|better|love it|i (?:like|love) (?:it|that|this)|test|testing|ping"
    r"|hallo|guten (?:tag|morgen|abend)|danke(?: sch[o\u00f6]n)?|merci(?: beaucoup)?"
    r"|bonjour|salut|hola|gracias|grazie|buenos d[i\u00ed]as|ol[a\u00e1]"
    r"|obrigad[oa]|danku|tsch[u\u00fc]ss|help|help me|please help|i need help"
    r"|help please|hilfe|aide|ayuda|sorry|excuse me|my name is .*|i'm \w+|i am \w+"
    r"|nice to meet you|how are you(?: doing)?(?: today)?|how's it going"
    r"|how do you do|what's up|sup|how is it going|you're (?:great|awesome|welcome"
    r"|the best|amazing|cool|funny|nice|stupid|useless|smart)|you are (?:great"
    r"|awesome|welcome|the best|amazing|stupid|useless|smart)|a lot|very much|so much"
    r"|for (?:now|today|your help|the help|everything|that)"
    r"|there|everyone|all|bot|maskwright|my friend|friend|pal|indeed|i see"
    r"|got it|understood|makes sense|alright|all right|no problem|no worries|np"
    r"|anyway|have a (?:nice|good) (?:day|one|evening|weekend))(?!\w)[\s,.!;:-]*)+"
)
ABOUT_YOU = rule(
    r"\b(?:what|which) (?:\w+ )*?(?:can|could|do|does|are|is|will) (?:you"
    r"|this (?:tool|program|app|bot|thing|software)|it|maskwright)(?: \w+)? (?:do"
    r"|able|capable|for|about|offer|support|good at|know(?! where)|work(?:ing)? with|use"
    r"|understand|run on|made of|based on|accept|read|trained on|mean)\b|\bwho (?:are"
    r"|made|built|created|is|wrote|trained|developed|designed) (?:you|this|behind"
    r"|maskwright)\b|\bwhat (?:are|r) you\b(?! (?:sure|seeing|looking))"
    r"|\bare you (?:a|an|the|human|real|alive|ai|chatgpt|gpt|there|ready|ok|free|open"
    r"|able|running|working|using|online|happy|still|kidding|serious|stupid"
    r"|listening)\b"
    r"|\bhow (?:do|does|can|should|did|to|would) (?:i|you work|this|it work|one"
    r"|maskwright|that work|we|the)\b|\bhow (?:can|do) you\b|\b(?:do|can|could"
    r"|will) you (?:understand|speak|support|know(?! where)|work with|handle|remember|learn"
    r"|store|keep my|like|have (?:a|any) (?:name|idea|feelings|documentation|manual"
    r"|examples)|read (?:pdf|text)|process videos?|help me\??$|hear|talk|sing|dance"
    r"|dream|sleep)\b|\bwhat(?:'s| is) (?:your (?:name|job|purpose|model|version"
    r"|opinion|favou?rite|age|problem|creator|instructions?|prompt|limit)"
    r"|the (?:resolution|file name|weather|time|date|news|meaning|difference|capital"
    r"|price|size limit"
    r"|maximum|limit|best|point|matter|plan|deal|latest|version|default|licen[cs]e)"
    r"|a |an |an? \w+ (?:mask|format)|today|new|up|coco|yolo|voc|geojson|labelme|cvat"
    r"|iou|segmentation|open vocabulary|panoptic|wrong with you|my name|\d|love"
    r"|life)\b"
    r"|\b(?:which|what) (?:file )?(?:formats?|languages?|models?|commands?|options"
    r"|features?|versions?|tasks|tools|networks?|exports?|settings?|parameters?)\b"
    r"|\btell me (?:a|an|about|something|more|your|how you|who|the (?:time|weather"
    r"|news|date))\b|\bwhat (?:time|day|date|year|month|camera|lens|breed"
    r"|kind of (?:model|network|ai)|colou?rs?|species|brand|make|model|emotion"
    r"|material|language|temperature|should i|would you|happens?|if|do you think"
    r"|does .* mean|do you mean|else can you do|can i)\b|^who (?:is(?! (?:bigger"
    r"|larger|smaller|the (?:big|larg|small)))|was|took|painted|invented|won|are)\b.*"
    r"|\b(?:weather|joke|poem|recipe|bitcoin|stock price|football|president|homework"
    r"|love you|marry|your (?:name|instructions|prompt|system prompt|creator|maker"
    r"|purpose|model|opinion|favou?rite|password))\b|\bwhere (?:was|were|did|do|can"
    r"|could|should|does|are) (?:this|these|you|i|we|the (?:photo|picture"
    r"|image))\b.*\b(?:taken|shot|live|from|download|find the (?:docs|manual|code)"
    r"|made|come|go|get|buy|photographed|stored)\b|\bwhen (?:was|were|did|is|will"
    r"|do)\b|\bwhy (?:are you|do you|should i|is the sky blue)\b|\bhow (?:old"
    r"|expensive|long|fast|much do you|much does it|deep|far)\b|\bis (?:it|this|that"
    r"|there) (?:free|open source|safe|possible|a way|going to|any way|raining"
    r"|friendly|allowed|legal|fake|real|ai|ai-generated|edited|photoshopped|art)\b"
    r"|\b(?:is|are) (?:he|she|they|the \w+|it) (?:happy|sad|angry|smiling|friendly"
    r"|dangerous|male|female|old|young|pretty|beautiful|cute|asleep|hungry|alive|dead"
    r"|expensive|open|closed|broken|real|wet|tired)\b"
    r"|\bignore (?:all |any |the |your |my |previous |prior |above )*(?:previous "
    r"|prior |above )?(?:instructions|rules|prompts?|orders|guidelines)\b"
    r"|\b(?:system prompt|api key|password|reveal your|you are now|pretend (?:to be"
    r"|you)|act as|jailbreak|developer mode|rm -rf|/etc/passwd|drop table)\b"
)
OBJECT = re.compile(
    r"[\w-]+ (?:the|this|that|it|my|a|an|me|them|these|those|your|some|our|every|each"
    r"|all|up|down|(?:picture|photo|image)s?)\b",
    re.IGNORECASE,
)
WORK = re.compile(
    "(?:" + verb(*word_list("other work")).replace("\\s+", " ") + r")(?![\w'-])(?: |$)",
    re.IGNORECASE,
)
