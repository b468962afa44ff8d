"""The words by which machines betray themselves in subjects, texts and addresses.

All read folded text: lower case, no accents, single spaces. Subjects are matched from their beginning: with a
"Re:" or « TR : » before them they were written by somebody who answers such a mail, or passes it on.
"""

import re


def _any(*alternatives: str) -> str:
    """One group out of several alternatives, for tables that are kept by language."""
    return f"(?:{'|'.join(alternatives)})"


_MESSAGE = r"(?:e?-?mail|message|courriel|courrier)"
_LEFT = r"(?:remis|distribues?|delivres?|livres?|achemines?)"

BOUNCE_SUBJECT = re.compile(
    _any(
        r"undeliver(?:ed|able)\b|nondeliverable|non[- ]?(?:delivery|remis|distribu)|ndn: ",
        r"returned (?:e?-?mail|to sender)",
        rf"(?:{_MESSAGE} |permanent |temporary )*delivery (?:has )?(?:failed|failure|problem|error|warning)",
        rf"{_MESSAGE} (?:system )?(?:delivery )?(?:error|failure|failed|returned|undeliverable)",
        rf"{_MESSAGE} not delivered",
        r"delivery (?:status|report|notification|incomplete|delayed)|delayed (?:mail|delivery)",
        rf"\[?postmaster\]? {_MESSAGE} delivery|(?:your )?{_MESSAGE} (?:to \S+ )?could not be delivered",
        r"failure (?:notice|delivery)|failed (?:mail|delivery)|mail delivery (?:sub)?system|processing error",
        r"warning: (?:message|could not|\S+@\S+ - user)|automatically rejected mail|rejected:",
        r"(?:echec|probleme|rapport|notification|avis) (?:de |d'|dans |lors de )(?:la )?"
        r"(?:remise|distribution|livraison|non[- ](?:remise|distribution)|l'envoi|envoi)",
        rf"{_MESSAGE}(?: electronique)? (?:non (?:remis|distribu\w+|delivre|acheminable)|refuse|retourne)",
        rf"(?:votre {_MESSAGE} )?n'a pas (?:pu etre|ete) {_LEFT}|retour (?:du message )?a l'expediteur",
        r"unzustellbar|nicht zustellbar|zustellung (?:fehlgeschlagen|gescheitert)|fehler bei der zustellung",
        r"no se pudo entregar|error de entrega|no entregado|mancata consegna|onbestelbaar|nao entregue",
        r"ваше сообщение не доставлено",
    )
)
BOUNCE_TEXT = re.compile(
    _any(
        r"(?:could not|couldn't|can ?not|can't|was not|were not|not yet been|unable to be|failed to) (?:be )?"
        r"(?:delivered|deliver|sent)|undeliver(?:ed|able)|unable to deliver|did not reach the following",
        r"delivery (?:has failed|failed|to the following)|returned (?:to sender|message)|fatal errors?",
        r"mailbox (?:is )?(?:full|unavailable)|(?:over|exceeds?) (?:its |their )?quota",
        r"user (?:unknown|not (?:found|known|listed))|unknown user",
        r"no such (?:user|recipient|address|mailbox)",
        r"(?:does not|doesn't) exist|recipient (?:rejected|unknown|not found|address)",
        r"\b[45]\.\d\.\d{1,3}\b|\b(?:smtp|remote|host|server)\b.{0,60}\b[45]\d\d\b|\b55\d[ -]",
        rf"n'(?:a|ont) pas (?:pu etre|ete) {_LEFT}|echec de (?:la )?(?:remise|distribution)",
        r"impossible de (?:remettre|distribuer)",
        r"(?:adresse|destinataire|boite)\b.{0,40}(?:introuvable|inconnue?|inexistante?|pleine)",
        r"nicht (?:zugestellt|zustellbar)|no (?:ha podido|se pudo) (?:ser )?entreg",
        r"non e stato (?:possibile )?consegn|не (?:может быть )?доставлен",
    )
)
BOUNCE_NOTICE = re.compile(r'.{0,40}"(?:notification|event)type" ?: ?"bounce"')
"""The notice of a sending service, written for programs."""

