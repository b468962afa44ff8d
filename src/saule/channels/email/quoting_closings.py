"""The words with which people and programs end a mail: closing formulas, device lines, disclaimers.

All patterns but two read folded lines: lower case, no accents, no emphasis marks, at most 400 characters, so
that each test costs little whatever the message is.
"""

import re
import unicodedata


def _any(*alternatives: str) -> str:
    """One group out of several alternatives, for tables that are kept by language."""
    return f"(?:{'|'.join(alternatives)})"


_HONOUR = (
    r"\b.{0,160}\b(?:salutations|sentiments|respects?|consideration|hommages|distinguee?s?|devouee?s?)\b"
    r".{0,60}"
)
_YOUR_KINDNESS = _any(
    r"(?:pour|de) (?:votre|vos|ton|tes|l'|cette) ?"
    r"(?:aide|reponses?|retours?|comprehension|attention|intervention|diligence|interet)"
    r"(?: (?:rapide|favorable|positive|et (?:de )?votre \w+|que vous (?:y |lui )?"
    r"(?:porterez|preterez|accorderez)(?: a (?:ce|cette|ma|mon|notre) \w+)?))*"
)
_STRONG = _any(
    r"(?:tres |bien )?(?:cordialement|respectueusement|sincerement|amicalement)(?: votre| a (?:vous|tous))?",
    r"cdlt|cdt|bien a (?:vous|toi)(?: tous)?",
    r"(?:(?:avec|mes|nos|recevez|sinceres|meilleures|cordiales|bonnes|respectueuses) )*salutations"
    r"(?: (?:distinguees|cordiales|sinceres|respectueuses|les meilleures))*",
    r"amities|chaleureusement|solidairement|sportivement|bisous|bises",
    r"(?:je vous prie|nous vous prions|veuillez)(?: de (?:bien vouloir )?| bien vouloir | d'| )"
    rf"(?:agreer|recevoir|croire|accepter){_HONOUR}",
    rf"(?:recevez|agreez|croyez|avec (?:mes|nos|mon|notre|tout|toute)){_HONOUR}",
    r"(?:dans|en) (?:l')?attente (?:de|d'une?) (?:(?:votre|vos) )?(?:\w+ )?"
    r"(?:reponses?|retours?|lire|nouvelles|suite|decision)(?: (?:favorable|positive|rapide|de votre part))*",
    r"(?:restant|je reste|nous restons) a votre (?:entiere )?disposition\b.{0,80}",
    r"(?:with )?(?:my |our )?(?:(?:best|kind(?:est)?|warm(?:est)?)(?: and (?:best|kind|warm))? )?regards",
    r"rgds",
    r"(?:with )?best wishes|(?:very )?(?:yours )?(?:truly|sincerely|faithfully|respectfully)(?: yours)?",
    r"yours|cordially|all the best|(?:many )?thanks (?:and|&) (?:best |kind )?regards|warmly",
    r"mit (?:freundlichen|besten|lieben|herzlichen) gr(?:u|ue)ssen|mit freundlichem gruss|hochachtungsvoll",
    r"(?:freundliche|viele|beste|liebe|schone|herzliche) gr(?:u|ue)sse|mfg|vg|lg",
    r"(?:un )?(?:cordial(?:es)? |atentos? )?saludos?(?: cordial(?:es)?)?|atentamente|un abrazo",
    r"(?:cordiali |distinti )?saluti|cordialmente",
    r"atenciosamente|(?:com os )?(?:melhores )?cumprimentos|abracos",
    r"met (?:vriendelijke|hartelijke) groet(?:en)?|hartelijke groeten?|groeten?|mvg",
    r"(?:med )?(?:vanliga?|basta|venlig|bedste|vennlig) (?:halsning(?:ar)?|hilsen|hilsner)|mvh|hilsen",
    r"pozdrawiam|z powazaniem|с уважением|(?:ystavallisin )?terveisin|s pozdravem",
)
_WEAK = _any(
    rf"(?:un )?(?:grand )?merci (?:(?:d'avance|par avance|beaucoup) )?(?:{_YOUR_KINDNESS}|de m'avoir lue?)",
    r"(?:many )?thank(?:s| you)(?: very much| so much)? (?:in advance )?for your "
    r"(?:help|time|attention|support|assistance|reply|consideration|understanding)",
    r"(?:(?:en )?vous remerciant|(?:je|nous) vous remerci(?:e|ons))"
    rf"(?: (?:par avance|d'avance)| {_YOUR_KINDNESS})+",
    r"(?:(?:un )?(?:grand |tres grand )?merci|mille mercis|mercis)"
    r"(?: (?:d'avance|par avance|beaucoup|bien|a (?:vous|tous|toutes|toi)|encore|infiniment)\b)*"
    r"(?: et (?:bonne|belle) (?:journee|soiree)| (?:et )?cordialement)?",
    r"(?:je vous souhaite |passez )?(?:une |tres )*(?:bonne|belle|excellente) (?:fin de )?"
    r"(?:journee|soiree|semaine|reception|continuation|annee|apres-midi)(?: a (?:vous|tous))?",
    r"(?:un )?bon (?:week-?end|we|apres-midi|courage)|a (?:tres )?(?:bientot|vite)|a (?:vous lire|plus|\+)",
    r"(?:many |much )?thanks?(?: (?:you|so|very|a lot|much|again|in advance|all|both)\b)*|thx|ty|tia",
    r"cheers|best|love|take care|talk soon|see you(?: soon)?",
    r"(?:have a )?(?:good|nice|great|lovely) (?:day|weekend|evening|week)",
    r"danke(?: schon| sehr| im voraus)?|vielen dank(?: im voraus)?|(?:muchas |mil )?gracias",
    r"(?:molte |mille )?grazie|obrigad[oa]|bedankt|tack|takk?|dzieki|спасибо",
)
_STRONG_CLOSING, _WEAK_CLOSING = re.compile(_STRONG), re.compile(_WEAK)
_ANY_CLOSING = re.compile(_any(_STRONG, _WEAK))
_AFTER_CLOSING = re.compile(r"^[\s,.;:!…-]+(?:et )?")
_LONG_FORMULA = re.compile(
    r"(?:je vous|nous vous|veuillez|recevez|agreez|croyez|avec|dans l'attente|en attente|en vous|vous|restant"
    r"|je reste|nous restons)\b"
)
_CLOSING_AT_END = re.compile(
    r"[.!?,] (?:(?:tres |bien )?(?:cordialement|respectueusement|sincerement|amicalement)|cdlt|cdt"
    r"|bien a vous|salutations distinguees|(?:best|kind|warm) regards|regards|(?:yours )?sincerely"
    r"|best wishes)[\s,.!]*$"
)
_SENT = _any(r"sent|envoyee?|gesendet|enviado|inviato|verzonden|skickat|sendt|wyslane|отправлено")
_SENT_BY = _any(
    r"from|via|with|by|using|through|de|depuis|a partir|avec|par|von|mit|desde|da|do|vanaf|met|fran|fra|z|с",
)
_DEVICE = re.compile(
    _any(
        rf"[<({{\[\s]*{_SENT}\s+{_SENT_BY}\b.{{1,90}}",
        r"(?:get|telecharge[zr]|obten(?:ir|ez|er)|hol(?:en)? sie sich|scarica) \[?outlook\b.{0,90}",
        r"(?:von|diese nachricht wurde von) mein.{1,60}gesendet.{0,40}|從我的.{1,30}傳送",
        r"(?:provenance|mail|courrier) ?: ?courrier pour windows.{0,30}|yahoo mail ?: .{0,60}",
        r"(?:from|de) m(?:y|on) (?:iphone|ipad|android|mobile|samsung|blackberry)\b.{0,20}",
    )
)
_DEVICE_WORD = re.compile(
    r"iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|mobil|phone|portable|tablet|blackberry|appareil"
    r"|device|handy|outlook|windows|yahoo|orange|proton|gmail|mail|htc|nokia|sony|excuse|https?:"
)
_MAY_BE_DEVICE = re.compile(
    r"[\s*_<({\[]*(?:sent|envoy|gesendet|enviado|inviato|verzonden|skickat|sendt|wys[lł]ane|отправлено|get"
    r"|t[ée]l[ée]|obt|hol|scarica|von mein|diese nachricht|從我|provenance|mail|courrier|from my|de mon"
    r"|yahoo)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    _any(
        r"\W{0,4}(?:avis|clause|notice|mention)s? (?:de |of )?(?:confidentialit[ey]|legale?s?)",
        r"\W{0,4}(?:confidentiality|legal|privacy|privileged) (?:notice|note|statement|disclaimer)",
        r"\W{0,4}disclaimer\b|l'absence de virus|cet e-?mail a ete verifie|garanti sans virus|virus-free\b",
        r"(?:ce|cet|cette|le present|ces) (?:message|courriel|e-?mail|mail|courrier|transmission)\b.{0,90}"
        r"(?:confidentiel|destine|a ete (?:verifie|envoye)|a l'(?:attention|usage)|etabli)",
        r"(?:this|the) (?:e-?mail|message|communication|transmission|information)\b.{0,110}"
        r"(?:confidential|intended|privileged|addressee|scanned|checked)",
        r"si vous (?:n'etes pas le destinataire|avez recu ce (?:message|courriel|mail) par erreur)",
        r"if you (?:are not the (?:intended|named)|have received this)",
        r"(?:\W|p )?(?:avant d'imprimer|n'imprimez|(?:merci de )?pense[rz] a (?:l'environnement|la planete))",
        r"(?:\W|p )?(?:please consider the env|think before (?:you )?print|before printing)",
        r"diese (?:e-?mail|nachricht) (?:enthalt|ist)|este (?:mensaje|correo)\b.{0,90}confidencial",
        r"unsubscribe\b|se desinscrire|pour vous desabonner|you received this (?:message|email) because",
    )
)
_BANNER = re.compile(
    r"\W*(?:caution|warning|external|attention|avertissement|(?:expediteur |message )?externe)\b.{0,80}"
    r"(?:mail|courriel|message|sender|expediteur).{0,80}(?:originated|outside|external|exterieur|externe)"
)
_POSTSCRIPT = re.compile(r"(?:p\.? ?-?s\.?|post-?scriptum|nb|n\.b\.)\s?[:.;,-]|ps\s\w")
_GREETING = re.compile(
    r"(?:bonjour|bonsoir|hello|hi|hey|dear|hallo|hola|ciao|salut|coucou|sehr geehrte?r?"
    r"|good (?:morning|afternoon|evening))\b.{0,60}$"
    r"|(?:madame|monsieur|messieurs|mesdames|chere?s?)\b.{0,60},$"
)
_SPEAKING = re.compile(
    r"\b(?:je|nous|vous|votre|vos|mon|ma|mes|notre|nos|on|j'\w+|m'\w+|i|i'm|i've|we|you|your|my|our|please"
    r"|merci de|ich|wir|sie|ihr|yo|mi|usted)\b"
)
_CONTACT = re.compile(
    r"\+?\d[\d .()/-]{7,}\d|\(\d{3}\) ?\d{3}-\d{4}|\S@[\w-]+\.\w|\bhttps?:|\bwww\.|\b\d{5} [a-z]"
    r"|\b(?:tel|mob|fax|port|phone|mobile|portable|cell|skype)\b ?[.:]"
)
_MAY_BE_CONTACT = re.compile(r"[\d@:.(]")
_DASH_NAME = re.compile(r"\s{0,2}(?:[-–—~]{1,2} ?|/{1,2})([^\W\d_][^\d,;:!?]{1,40})$")
_LINK = re.compile(r"[<(\[]?https?:\S*")
_STATES = re.compile(r"\b(?:is|are|was|were|has|had|est|sont|etait|a ete|ont|hier|yesterday)\b")
_PARTICLES = frozenset(
    {"de", "du", "des", "la", "le", "van", "von", "der", "den", "el", "et", "and", "&", "d"}
)


