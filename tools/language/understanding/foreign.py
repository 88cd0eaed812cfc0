"""A wish in German, French, Spanish, Italian, Portuguese or Dutch: the thing in its own words.

A few dozen words each: enough for "Schneide den Hund aus" and "où est le chat ?", no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .edits import apply_edit
from .heard import Clause, Fields, Heard, clarify, segment
from .patterns import rule
from .target import target_of


@dataclass(frozen=True)
class _Language:
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


_LANGUAGES = (
    _Language(
        verbs=r"schneid(?:e|en)?(?: mir)?|finde?n?(?: mir)?|zeig(?:e|en)?(?: mir)?|such(?:e|en)?(?: mir)?|markier(?:e|en)?|w\u00e4hl(?:e|en)?|segmentier(?:e|en)?|maskier(?:e|en)?|stell(?:e|en)?|extrahier(?:e|en)?|gib(?: mir)?|(?:ich )?(?:m\u00f6chte|will|brauche|h\u00e4tte gerne?|suche)|isolier(?:e|en)?|hebe|wie viele|kannst du(?: mir)?|k\u00f6nntest du(?: mir)?|k\u00f6nnen sie(?: mir)?|erkenne|gibt es|maske (?:f\u00fcr|von)|bitte",
        articles="der|die|das|den|dem|des|ein|eine|einen|einem|einer|alle|jeden|jede|jedes|meinen|meine|mein",
        tail=r"aus(?:schneiden|w\u00e4hlen)?|frei(?:stellen)?|finden|zeigen|markieren|heraus|raus|hervor|segmentieren|suchen|bitte|maskieren|an|(?:auf|in|aus) (?:dem|diesem|der) (?:bild|foto|aufnahme)|im bild|auf dem foto|extrahieren|danke|sind (?:da|zu sehen)|gibt es|haben|hier|denn|da",
        where=r"wo (?:ist|sind|befindet sich|liegt|steht)", everything=r"was (?:ist|siehst du|gibt es|sieht man).*(?:bild|foto|sehen|da|drauf|hier|du)|alles(?: ausschneiden| segmentieren)?|segmentiere alles|finde alles",
        removes=r"entfern(?:e|en)?|l\u00f6sch(?:e|en)?", only="nur|behalte(?: nur)?|blo\u00df|lediglich",
        told=r"\b(?:link|recht|gr\u00f6\u00dft|kleinst|erst|zweit|dritt|mittler|ober|unter)(?:e[nrsm]?|s)\b|\b\w+ (?:auf|neben|hinter|vor|unter|mit|im|am|in|\u00fcber|zwischen|bei|an) ",
        undo=r"r\u00fcckg\u00e4ngig(?: machen)?|mach(?:e)? (?:das|es) r\u00fcckg\u00e4ngig|zur\u00fcck", conjunction="und|oder|sowie",
    ),
    _Language(
        verbs=r"d\u00e9coup(?:e|ez|er)(?:-moi)?|trouv(?:e|ez|er)(?:-moi)?|montr(?:e|ez|er)(?:-moi)?(?: moi)?|cherch(?:e|ez|er)|s\u00e9lectionn(?:e|ez|er)|segment(?:e|ez|er)|extrai(?:s|re|yez)|isol(?:e|ez|er)|je (?:veux|voudrais|cherche)|donn(?:e|ez)(?:-moi)?|combien (?:de|d')|rep\u00e8re|d\u00e9tour(?:e|ez|er)|peux-tu|pouvez-vous|tu peux|y a-t-il|masque (?:de|pour|du)",
        articles="le|la|les|l'|un|une|des|du|de la|de l'|tous les|toutes les|mon|ma|mes|chaque",
        tail=r"s'il (?:te|vous) pla[i\u00ee]t|stp|svp|merci|(?:sur|dans|de) (?:la photo|l'image|cette photo|cette image)|y a-t-il|il y a|ici",
        where=r"o\u00f9 (?:est|sont|se trouve(?:nt)?)", everything=r"qu'est-ce qu(?:e tu vois|'il y a|'on voit).*|que vois-tu.*|tout(?: d\u00e9couper)?|segmente tout",
        removes=r"supprim(?:e|ez|er)|enl\u00e8ve[z]?|enlever|retir(?:e|ez|er)|efface[rz]?", only="seulement|uniquement|juste|garde(?: seulement| uniquement)?|rien que",
        told=r"\b(?:gauche|droite|premier|premi\u00e8re|deuxi\u00e8me|milieu)\b|\bplus (?:grande?|petite?)s?\b|\b\w+ (?:sur|derri\u00e8re|devant|sous|avec|dans|pr\u00e8s|\u00e0 c\u00f4t\u00e9|entre|qui|en) ",
        undo=r"annul(?:e|er|ez)|d\u00e9fai(?:s|re)|retour", conjunction="et|ou|ainsi que",
    ),
    _Language(
        verbs=r"recort(?:a|e|ar)|encuentr(?:a|e)|encontrar|busc(?:a|o|ar|ame)|b\u00fascame|mu\u00e9strame|muestra(?:me)?|ense\u00f1ame|selecciona[r]?|segmenta[r]?|extrae[r]?|a\u00edsla|quiero|necesito|dame|cu\u00e1nt[oa]s|puedes|podr\u00edas|marca|detecta|localiza|hay|m\u00e1scara (?:de|para)",
        articles="el|la|los|las|un|una|unos|unas|todos los|todas las|mi|mis|cada|al",
        tail=r"por favor|porfa|gracias|(?:en|de) (?:la foto|la imagen|esta foto|esta imagen)|hay|aqu\u00ed",
        where=r"d[o\u00f3]nde (?:est\u00e1n?|se encuentra)", everything=r"qu\u00e9 (?:hay|ves|se ve).*|todo|segmenta todo",
        removes=r"elimina[r]?|borra[r]?|quita[r]?", only="s\u00f3lo|solo|solamente|\u00fanicamente|deja (?:solo|s\u00f3lo)",
        told=r"\b(?:izquierd[ao]|derech[ao]|primer[ao]?|segund[ao])\b|\bm\u00e1s (?:grande|peque\u00f1[oa])\b|\b\w+ (?:sobre|detr\u00e1s|delante|debajo|con|en|junto|entre|que|cerca|al lado) ",
        undo=r"deshacer|deshaz", conjunction="y|o|e",
    ),
    _Language(
        verbs=r"ritaglia(?:re)?|trova(?:re|mi)?|cerca(?:re)?|mostra(?:mi|re)?|seleziona(?:re)?|segmenta(?:re)?|estrai|estrarre|isola(?:re)?|voglio|vorrei|dammi|quant[ie]|puoi|potresti|evidenzia(?:re)?|individua|c'\u00e8|ci sono|maschera (?:di|per)",
        articles="il|lo|la|i|gli|le|l'|un|uno|una|un'|tutti i|tutte le|tutti gli|mio|mia",
        tail=r"per favore|per piacere|grazie|(?:nella|nell'|dalla|dall'|in questa) (?:foto|immagine)|ci sono|qui",
        where=r"dov'\u00e8|dove (?:sono|si trova|\u00e8)", everything=r"cosa (?:c'\u00e8|vedi|si vede).*|tutto|segmenta tutto",
        removes=r"rimuovi|rimuovere|elimina(?:re)?|cancella(?:re)?|togli(?:ere)?", only="solo|soltanto|solamente|tieni solo",
        told=r"\b(?:sinistra|destra|prim[oa]|second[oa])\b|\bpi\u00f9 (?:grande|piccol[oa])\b|\b\w+ (?:su|sul|sulla|dietro|davanti|sotto|con|nel|nella|accanto|tra|che|vicino) ",
        undo=r"annulla(?:re)?", conjunction="e|ed|o",
    ),
    _Language(
        verbs=r"recort[ae]r?|encontr[ea]r?|procur[ea]r?|mostr[ea]r?(?:-me)?|segment[ea]r?|selecion[ea]r?|quero|preciso|quant[oa]s|knip|zoek|vind|toon|laat|selecteer|ik wil|hoeveel|kun je|snijd",
        articles="o|a|os|as|um|uma|uns|umas|de|het|een|alle|todos os|todas as",
        tail=r"por favor|obrigad[oa]|na (?:foto|imagem)|alsjeblieft|alstublieft|uit|zien|op de foto|in de foto|zijn er|a\.u\.b",
        where=r"onde (?:est\u00e1|est\u00e3o|fica)|waar (?:is|zijn)", everything=r"o que (?:h\u00e1|v\u00eas?|tem|se v\u00ea).*|tudo|alles|wat (?:zie je|staat er).*",
        removes=r"remov(?:e|er|a)|apag(?:a|ar|ue)|verwijder", only="apenas|s\u00f3|somente|alleen|enkel",
        told=r"\b(?:esquerda|direita|linker|rechter)\b|\b\w+ (?:sobre|atr\u00e1s|com|op|naast|achter|met) ",
        undo=r"desfaz(?:er)?|ongedaan maken", conjunction="e|ou|en|of",
    ),
)  # fmt: skip
_TELLING = rule(
    r"^(?:la|die|l')(?![\w'-])|\b(?:bitte|der|den|dem|das|eine|einen|und|ist|sind|mir|le|les|une|des|est|sont|stp|svp|el|los|las|una|por favor|gracias|il|gli|per favore|grazie|uno|het|een|os|uma|alsjeblieft|s'il|nur|auf|bild|foto|alle|o\u00f9|d[o\u00f3]nde|dov'\u00e8|dove|wo|onde|waar|trouve\w*|montre\w*|cherche\w*|d\u00e9coupe\w*|finde|zeig\w*|suche|schneide|busca|encuentra|recorta|trova|ritaglia|cerca|muestra|mostra|segmentiere|markiere|entferne|l\u00f6sche|was|alles|r\u00fcckg\u00e4ngig|annule\w*|annulla|deshacer|tout|todo|tutto|combien|wie viele|cu\u00e1ntos|quanti|elimina|supprime|rimuovi|knip|zoek|supprimer|enl\u00e8ve|solo|seulement|garde|behalte)(?![\w'])"
)
_ENGLISH = rule(
    r"\b(?:the|find|segment(?:ing)?|cut|select|show|what|which|where|how|is|are|in|only|just|please|remove|keep|of|with|and|mask|to|it|you|me|my|was|this|that|call|rename|export|save|extract)\b"
)


def read_foreign(clause: Clause, heard: Heard) -> Fields | None:
    """A wish in another language; None for English and for languages that are not here."""
    text = clause.whole
    if not _TELLING.search(text) or len(_ENGLISH.findall(text)) > len(_TELLING.findall(text)):
        return None
    for language in _LANGUAGES:
        if (read := _read(text, language, heard)) is not None:
            return read
    return None


def _read(text: str, language: _Language, heard: Heard) -> Fields | None:
    if re.fullmatch(rf"(?:{language.everything})", text, re.IGNORECASE):
        return segment("zero_guidance")
    text = re.sub(
        rf"^(?:bitte|hallo|hola|ciao|bonjour|salut|ol\u00e1|hallo,|und|et|y|e|ok)[ ,!]+|[ ,]+(?:{language.tail})$",
        "",
        text,
        flags=re.IGNORECASE,
    ).strip(" ,!?.")
    if re.fullmatch(
        rf"(?:(?:das|es|bitte|la|cela|lo|esto|questo) )?(?:{language.undo})", text, re.IGNORECASE
    ):
        return {"action": "undo"}
    if re.fullmatch(rf"(?:{language.everything})(?: (?:{language.tail}))*", text, re.IGNORECASE):
        return segment("zero_guidance")
    for kind, verbs in (("remove", language.removes), ("keep", language.only)):
        if found := re.match(rf"(?:{verbs}) (?P<np>.+)$", text, re.IGNORECASE):
            named = _things(found["np"], language)
            return apply_edit(kind, ", ".join(named), heard) if named else clarify()
    where = re.match(rf"(?:{language.where}) (?P<np>.+)$", text, re.IGNORECASE)
    found = where or re.match(rf"(?:(?:{language.verbs}) )+(?P<np>.+)$", text, re.IGNORECASE)
    article = re.match(rf"(?:{language.articles})(?: |(?<='))(?P<np>.+)$", text, re.IGNORECASE)
    if found is None and article is None:
        return None
    if (
        found is None
        and not _TELLING.match(text)
        and not re.search(rf" (?:{language.conjunction}) ", text)
    ):
        return None
    named = _things((found or article or {"np": ""})["np"], language)
    if not named:
        return None
    if where and heard.labels:
        target = target_of(", ".join(named), heard)
        if target.words and not target.unknown:
            return {"action": "question", "question": "where", "words": target.words}
    told = any(re.search(language.told, thing, re.IGNORECASE) for thing in named)
    return segment("referring" if told else "open_vocabulary", named)


def _things(text: str, language: _Language) -> list[str]:
    parts = re.split(rf"\s*,\s*|\s+(?:{language.conjunction})\s+(?=\S)", text, flags=re.IGNORECASE)
    found: list[str] = []
    for part in parts:
        before = ""
        while before != part:
            before = part
            part = re.sub(
                rf"^(?:{language.articles})(?:\s+|(?<=')\s*)(?=\S)", "", part, flags=re.IGNORECASE
            )
            part = re.sub(rf"[ ,]+(?:{language.tail})$", "", part, flags=re.IGNORECASE).strip(
                " ,.?!"
            )
        if part:
            found.append(part)
    return list(dict.fromkeys(found))
