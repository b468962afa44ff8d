"""How mail programs announce what they quote: introductions, header blocks and separators, by language.

Every test looks at one line, or at a few lines joined and bounded in length, so that the time stays linear
in the length of the message whatever the message is.
"""

import re
from enum import IntEnum

LONGEST_INTRODUCTION = 500
"""Characters beyond which a joined run of lines is prose, not an introduction."""


class Certainty(IntEnum):
    """How surely some words announce a quotation; ``MAYBE`` counts only when marked quotes follow."""

    NO = 0
    MAYBE = 1
    SURE = 2


def _any(*alternatives: str) -> str:
    """One group out of several alternatives, for tables that are kept by language."""
    return f"(?:{'|'.join(alternatives)})"


_VERB = _any(
    r"wrote|writes|sent|said",
    r"a [ée]crit",
    r"schrieb|geschrieben|schreef|geschreven",
    r"ha scritto|escribi[óo]|escreveu|a scris",
    r"skrev(?: f[øo]lgende)?|kirjoitti",
    r"napisała?|napisał\(a\)|nadesłał|pisze|napsal\(a\)|napsala?",
    r"написала?|написал\(а\)|пишет|пише",
    r"[íi]rta|yazd[ıi]|đã viết|写道|寫道",
)
_LAST_VERB = re.compile(
    rf"(?<![\w'’])(?<!nous )(?<!vous )(?<!lui )(?<!leur ){_VERB}\s?[:：]?[\s*_-]*$", re.IGNORECASE
)
_MIDDLE_VERB = re.compile(
    r"(?<!\w)(?:schrieb|schreef|skrev|heeft|hat|написала?|пользователь|użytkownik|пише)(?!\w)|님이|作成",
    re.IGNORECASE,
)
_PREPOSITION = _any(
    r"on|at|the|le|am|la|el|il|op|em|no dia|den|på|ke|to|pe|su|w dniu|dnia|w|dne|ti",
    r"vào(?: lúc)?|în data|pada|в",
)
_DAY_PREFIX = _any(
    r"mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
    r"lun|mer|jeu|ven|sam|dim|f[ée]v|avr|mai|juin|juil|ao[ûu]|d[ée]c",
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|di|mi|do|ma|wo|vr|za|zo",
    r"mi[ée]|jue|vie|s[áa]b|dom|gio|man|tir|ons|tor|fre|l[øö]r|s[øö]n|tis",
    r"pon|wt|śr|czw|pt|sob|nied|понед|вторн|сред|четв|пятн|субб|воскр|пн|вт|ср|чт|пт|сб|вс",
)
_DAY_LOW = rf"(?:{_DAY_PREFIX}\w*[.,]?(?=[\s,.]))"
_DAY = f"(?i:{_DAY_LOW})"
_DATE = _any(
    r"\d{4}\s?[-./年]\s?\d{1,2}", r"\d{1,2}[-./]\d{1,2}[-./]\d{2,4}", r"\d{1,2}\.? [^\W\d_]{3,9}\.?,? \d{4}"
)
# These read small letters, in half the time that it takes to read letters of either case.
_DATED = re.compile(rf"\W*(?:(?:{_PREPOSITION})\s+(?:{_DAY_LOW}|\d)|{_DAY_LOW},?\s|{_DATE})")
_STAMPED = re.compile(
    rf"\W*(?:{_DAY_LOW}|{_DATE}|\d{{1,2}}:\d\d\b).*(?:<[^<>]+@[^<>]+>|\s[\w.+-]+@[\w-]+\.[\w.-]+)\s?[:：]?$"
)
_PREPOSED = re.compile(rf"\W*{_PREPOSITION}\s+(?:{_DAY}|\d)", re.IGNORECASE)
_INSIDE = re.compile(rf"\s*(?:-{{2,5}}\s?)?\b(?:On|Le)\s+(?:{_DAY}\s?(?:\w+\s)?\d|\d)")
_STAMPED_ISO = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d GMT[+-]\d\d:\d\d \S.{0,60}$")
_ADDRESS_FIRST = re.compile(r".{0,80}<[^<>]{1,100}@[^<>]{1,100}> schrieb am\b.*:$", re.IGNORECASE)
_DASHED = re.compile(rf"-{{2,}}\s?(?=[^\s-]).*(?<!\w){_VERB}\s?-{{2,}}$", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}\s?[:hH.]\s?\d\d\b")