_UNREAD = str.maketrans({"*": None, "_": None, "\u200b": None, "\ufeff": None, "’": "'"})


def fold(line: str) -> str:
    """The line in lower case, without accents, emphasis marks and outer spaces: what the patterns read."""
    plain = line[:400].casefold()
    if plain.isascii():
        return " ".join(plain.replace("*", "").replace("_", "").split())
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.translate(_UNREAD).split())


def is_name(text: str, *, most: int = 5) -> bool:
    """Whether the words read like a person's or a place's name: at most ``most``, all with a capital."""
    words = text.strip(" \t,.;!*_-–—~/").split()
    if not 1 <= len(words) <= most or any(character.isdigit() for character in text):
        return False
    return words[0][0].isupper() and all(w[0].isupper() or w.lower() in _PARTICLES for w in words)


def is_closing(line: str, folded: str, *, weak: bool) -> bool:
    """Whether the line is a closing formula, alone or with a name after it.

    Strong formulas (« Cordialement », "Best regards") only close; weak ones (« Merci », "Thanks") also say
    something, and count when ``weak``.
    """
    return _closes(_STRONG_CLOSING, line, folded) or (weak and _closes(_WEAK_CLOSING, line, folded))


def _closes(pattern: re.Pattern[str], line: str, folded: str) -> bool:
    match = pattern.match(folded)
    if match is None or folded[match.end() : match.end() + 1].isalnum():
        return False
    rest = _AFTER_CLOSING.sub("", folded[match.end() :], count=1)
    if not rest:
        return True
    if is_name(" ".join(line.split()[-len(rest.split()) :])):
        return True
    return len(rest) < len(folded) and _closes(_ANY_CLOSING, line, rest)