DAEMON = re.compile(r"mailer[-_.]?daemon|mdaemon|mail[-_. ]?delivery[-_. ]?(?:sub)?system|maildaemon")
POSTMASTER = re.compile(r"post[-_.]?master|(?:system|mail) administrator|\bndr@|delivery subsystem")
MACHINE = re.compile(
    r"daemon|post[-_.]?master|\bbounces?\b|\bndr@|no[-_.]?reply|do[-_.]?not[-_.]?reply|administrator"
    r"|\badmin@|\bimss@|\binetgw|anti[-_.]?virus|gateway|mail[-_.]?system|mail[-_.]?delivery|(?<![a-z])smtp(?![a-z])"
)
NO_REPLY = re.compile(
    r"(?:.*[-_.+])?(?:no[-_.]?repl(?:y|ies)|not[-_.]?reply|do[-_.]?not[-_.]?(?:reply|respond|answer)"
    r"|(?:ne[-_.]?)?pas[-_.]?(?:de[-_.]?)?repon(?:dre|se)|sans[-_.]?reponse|no[-_.]?responder"
    r"|non[-_.]?rispondere|nicht[-_.]?antworten|keine[-_.]?antwort)(?:[-_.+].*)?"
)
COMPLAINT_SUBJECT = re.compile(r"complaint about message from \d{1,3}(?:\.\d{1,3}){3}$")

AUTOMATIC_SUBJECT = re.compile(
    _any(
        r"(?:automatic|automated|auto)[- ]?(?:reply|response|answer|responder)",
        rf"(?:reponse|{_MESSAGE}) automatique|auto-?reponse",
        r"automatische antwort|autosvar|automatisch antwoord|automatiskt svar|automatsvar",
        r"(?:respuesta|contestacion) automatica|resposta automatica|risposta automatica|autorespuesta",
    )
    + r" ?(?::|$|\(|- |\[)"
)
OFFICE_SUBJECT = re.compile(
    _any(
        r"out[- ]of[- ](?:the[- ])?office(?: (?:auto)?-?(?:reply|response|message))?|absente? du bureau",
        r"absence du bureau|(?:notification|message|avis) d'absence(?: du bureau)?",
        r"abwesenheits(?:notiz|meldung|assistent)|afwezigheidsbericht|fuera de la oficina|fuori ufficio",
    )
    + r" ?(?::|$|\(|\[|- |re:|!)"
)
"""Subjects that answering machines write; not what a parent writes about a child's absence."""

ABSENCE_SUBJECT = re.compile(
    _any(
        r"absences?|(?:je suis |actuellement )*(?:absente?|en (?:conges?|vacances))|conges?",
        r"ooo|(?:on |annual )?(?:vacation|leave|holidays?)|away from|i am (?:currently )?(?:away|out)\b",
        r"abwesend|afwezig|ausencia|assente|ferie|ferias",
    )
    + r"\b"
)
"""Subjects that tell an absence when a machine sent the mail, and nothing otherwise."""

OWN_ABSENCE = re.compile(
    _any(
        r"(?:je|nous) (?:suis|serai|sommes|serons) (?:actuellement |presentement |momentanement |egalement )?"
        r"(?:absente?s?|en (?:conges?|vacances|deplacement|formation|arret)|indisponible|hors du bureau)",
        r"je ne (?:suis|serai) pas (?:disponible|joignable|au bureau|presente?)|(?:mon|des mon|a mon) retour",
        r"(?:i'm|i am|i will be|i'll be|we are) (?:currently |now )?(?:away|out of|out until|on (?:\w+ )?"
        r"(?:leave|vacation|holidays?)|travel+ing|unavailable)|i will (?:be back|return)|when i return",
        r"limited access to (?:my )?e?-?mail|intermittent access",
        r"ich bin (?:bis|vom|ab|derzeit|zurzeit|nicht)|estoy (?:de vacaciones|ausente|fuera)",
        r"estare (?:ausente|fuera|de vacaciones)|sono (?:assente|in ferie|fuori)|saro (?:assente|fuori)",
        r"ik ben (?:afwezig|tot|met vakantie)|estou (?:ausente|de ferias)",
    )
)
ABSENCE = re.compile(
    _any(
        r"\babsente?s? (?:du bureau|pour|du \d|jusqu|depuis|a partir|et )",
        r"en conges? (?:du|jusqu|a partir|depuis)",
        r"actuellement (?:absente?|en conges?)|(?:de|mon) retour (?:le|prevu|au bureau)",
        r"out of (?:the |my )?office|on (?:leave|vacation)",
        r"(?:annual|maternity|paternity|sick|parental) leave",
        r"(?:will|shall) be back (?:on|in the office)|im urlaub|abwesend|nicht im (?:buro|haus)",
    )
)
RECEIVED = re.compile(
    _any(
        r"(?:we have|we've|i have) (?:well )?received your|thank you for contacting",
        r"thank you for your (?:message|e-?mail|enquiry|inquiry)",
        r"(?:nous avons|avons|j'ai) bien recu|accus(?:e|ons) (?:de )?reception",
        r"votre (?:demande|message|courriel|mail) a bien ete",
        r"(?:ticket|dossier|request|reference|demande) (?:number|numero|n°|#|id)|sera traitee? dans",
        r"gracias por (?:contactar|su|tu)|wir haben ihre|vielen dank fur ihre (?:nachricht|anfrage|e-?mail)",
    )
)
"""An acknowledgement rather than an absence."""