_ORIGINAL = _any(
    r"original message|reply message|message d[’']origine|message (?:original|initial)",
    r"(?:mail|courriel|e-?mail) original|urspr[üu]ngliche (?:nachricht|e-?mail)|antwort nachricht",
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht",
    r"oprindelig (?:meddelelse|besked)|ursprungligt meddelande|opprinnelig melding|alkuperäinen viesti",
    r"wiadomo[śs][ćc] oryginalna|původní zpráva|исходное сообщение|原始邮件|元のメッセージ",
)
_FORWARD = _any(
    r"forwarded message|forwarded by .{0,80}",
    r"message (?:transf[ée]r[ée]|transmis|r[ée]exp[ée]di[ée])|(?:courriel|e-?mail) transf[ée]r[ée]",
    r"weitergeleitete nachricht|doorgestuurd bericht|videresendt meddelelse|vidarebefordrat meddelande",
    r"mensaje reenviado|mensagem encaminhada|messaggio inoltrato",
    r"wiadomo[śs][ćc] przekazana|пересылаемое сообщение|转发邮件|転送メッセージ",
)
_BEGIN_FORWARD = _any(
    r"begin forwarded message|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])",
    r"anfang der weitergeleiteten (?:nachricht|e-?mail)|inicio del mensaje reenviado",
    r"inizio messaggio inoltrato|in[íi]cio da mensagem reencaminhada",
)
_DATED_TITLE = re.compile(r"message du\s?:?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.{0,20}$", re.IGNORECASE)
_DRAWN = r"[-_=*\s]"
_ORIGINAL_LINE = re.compile(rf"{_DRAWN}{{2,40}}{_ORIGINAL}\s?[:：]?{_DRAWN}{{0,40}}$", re.IGNORECASE)
_FORWARD_LINE = re.compile(
    rf"{_DRAWN}{{2,40}}{_FORWARD}\s?[:：]?{_DRAWN}{{0,40}}$|{_BEGIN_FORWARD}\s?[:：]$", re.IGNORECASE
)
_WORTH = re.compile(r"[:：@\d]|^\s*[-_=*]{2}")
_RULE = re.compile(r"\s*[-_=*~#+—–]{2,}\s*$")

_LABELS = {
    "from": "from de von da van fra från od от від expéditeur expediteur remitente mittente lähettäjä kimden"
    " 发件人 差出人 보낸사람",
    "date": "date sent envoyé envoye gesendet datum fecha enviado data inviato verzonden dato sendt skickat"
    " wysłano дата отправлено надіслано lähetetty päivämäärä 发送时间 日期 日時 送信日時 날짜 odesláno tarih",
    "to": "to à a an para aan til till do komu кому vastaanottaja kime 收件人 宛先 받는사람 pour destinataire"
    " destinataires",
    "cc": "cc copie cci bcc kopie kopi kopia копия cópia dw kopio 抄送",
    "subject": "subject objet sujet betreff asunto assunto oggetto onderwerp emne ämne temat předmět тема"
    " aihe konu 主题 件名 제목",
    "other": "reply-to organization organisation importance attachments priority risposta",
}
_KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels.split()} | {
    "envoyé le": "date",
    "date d'envoi": "date",
    "date d’envoi": "date",
    "enviado el": "date",
    "enviada em": "date",
    "copie à": "cc",
    "répondre à": "other",
    "reply to": "other",
    "pièces jointes": "other",
    "antwort an": "other",
}
_LABEL = re.compile(r"^[\s>|*_]*([^\W\d_][\w '’-]{0,18}?)[\s*_]*[:：](.*)$")


def may_open(line: str) -> bool:
    """Whether the line holds any character without which nothing announces a quotation."""
    return _WORTH.search(line) is not None


def introduction(text: str) -> Certainty:
    """How surely ``text`` (one line, or a few joined by spaces) says that someone's earlier words follow."""
    text = text.strip()
    if not 8 <= len(text) <= LONGEST_INTRODUCTION:
        return Certainty.NO
    if _DASHED.match(text) or _STAMPED_ISO.match(text):
        return Certainty.SURE
    last = _LAST_VERB.search(text)
    return _with_verb(text, last.start()) if last else _without_last_verb(text)


def _ended(text: str) -> bool:
    return text.rstrip(" *_-").endswith((":", "："))