def begins_formula(folded: str) -> bool:
    """Whether a long closing formula, such as « Je vous prie d'agréer », may begin on this line."""
    return _LONG_FORMULA.match(folded) is not None


def ends_with_closing(folded: str) -> bool:
    """Whether a sentence of the line is followed by a closing formula that ends the line."""
    return _CLOSING_AT_END.search(folded[-60:]) is not None


def is_device(line: str) -> bool:
    """Whether the line was added by a program or a telephone, such as "Sent from my iPhone"."""
    if len(line) > 200 or _MAY_BE_DEVICE.match(line) is None:
        return False
    folded = fold(_LINK.sub(" https: ", line)).rstrip(" >)]}")
    if not _DEVICE.fullmatch(folded) or _STATES.search(folded):
        return False
    if len(folded.split()) > (14 if "excuse" in folded else 11):
        return False
    if _DEVICE_WORD.search(folded):
        return True
    return folded.startswith("sent from ") and len(folded.split()) <= 7 and not folded.endswith((".", ","))


def is_legal(folded: str) -> bool:
    """Whether a disclaimer, an environmental plea or a virus scanner's note begins on this line."""
    return _LEGAL.match(folded) is not None


def is_banner(folded: str) -> bool:
    """Whether the line is the warning that gateways put above mails from outside."""
    return _BANNER.match(folded) is not None


