"""The wordings of taking back, doing again and writing files."""

from __future__ import annotations

from .patterns import FILE, NUMBER, PICTURE, rule

_STEP = (
    r"(?:change|step|edit|action|operation|command|modification|thing(?: you did"
    r"| i (?:did|said|asked))?|one|result|request|instruction|rename|renaming|merge"
    r"|removal|deletion|move|turn|message)s?"
)
UNDO = rule(
    rf"\bundo\b|\bundoing\b|\brevert(?:ing|ed)?\b|\broll(?:ing)? ?back\b|\b(?:ctrl"
    rf"|control|cmd|strg)[ +-]*z\b|\btak(?:e|ing) (?:it|that|this|these|them"
    rf"|the last \w+|your last \w+) back\b|\btake back\b|\b(?:go|going|step|move"
    rf"|one step|a step|get|1 step) back(?:wards?)?\b(?! of)|^back(?: up| (?:one|a"
    rf"|1) step| to .*)?$"
    rf"|\b(?:bring|get|put|want|need|have|give me|give)\b.* back(?: again| in)?$"
    rf"|\bbring(?:ing)? back\b|\bput back\b|\brestore\b|\bun-?(?:delete|remove|do)\b"
    rf"|\brecover (?:it|them|that|the)\b"
    rf"|\b(?:cancel|scratch|forget|reverse|drop|remove|delete|discard|erase|withdraw"
    rf"|retract|ignore|strike|nullify) (?:(?:the|my|your|that"
    rf"|this) )?(?:very )?(?:last|previous|latest|most recent) {_STEP}\b|^(?:cancel"
    rf"|scratch|reverse|withdraw|retract|strike)(?: (?:that|this|it|the change"
    rf"|the edit))?$|^forget (?:that|it|about (?:that|it)|what i (?:just )?said)$"
    rf"|\b(?:reverse|revert) what (?:you|i)\b|^never ?mind(?: that| it| the last.*)?$"
    rf"|\b(?:as|like|how|what|where"
    rf"|the way) (?:it|they|things|we|i|everything) (?:was|were|had)(?: (?:before"
    rf"|previously|earlier|a moment ago|originally))?$|\b(?:previous|last|old|earlier"
    rf"|former|prior) (?:version|state|result|step|selection)\b(?!.*\b(?:export"
    rf"|save)\b)|\bbefore (?:that|the last|this|my last|the change|the edit)\b"
    rf"|\b(?:that|this|it) was (?:a |my )?(?:mistake|wrong|not what i|an? (?:error"
    rf"|accident)|fault|bad idea|the wrong|incorrect)\b|\b(?:didn't|did not) (?:mean"
    rf"|want) (?:to do )?(?:that|this|it)$|\bchanged my mind\b|\b(?:better|good"
    rf"|fine) (?:the way it was )?before$|^(?:oops|whoops|ups|my bad|mistake|wrong)$"
    rf"|\bmy mistake\b|\b(?:one|a) step (?:back|earlier)\b|\bdon't do that$"
    rf"|\bshouldn't have (?:done|removed|deleted|changed|renamed)\b"
)
AGAIN = rule(
    r"\bagain\b|\bonce more\b|\b(?:one|1) more time\b|\banother (?:go|try|time|run"
    r"|round|attempt)\b|\brepeat\b|\brepeating\b|\bre-?(?:run|do|try|doing|running"
    r"|start)\b|\bditto\b|\blikewise\b|\b(?:the )?same\b|\ba second time\b|^(?:do"
    r"|process|take|try) (?:all |the )*(?:rest|others?|remaining|next)\b"
    r"|\bonce again\b|\bover again\b"
    r"|\b(?:do|run|try|use|apply|process|perform|execute|carry out) (?:that|this|it"
    r"|the (?:last |previous )?(?:task|thing|steps?|job|query|search)|these|those"
    r"|exactly (?:that|this))(?: (?:for|on|with|to|in|over|also|too|across|as well)\b"
    r"|$)|\bapply\b.*\bto\b|\b(?:continue|go on|proceed|carry on)\b.*\b(?:with|to"
    r"|on)\b|\b(?:just )?like (?:before|last time|the last (?:one|time))\b"
    r"|\bas (?:before|last time|above)\b"
)
NOT_AGAIN = rule(
    r"\b(?:the )?same (?:colou?r|kind|size|type|thing as|object|person|label|name"
    r"|shape|one|class|as the|mask)\b|\b(?:are|is|was|were)(?: all| both)? the same\b"
)
OTHERS = rule(
    rf"{FILE}|\b(?:other|others|new|next|rest|remaining|all|each|every|both|second"
    rf"|third|following|these|those|further|more|additional|another|different|last"
    rf"|latest|{NUMBER}) (?:{NUMBER} )?(?:\w+ )?{PICTURE}\b|\b(?:the|these|those|my"
    rf"|all|other|for|on|with|to|in|and) (?:\w+ )?(?:pictures|pics|photos|photographs"
    rf"|images|imgs|shots|frames|scans|files|screenshots|tiles|ones|uploads"
    rf"|attachments)\b"
    rf"|\b(?:for|on|with|to|in|and|over|across|do"
    rf"|about) (?:all )?(?:of )?(?:the )?(?:others?|these|those|them|rest"
    rf"|next(?: one)?|new ones?|other ones?|other (?:two|three|four|five)"
    rf"|second(?: one)?|both|all|each|every one|each one|(?:two|three|four|five"
    rf"|ten) (?:others|more|new ones)|following|remaining(?: ones)?|whole (?:folder"
    rf"|set|batch|series|lot))\b|\b(?:folder|batch|series|album|directory|uploads)\b"
    rf"|\b{PICTURE} (?:number )?(?:\d|two|three)\b|^(?:the )?next(?: one)?$"
    rf"|\b(?:another|next|other) {PICTURE}\b|\bthis (?:one|new one"
    rf"|new {PICTURE})(?: too| as well)?$|\bnew {PICTURE}\b"
)
FORMATS = (
    (
        "coco_panoptic",
        rule(r"\b(?:(?:ms[ _-]*)?coco[ _-]*)?panoptic(?:[ _-]*(?:coco|json|png|format))?\b"),
    ),
    ("coco", rule(r"\b(?:ms[ _-]*)?coco\b")),
    ("voc", rule(r"\b(?:pascal(?:[ _-]*voc)?|voc)(?:20\d\d)?\b")),
    ("yolo", rule(r"\byolo(?:[ _-]?v?\d+)?\w*\b|\bultralytics\b")),
    ("labelme", rule(r"\blabel-?me\b")),
    ("labelstudio", rule(r"\blabel[ _-]?studio\b")),
    ("cvat", rule(r"\bcvat\b")),
    ("geojson", rule(r"\bgeo[ _-]?json\b")),
)
EXPORT = rule(
    r"^(?:export|exporting|save|saving|download|downloading|dump)\b|\b(?:export"
    r"|download)\b|\b(?:as|in|into|to|on) (?:a |an |the |some |separate |single "
    r"|one )?(?:\w+ )?(?:files?|json|xml|png|pngs|zip|csv|txt|svg|disk|disc|pdf|tiff?"
    r"|annotations?|annotation format|drive|folder|archive|binary masks?)\b"
    r"|\b(?:write|store|output|serialize|save) (?:it|them|this|that|everything|all"
    r"|the|these|those|my|your|out|down|to)\b|\b(?:give|send|hand|get|provide|need"
    r"|want|have)\b.* (?:the |a |all |my |your |as |in |some )*(?:files?|annotations?"
    r"|json|xml|zip|download|result files?|annotation files?)$|\bi (?:need"
    r"|want) (?:it|them|this|that) (?:as|in) |\b(?:file|annotation) format\b"
    r"|\bsave (?:everything|it|them|all)\b"
    r"|\b(?:can|could|may) i (?:have|get|download|save) (?:the |my |those |these "
    r"|all )*(?:masks?|results?|files?|labels|annotations|outputs?|segments"
    r"|cutouts?)\b"
)
NO_EXPORT = rule(
    r"^(?:what|which|who|how|why|where|do you (?:support|know)|does|is|are"
    r"|tell me about|explain|can (?:it|you) (?:read|support|import|load|open))\b"
    r"|\b(?:call|name|rename|relabel|label) (?:it|them|that|this|the)\b|\bimport\b"
    r"|\b(?:load|open|upload|train)\b|\bwhat (?:is|are)\b|\bsupport"
)
