"""Peering: somebody answers others in a matter, or takes their answer back. These are not the desk's acts."""

import unicodedata
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Desk, Language, PeerModeration, log
from saule.desk.moderating import moderation_of
from saule.desk.opening import matters_board
from saule.engines import veiling
from saule.engines.veiling import Veil
from saule.matters.because import BY_WRITER
from saule.matters.merged import standing_for
from saule.matters.models import Conversation, Matter, PeerAnswer, PeerMark
from saule.matters.publishing import published
from saule.matters.typed import many_lines, one_line
from saule.people.joining import everybody_who_is
from saule.people.models import Person

LONGEST, SHORTEST, LONGEST_NAME = 1500, 20, 60
MOST_EACH = 3
"""So many answers of one person may stand in one matter: what they know more belongs into these."""
HIDDEN = (veiling.NAME, veiling.ADDRESS, veiling.PHONE, veiling.NUMBER)
"""What is taken out of an answer. Places stay: where a bus stops is what people ask each other."""
WORDS = {
    "fr": {
        veiling.NAME: "nom masqué",
        veiling.ADDRESS: "adresse masquée",
        veiling.PHONE: "téléphone masqué",
        veiling.NUMBER: "numéro masqué",
    },
    "en": {
        veiling.NAME: "name hidden",
        veiling.ADDRESS: "address hidden",
        veiling.PHONE: "telephone hidden",
        veiling.NUMBER: "number hidden",
    },
}
State = PeerAnswer.State


class PeerAnswerNeeded(SauleError):
    """There is nothing, or next to nothing, in the answer."""

    code = "peer-answer-needed"


class TooManyAnswers(SauleError):
    """Enough answers of this person stand in the matter."""

    code = "too-many-peer-answers"


class NameOfTheDesk(SauleError):
    """The name to show is, or could be taken for, that of the desk."""

    code = "name-of-the-desk"


class NotOpen(SauleError):
    """Nobody may answer others there: the matter has no public page."""

    code = "not-open-to-peers"


class NotTheirs(SauleError):
    """The answer is somebody else's, or was withdrawn already."""

    code = "not-theirs"


def answer_others(
    matter: Matter,
    *,
    text: str,
    shown_name: str = "",
    language: str,
    conversation: Conversation | None = None,
    with_rank: bool = False,
    outlives: bool = False,
    by: Person,
    now: datetime,
) -> PeerAnswer:
    """What a person answers to others in a matter; shown at once, or when a colleague has looked.

    Raises NotOpen, PeerAnswerNeeded, NameOfTheDesk, or TooManyAnswers.
    """
    matter, language = open_matter(matter), Language(language).value
    words = {"text": kept_text(text, language), "shown_name": kept_name(shown_name, matter.desk)}
    wishes = {"with_rank": with_rank, "outlives": outlives}
    with transaction.atomic():
        Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        refuse_more(matter, by)
        said = {**words, **wishes, "language": language, "conversation": conversation}
        made = PeerAnswer.objects.create(desk=matter.desk, matter=matter, person=by, at=now, **said)
        log(matter.desk, "propose", made, by=None, now=now)
        if at_once(matter.desk, by):
            made.move_to(State.SHOWN, by=None, now=now)
    return made


def open_matter(matter: Matter) -> Matter:
    """The matter in which people answer each other, where this one was merged. Raises NotOpen."""
    here = standing_for(matter)
    if not is_open(here):
        raise NotOpen(_("This matter has no public page any more: nobody would read your answer."))
    return here


def is_open(matter: Matter) -> bool:
    """Whether people may answer each other in a matter: everybody can read of it."""
    return matters_board(matter.desk).is_open and published(matter.desk).filter(matter=matter).exists()


def kept_text(text: str, language: str) -> str:
    """What is kept of an answer: without numbers of cards, telephones and accounts, addresses, and names that
    a title announces. Raises PeerAnswerNeeded when hardly anything is left.
    """
    veil = Veil(words=WORDS[language], sorts=HIDDEN)
    kept = veil.over(many_lines(visible(text[: 4 * LONGEST])))[:LONGEST].strip()
    if len(kept) < SHORTEST:
        raise PeerAnswerNeeded(_("Say a little more: one sentence that helps the others."))
    return kept