def is_postscript(folded: str) -> bool:
    """Whether a postscript begins on this line: it is said, although it follows the ending."""
    return _POSTSCRIPT.match(folded) is not None


def is_greeting(folded: str) -> bool:
    """Whether the line only greets: a word of greeting, a name or two, and no sentence after them."""
    if _GREETING.match(folded) is None or len(folded.split()) > 4:
        return False
    return not any(mark in folded[:-1] for mark in ".!?:")


def is_contact(folded: str) -> bool:
    """Whether the line holds a telephone number, an address of mail or web, or a postcode and a town."""
    return _MAY_BE_CONTACT.search(folded) is not None and _CONTACT.search(folded) is not None


def is_dash_name(line: str) -> bool:
    """Whether the line is a dash or slashes and a name, as in "-John"."""
    match = _DASH_NAME.match(line)
    return match is not None and is_name(match[1], most=4)


def talks(folded: str) -> bool:
    """Whether the line says something, so that it cannot be part of a signature block."""
    words = len(folded.split())
    if folded.endswith(("?", ":")) or _GREETING.match(folded):
        return True
    if folded.startswith(("- ", "• ", "· ", "> ")) or is_postscript(folded):
        return True
    if is_contact(folded):
        return words > 14
    return words > 11 or (words > 5 and _SPEAKING.search(folded) is not None)