def _with_verb(text: str, at: int) -> Certainty:
    """Certainty of "On … wrote:" and "… <address> wrote:"; the verb begins at ``at``."""
    before, timed = text[:at].rstrip(), _TIME.search(text) is not None
    if _DATED.match(text.lower()):
        proven = "@" in text or timed
        return Certainty.SURE if proven and (_ended(text) or ("@" in text and timed)) else Certainty.MAYBE
    if not _ended(text):
        return Certainty.NO
    addressed = "@" in before[-80:] and before.endswith((">", ")", "]", '"'))
    if len(text) <= 200 and (addressed or "@" in before.rpartition(" ")[2]):
        return Certainty.SURE
    return Certainty.MAYBE if len(before.split()) <= 8 else Certainty.NO


def _without_last_verb(text: str) -> Certainty:
    """Certainty of « Am … schrieb Erika: », of a date and an address alone, and of the like."""
    timed, ended = _TIME.search(text) is not None, _ended(text)
    if ended and _DATED.match(text.lower()) and _MIDDLE_VERB.search(text):
        return Certainty.SURE if timed or "@" in text else Certainty.MAYBE
    if _ADDRESS_FIRST.match(text):
        return Certainty.SURE
    if "@" in text and _STAMPED.match(text.lower()):
        return Certainty.SURE if timed and ended else Certainty.MAYBE
    return Certainty.NO


def may_introduce(line: str) -> bool:
    """Whether an introduction may begin with this line: worth joining with the lines after it."""
    if len(line) > LONGEST_INTRODUCTION:
        return False
    low = line.lower()
    return bool(_DATED.match(low) or ("@" in low and _STAMPED.match(low)) or "> schrieb am" in low)


def begins_anew(line: str) -> bool:
    """Whether this line opens an introduction by itself, so that no earlier line can be its beginning."""
    return _PREPOSED.match(line) is not None


def ends_as_introduction(line: str) -> bool:
    """Whether the line ends with a verb of saying and a colon, or with dashes around one."""
    return (
        line.rstrip(" *_").endswith((":", "：", "-"))
        and len(line) <= 2 * LONGEST_INTRODUCTION
        and introduction(line) > Certainty.NO
    )


def introduction_inside(line: str) -> int:
    """Where in the line, after other words, an introduction begins: 0 when none does.

    Some programs lose the line break between the answer and "On … wrote:".
    """
    if len(line) > 2 * LONGEST_INTRODUCTION or may_introduce(line) or _LAST_VERB.search(line[-40:]) is None:
        return 0
    for match in _INSIDE.finditer(line, 1):
        if introduction(line[match.start() :]) is Certainty.SURE:
            return match.start()
    return 0


def is_original(line: str) -> bool:
    """Whether the line is a separator such as "-----Original Message-----" or « Message d'origine »."""
    return len(line) <= 160 and _ORIGINAL_LINE.match(line.strip()) is not None


def is_dated_title(line: str) -> bool:
    """Whether the line is « Message du 12/12/2026 13:20 », which some webmails put above a header block."""
    return len(line) <= 80 and _DATED_TITLE.match(line.strip()) is not None


def is_forward(line: str) -> bool:
    """Whether the line says that a forwarded message follows."""
    return len(line) <= 200 and _FORWARD_LINE.match(line.strip()) is not None


def is_rule(line: str) -> bool:
    """Whether the line is only a drawn rule, such as ``-----`` or ``_____``."""
    return len(line) <= 200 and _RULE.match(line) is not None


def label(line: str) -> str:
    """The kind of mail header that the line shows (from, date, to, cc, subject, other), else empty."""
    match = _LABEL.match(line[:200])
    return _KINDS.get(match[1].strip().casefold(), "") if match else ""


def is_header_block(kinds: set[str], text: str) -> bool:
    """Whether header lines of these ``kinds``, reading ``text`` together, are those of an earlier message.

    A letter may begin with « Objet : » and « Date : » of its own: a sender (or a date with a receiver) and
    an address or a time are asked for.
    """
    if not kinds & {"date", "to", "subject"} or not ("from" in kinds or {"date", "to"} <= kinds):
        return False
    if len(kinds - {"other"}) >= 3 and "date" in kinds:
        return True
    return "@" in text or ("date" in kinds and _TIME.search(text) is not None)
