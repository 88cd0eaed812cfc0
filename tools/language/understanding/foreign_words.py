"""A few dozen words each of German, French, Spanish, Italian, Portuguese and Dutch."""

from __future__ import annotations

from dataclasses import dataclass

from .patterns import rule


@dataclass(frozen=True)
class Language:
    """Regular expressions of one language: verbs, articles, what stands at the end, and so on."""

    verbs: str
    articles: str
    tail: str
    where: str
    everything: str
    removes: str
    only: str
    told: str
    undo: str
    conjunction: str


LANGUAGES = (
    Language(
        verbs=r"schneid(?:e|en)?(?: mir)?|finde?n?(?: mir)?|zeig(?:e|en)?(?: mir)?|such(?:e"
        r"|en)?(?: mir)?|markier(?:e|en)?|w\u00e4hl(?:e|en)?|segmentier(?:e|en)?"
        r"|maskier(?:e|en)?|stell(?:e|en)?|extrahier(?:e|en)?|gib(?: mir)?"
        r"|(?:ich )?(?:m\u00f6chte|will|brauche|h\u00e4tte gern|h\u00e4tte gerne|suche)"
        r"|isolier(?:e|en)?"
        r"|hebe|wie viele|kannst du(?: mir)?|k\u00f6nntest du(?: mir)?"
        r"|k\u00f6nnen sie(?: mir)?|erkenne|gibt es|maske (?:f\u00fcr|von)|bitte",
        articles="der|die|das|den|dem|des|ein|eine|einen|einem|einer|alle|jeden|jede|jedes|meinen"
        "|meine|mein",
        tail=r"aus(?:schneiden|w\u00e4hlen)?|frei(?:stellen)?|finden|zeigen|markieren|heraus"
        r"|raus|hervor|segmentieren|suchen|bitte|maskieren|an|(?:auf|in|aus) (?:dem"
        r"|diesem|der) (?:bild|foto|aufnahme)|im bild|auf dem foto|extrahieren|danke"
        r"|sind (?:da|zu sehen)|gibt es|haben|hier|denn|da",
        where=r"wo (?:ist|sind|befindet sich|liegt|steht)",
        everything=r"was (?:ist|siehst du|gibt es|sieht man).*(?:bild|foto|sehen|da|drauf|hier|du)"
        r"|alles(?: ausschneiden| segmentieren)?|segmentiere alles|finde alles",
        removes=r"entfern(?:e|en)?|l\u00f6sch(?:e|en)?",
        only="nur|behalte(?: nur)?|blo\u00df|lediglich",
        told=r"\b(?:link|recht|gr\u00f6\u00dft|kleinst|erst|zweit|dritt|mittler|ober"
        r"|unter)(?:e[nrsm]?|s)\b|\b\w+ (?:auf|neben|hinter|vor|unter|mit|im|am|in"
        r"|\u00fcber|zwischen|bei|an) ",
        undo=r"r\u00fcckg\u00e4ngig(?: machen)?|mach(?:e)? (?:das|es) r\u00fcckg\u00e4ngig"
        r"|zur\u00fcck",
        conjunction="und|oder|sowie",
    ),
    Language(
        verbs=r"d\u00e9coup(?:e|ez|er)(?:-moi)?|trouv(?:e|ez|er)(?:-moi)?|montr(?:e|ez"
        r"|er)(?:-moi)?(?: moi)?|cherch(?:e|ez|er)|s\u00e9lectionn(?:e|ez|er)|segment(?:e"
        r"|ez|er)|extrai(?:s|re|yez)|isol(?:e|ez|er)|je (?:veux|voudrais|cherche)"
        r"|donn(?:e|ez)(?:-moi)?|combien (?:de|d')|rep\u00e8re|d\u00e9tour(?:e|ez|er)"
        r"|peux-tu|pouvez-vous|tu peux|y a-t-il|masque (?:de|pour|du)",
        articles="le|la|les|l'|un|une|des|du|de la|de l'|tous les|toutes les|mon|ma|mes|chaque",
        tail=r"s'il (?:te|vous) pla[i\u00ee]t|stp|svp|merci|(?:sur|dans|de) (?:la photo"
        r"|l'image|cette photo|cette image)|y a-t-il|il y a|ici",
        where=r"o\u00f9 (?:est|sont|se trouve(?:nt)?)",
        everything=r"qu'est-ce qu(?:e tu vois|'il y a|'on voit).*|que vois-tu.*"
        r"|tout(?: d\u00e9couper)?|segmente tout",
        removes=r"supprim(?:e|ez|er)|enl\u00e8ve[z]?|enlever|retir(?:e|ez|er)|efface[rz]?",
        only="seulement|uniquement|juste|garde(?: seulement| uniquement)?|rien que",
        told=r"\b(?:gauche|droite|premier|premi\u00e8re|deuxi\u00e8me|milieu)\b"
        r"|\bplus (?:grande?|petite?)s?\b|\b\w+ (?:sur|derri\u00e8re|devant|sous|avec"
        r"|dans|pr\u00e8s|\u00e0 c\u00f4t\u00e9|entre|qui|en) ",
        undo=r"annul(?:e|er|ez)|d\u00e9fai(?:s|re)|retour",
        conjunction="et|ou|ainsi que",
    ),
    Language(
        verbs=r"recort(?:a|e|ar)|encuentr(?:a|e)|encontrar|busc(?:a|o|ar|ame)|b\u00fascame"
        r"|mu\u00e9strame|muestra(?:me)?|ense\u00f1ame|selecciona[r]?|segmenta[r]?"
        r"|extrae[r]?|a\u00edsla|quiero|necesito|dame|cu\u00e1nt[oa]s|puedes|podr\u00edas"
        r"|marca|detecta|localiza|hay|m\u00e1scara (?:de|para)",
        articles="el|la|los|las|un|una|unos|unas|todos los|todas las|mi|mis|cada|al",
        tail=r"por favor|porfa|gracias|(?:en|de) (?:la foto|la imagen|esta foto|esta imagen)"
        r"|hay|aqu\u00ed",
        where=r"d[o\u00f3]nde (?:est\u00e1n?|se encuentra)",
        everything=r"qu\u00e9 (?:hay|ves|se ve).*|todo|segmenta todo",
        removes=r"elimina[r]?|borra[r]?|quita[r]?",
        only="s\u00f3lo|solo|solamente|\u00fanicamente|deja (?:solo|s\u00f3lo)",
        told=r"\b(?:izquierd[ao]|derech[ao]|primer[ao]?|segund[ao])\b|\bm\u00e1s (?:grande"
        r"|peque\u00f1[oa])\b|\b\w+ (?:sobre|detr\u00e1s|delante|debajo|con|en|junto"
        r"|entre|que|cerca|al lado) ",
        undo=r"deshacer|deshaz",
        conjunction="y|o|e",
    ),
    Language(
        verbs=r"ritaglia(?:re)?|trova(?:re|mi)?|cerca(?:re)?|mostra(?:mi|re)?|seleziona(?:re)?"
        r"|segmenta(?:re)?|estrai|estrarre|isola(?:re)?|voglio|vorrei|dammi|quant[ie]"
        r"|puoi|potresti|evidenzia(?:re)?|individua|c'\u00e8|ci sono|maschera (?:di|per)",
        articles="il|lo|la|i|gli|le|l'|un|uno|una|un'|tutti i|tutte le|tutti gli|mio|mia",
        tail=r"per favore|per piacere|grazie|(?:nella|nell'|dalla|dall'|in questa) (?:foto"
        r"|immagine)|ci sono|qui",
        where=r"dov'\u00e8|dove (?:sono|si trova|\u00e8)",
        everything=r"cosa (?:c'\u00e8|vedi|si vede).*|tutto|segmenta tutto",
        removes=r"rimuovi|rimuovere|elimina(?:re)?|cancella(?:re)?|togli(?:ere)?",
        only="solo|soltanto|solamente|tieni solo",
        told=r"\b(?:sinistra|destra|prim[oa]|second[oa])\b|\bpi\u00f9 (?:grande|piccol[oa])\b"
        r"|\b\w+ (?:su|sul|sulla|dietro|davanti|sotto|con|nel|nella|accanto|tra|che"
        r"|vicino) ",
        undo=r"annulla(?:re)?",
        conjunction="e|ed|o",
    ),
    Language(
        verbs=r"recort[ae]r?|encontr[ea]r?|procur[ea]r?|mostr[ea]r?(?:-me)?|segment[ea]r?"
        r"|selecion[ea]r?|quero|preciso|quant[oa]s|knip|zoek|vind|toon|laat|selecteer"
        r"|ik wil|hoeveel|kun je|snijd",
        articles="o|a|os|as|um|uma|uns|umas|de|het|een|alle|todos os|todas as",
        tail=r"por favor|obrigad[oa]|na (?:foto|imagem)|alsjeblieft|alstublieft|uit|zien"
        r"|op de foto|in de foto|zijn er|a\.u\.b",
        where=r"onde (?:est\u00e1|est\u00e3o|fica)|waar (?:is|zijn)",
        everything=r"o que (?:h\u00e1|v\u00eas?|tem|se v\u00ea).*|tudo|alles|wat (?:zie je"
        r"|staat er).*",
        removes=r"remov(?:e|er|a)|apag(?:a|ar|ue)|verwijder",
        only="apenas|s\u00f3|somente|alleen|enkel",
        told=r"\b(?:esquerda|direita|linker|rechter)\b|\b\w+ (?:sobre|atr\u00e1s|com|op|naast"
        r"|achter|met) ",
        undo=r"desfaz(?:er)?|ongedaan maken",
        conjunction="e|ou|en|of",
    ),
)
TELLING = rule(
    r"^(?:la|die|l'|une?|seleziona|selecciona\w*|segmentez?|isole[rz]?|d\u00e9tour\w*"
    r"|je|ich)(?![\w'-])|\b(?:bitte|der|den|dem|das|eine|einen|und|ist|sind|mir"
    r"|le|les|une|des|est|sont|stp|svp|el|los|las|una|por favor|gracias|il|gli"
    r"|per favore|grazie|uno|het|een|os|uma|alsjeblieft|s'il|nur|auf|bild|foto|alle"
    r"|o\u00f9|d[o\u00f3]nde|dov'\u00e8|dove|wo|onde|waar|trouve\w*|montre\w*"
    r"|cherche\w*|d\u00e9coupe\w*|finde|zeig\w*|suche|schneide|busca|encuentra"
    r"|recorta|trova|ritaglia|cerca|muestra|mostra|segmentiere|markiere|entferne"
    r"|l\u00f6sche|was|alles|r\u00fcckg\u00e4ngig|annule\w*|annulla|deshacer|tout"
    r"|todo|tutto|combien|wie viele|cu\u00e1ntos|quanti|elimina|supprime|rimuovi|knip"
    r"|zoek|supprimer|enl\u00e8ve|solo|seulement|garde|behalte)(?![\w'])"
)
ENGLISH = rule(
    r"\b(?:the|find|segment(?:ing)?|cut|select|show|what|which|where|how|is|are|in"
    r"|only|just|please|remove|keep|of|with|and|mask|to|it|you|me|my|was|this|that"
    r"|call|rename|export|save|extract)\b"
)

HOW_MANY = rule(
    r"(?:wie ?viele|combien (?:de |d')|cu\u00e1nt[oa]s|quant[ieoa]s?|hoeveel) ?(?P<np>.+)$"
)
OTHER_SCRIPTS = (
    rule("(?P<np>.+?)を(?:切り|抽出|選|見つ|探|マスク).*$"),
    rule("(?:请|帮我)*(?:找到|找出|分割|抠出|选择|标出)(?P<np>.+)$"),
    rule("(?:请|帮我)*(?:把|将)(?P<np>.+?)(?:抠|分割|圈|选|找|标|切).*$"),
    rule("(?:пожалуйста,? )?(?:найди|вырежи|покажи|выдели)(?:те)? (?P<np>.+)$"),
)
"""Japanese, Chinese (two word orders) and Russian: cut out, find, select."""
