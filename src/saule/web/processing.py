"""What is done with personal data, made from the register: for people by what they do, by law by activity.

Both read the same lines, so that nothing can be kept that the notice does not say.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saule.people.register import PERSONAL, PersonalField
from saule.web.settings.registers import Line, lines
from saule.web.settings.words import RECORDS

WRITE, SIGN, HELP, WORK = "write", "sign", "help", "work"
BY_RECORD = {"matters.Signature": SIGN, "matters.Confirmation": SIGN}
BY_BEGINNING = {"desk.": WORK, "matters.Peer": HELP, "matters.Endorsement": HELP}
"""Whom a record is about, by its name or how that begins; all others are about who writes."""

TITLES = {
    WRITE: gettext_lazy("If you write to us"),
    SIGN: gettext_lazy("If you sign"),
    HELP: gettext_lazy("If you help others"),
    WORK: gettext_lazy("If you work here"),
}
SHORT = {
    WRITE: gettext_lazy(
        "We keep what you write and where you write from, to answer you and to know you again. Machines sort"
        " messages that are alike; people answer. Colleagues see your address only if they say why they need"
        " it."
    ),
    SIGN: gettext_lazy(
        "We keep that you asked for the same as others, so that you count once and get the answer. Your name"
        " is shown to others only if you choose so."
    ),
    HELP: gettext_lazy(
        "What you answer to others is public under the name that you choose, until you take it back. Nobody"
        " outside the desk learns who that is."
    ),
    WORK: gettext_lazy(
        "We keep who did what and who looked at whom, so that people can ask about it and decisions can be"
        " explained. How much each of you answers is counted, for those who lead."
    ),
}
ACTIVITIES = {
    WRITE: gettext_lazy("Receiving, sorting and answering what people write"),
    SIGN: gettext_lazy("Counting who supports a matter"),
    HELP: gettext_lazy("Answers by other people"),
    WORK: gettext_lazy("Work at the desk: access, work under way, trail"),
}
SUBJECTS = {
    WRITE: gettext_lazy("people who write to the desk, and whom they write about"),
    SIGN: gettext_lazy("people who support a matter"),
    HELP: gettext_lazy("people who answer others"),
    WORK: gettext_lazy("colleagues at the desk and at its providers"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One record's lines, under the name by which people know it."""

    record: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept about people in one of their roles."""

    code: str
    title: str
    short: str
    activity: str
    subjects: str
    tables: list[Table]

    @property
    def kept(self) -> list[tuple[str, list[str]]]:
        """How long things are kept, and what so long: each once."""
        found: dict[str, dict[str, None]] = {}
        for line in self.each():
            found.setdefault(str(line.entry.expiry), {})[str(line.entry.purpose)] = None
        return [(expiry, list(purposes)) for expiry, purposes in found.items()]

    @property
    def mostly(self) -> str:
        """Until when most of it is kept."""
        return Counter(str(line.entry.expiry) for line in self.each()).most_common(1)[0][0]

    def each(self) -> Iterable[Line]:
        """All lines of all tables."""
        return (line for table in self.tables for line in table.lines)

    def said(self, part: str) -> list[str]:
        """What the lines say of one thing (``purpose``, ``basis``…), each once."""
        return list(dict.fromkeys(str(getattr(line.entry, part)) for line in self.each()))


def whom(record: str) -> str:
    """In which role somebody is who a record is about."""
    begun = (code for beginning, code in BY_BEGINNING.items() if record.startswith(beginning))
    return BY_RECORD.get(record) or next(begun, WRITE)


def parts() -> list[Part]:
    """The register by what people do; a part of which nothing is kept is left out."""
    order = {record: number for number, record in enumerate(RECORDS)}
    names = sorted(PERSONAL, key=lambda name: (order.get(record_of(name), len(order)), record_of(name)))
    found: dict[str, list[Table]] = {code: [] for code in TITLES}
    for record, group in groupby(names, key=record_of):
        fields: list[tuple[str, PersonalField]] = [
            (name.rpartition(".")[2], PERSONAL[name]) for name in group
        ]
        found[whom(record)].append(Table(str(RECORDS.get(record, record)), lines(fields)))
    return [part(code, tables) for code, tables in found.items() if tables]


def part(code: str, tables: list[Table]) -> Part:
    """One part with its words."""
    title, short, activity, subjects = (str(words[code]) for words in (TITLES, SHORT, ACTIVITIES, SUBJECTS))
    return Part(code, title, short, activity, subjects, tables)


def record_of(name: str) -> str:
    """``people.Person`` of ``people.Person.name``."""
    return name.rpartition(".")[0]


def measures() -> list[str]:
    """How personal data is protected here, whatever the desk does: what the software itself makes sure of."""
    return [
        _("Addresses and telephone numbers are hidden from colleagues until they say why they need them."),
        _("Who looked at a page about a person is written down for a year."),
        _("Outside teams see stand-ins instead of names, addresses and numbers."),
        _("Payment card numbers are masked before anything is stored."),
        _("A field that is not in the register cannot be saved."),
        _("What is erased leaves keyed digests only, so that it cannot come back with a later import."),
        _("Passwords are salted digests; secrets of servers are sealed; a second factor can be demanded."),
        _("Logs hold no personal data."),
    ]