def kept_name(name: str, desk: Desk) -> str:
    """The name to show, on one line and without signs that cannot be seen; empty: none.

    Raises NameOfTheDesk where it could be taken for the desk's own.
    """
    kept = one_line(visible(name[:1000]), LONGEST_NAME)
    if bare(desk.name) and bare(desk.name) in bare(kept):
        raise NameOfTheDesk(_("Choose another name: this one could be taken for ours."))
    return kept


def visible(text: str) -> str:
    """The text without signs that nobody sees but that turn or join others; line ends stay."""
    return "".join(sign for sign in text if sign in "\r\n\t" or unicodedata.category(sign)[0] != "C")


CYRILLIC = dict(zip("авекмнорстухіјѕԁӏ", "abekmhopctyxijsdl", strict=True))
GREEK = dict(zip("αεικνορτυχ", "aeiknoptux", strict=True))
LOOKALIKES = str.maketrans(CYRILLIC | GREEK)
"""Small letters of other alphabets that look like ours."""


def bare(name: str) -> str:
    """The letters and digits of a name as a reader in a hurry sees them."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(LOOKALIKES)
    return "".join(sign for sign in plain if sign.isalnum())


def refuse_more(matter: Matter, person: Person) -> None:
    """Raises TooManyAnswers when enough answers of this person stand in the matter or wait for a look."""
    standing = (State.PROPOSED, State.SHOWN)
    rows = PeerAnswer.objects.filter(person__in=everybody_who_is(person), state__in=standing)
    if rows.filter(matter=matter).count() >= MOST_EACH:
        raise TooManyAnswers(
            _("Several answers of yours stand here already. Withdraw one before you write another.")
        )


def at_once(desk: Desk, person: Person) -> bool:
    """Whether an answer of this person is shown before anybody at the desk has looked."""
    when = moderation_of(desk)
    if when != PeerModeration.When.KNOWN:
        return when == PeerModeration.When.AT_ONCE
    return found_correct(person)


def found_correct(person: Person) -> bool:
    """Whether the desk says of an answer of theirs that it is correct, and of none that it is wrong."""
    rows = PeerMark.objects.standing().filter(peer_answer__person__in=everybody_who_is(person))
    newest = {row.peer_answer_id: row.verdict for row in rows.order_by("at", "pk")}
    return bool(newest) and set(newest.values()) == {PeerMark.Verdict.CORRECT}


def withdraw(answer: PeerAnswer, *, by: Person, now: datetime) -> PeerAnswer:
    """Its writer takes it back: nobody reads it any more. Raises NotTheirs."""
    return their_move(answer, State.WITHDRAWN, by=by, now=now)


def bring_back(answer: PeerAnswer, *, by: Person, now: datetime) -> PeerAnswer:
    """Its writer shows it again; if it had never been shown, it waits for a look again. Raises NotTheirs."""
    if answer.state != State.WITHDRAWN:
        raise NotTheirs(_("This answer is not withdrawn."))
    last = answer.transitions.order_by("-at", "-pk").first()
    back = State.SHOWN if last and last.from_state == State.SHOWN else State.PROPOSED
    return their_move(answer, back, by=by, now=now)


def forget(people: Collection[int], *, now: datetime) -> int:
    """These persons are erased: their answers go, or stay without a name where they wished that; returns how
    many. Whom they helped still counts, and whoever left the queue by them is not called back.
    """
    rows = PeerAnswer.objects.filter(person__in=people)
    with transaction.atomic():
        for answer in rows.filter(outlives=False).exclude(state=State.WITHDRAWN):
            answer.move_to(State.WITHDRAWN, by=None, now=now, why=BY_WRITER)
        rows.filter(outlives=False).update(text="")
        return rows.update(shown_name="", with_rank=False, conversation=None)


def their_move(answer: PeerAnswer, state: str, *, by: Person, now: datetime) -> PeerAnswer:
    """A change that is the writer's own, with its row."""
    if answer.person_id not in everybody_who_is(by):
        raise NotTheirs(_("Only whoever wrote an answer can withdraw it, or show it again."))
    with transaction.atomic():
        answer.move_to(state, by=None, now=now, why=BY_WRITER)
        verb = "withdraw" if state == State.WITHDRAWN else "bring back"
        log(answer.desk, verb, answer, by=None, now=now)
    return answer
