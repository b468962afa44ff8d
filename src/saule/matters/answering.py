"""Answering: written once for the matter, approved, and sent to each person in their own thread."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saule.desk.models import Mailbox, Membership, User, log
from saule.engines.masking import mask_cards
from saule.matters import approving, guarding, leasing
from saule.matters.asking import Wish, ask_all
from saule.matters.audience import Audience, Recipient, Why, audience, recipients
from saule.matters.counting import recount
from saule.matters.errors import CannotAnswer
from saule.matters.following_up import followed_up, objecting
from saule.matters.indexing import index_answers
from saule.matters.models import Answer, AnswerText, Delivery, Matter
from saule.matters.placeholders import fill, name_in, neutral_of, unfit

IN_THE_MAKING = (Answer.State.DRAFT, Answer.State.PROPOSED, Answer.State.APPROVED)
TEXT_CHANGED = "text changed"
ANSWERED = "answered"
MANY = 2
"""An answer to so many people is a common one."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What one recipient would get; ``missing`` says what would be wrong with it, in words."""

    subject: str
    body: str
    language: str
    address: str
    missing: str


def draft_for(matter: Matter, *, by: User, now: datetime) -> Answer:
    """The answer in the making, or a new draft."""
    answer = matter.answers.filter(state__in=IN_THE_MAKING).order_by("-created_at").first()
    if answer is not None:
        return answer
    try:
        with transaction.atomic():
            Matter.objects.filter(pk=matter.pk).update(touched_by_person=True)
            return Answer.objects.create(desk=matter.desk, matter=matter, author=by, created_at=now)
    except IntegrityError:
        # A colleague began at the same moment: one answer is in the making, and it is theirs.
        return matter.answers.filter(state__in=IN_THE_MAKING).latest("created_at")


def save_text(answer: Answer, language: str, body: str, *, by: User, now: datetime) -> AnswerText:
    """Keeps the words written so far. Changing a proposed or approved answer makes it a draft again.

    Card numbers are masked: nobody needs them back.
    """
    body = mask_cards(body).text
    with transaction.atomic():
        hold(answer)
        if answer.state == Answer.State.SENT:
            raise CannotAnswer(
                _("This answer has been sent and cannot be changed. Write a correction instead.")
            )
        before = answer.texts.filter(language=language).first()
        if before is not None and before.body == body:
            return before
        if answer.state != Answer.State.DRAFT:
            answer.move_to(Answer.State.DRAFT, by=by, now=now, why=TEXT_CHANGED)
        text, _made = AnswerText.objects.update_or_create(
            answer=answer, language=language, defaults={"body": body, "saved_at": now}
        )
        approving.note_writer(answer, by=by, now=now)
        index_answers([text.pk])
    return text


def hold(answer: Answer) -> None:
    """Reads where the answer stands now, and keeps it there until the transaction ends."""
    answer.state = Answer.objects.select_for_update().values_list("state", flat=True).get(pk=answer.pk)


def text_for(answer: Answer, language: str) -> AnswerText | None:
    """The text in this language, else in the desk's, else any that is written."""
    texts = {text.language: text for text in answer.texts.all() if text.body.strip()}
    return texts.get(language) or texts.get(answer.desk.language) or next(iter(texts.values()), None)


def preview(answer: Answer, recipient: Recipient) -> Preview:
    """What this recipient would get, word for word."""
    text = text_for(answer, recipient.language)
    language = text.language if text else recipient.language
    name = recipient.person.name
    body = fill(text.body, values_for(answer, name, language), neutral=neutral_of(name)) if text else ""
    return Preview(
        subject=reply_subject(recipient.conversation.subject, language, answer.matter.title),
        body=body,
        language=language,
        address=recipient.address.value,
        missing=missing_in(text, recipient.language),
    )


def values_for(answer: Answer, name: str, language: str) -> dict[str, str]:
    """What each placeholder of an answer becomes for a reader of this name. Dates are one person's own."""
    return {"name": name_in(language, name), "desk": answer.desk.name, "matter": answer.matter.title}


def reply_subject(subject: str, language: str, title: str) -> str:
    """The subject of a reply: theirs, marked as a reply once."""
    subject = subject.strip() or title
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"[:300]


def missing_in(text: AnswerText | None, language: str) -> str:
    """What is wrong with what this reader would get, in words; empty if nothing is."""
    if text is None:
        return _("Nothing is written yet.")
    if text.language != language:
        return _("Nothing is written in this person’s language: they would get it in another.")
    return ""


def propose(answer: Answer, *, by: User, now: datetime) -> Answer:
    """Asks a colleague who may approve to read it."""
    check_fit(answer, now=now)
    return answer.move_to(Answer.State.PROPOSED, by=by, now=now)


def approve(
    answer: Answer, *, by: User, now: datetime, why: str = "", people: int | None = None, seen: str = ""
) -> Answer:
    """Somebody who may stands for the text (see ``approving``). Approving again changes nothing.

    ``seen``: the digest of what they have read. Raises ChangedMeanwhile when it reads otherwise by now.
    """
    check_fit(answer, now=now)
    with transaction.atomic():
        hold(answer)
        approving.refuse_changed(answer, seen)
        return approving.approve(answer, by=by, now=now, why=why, people=people)


def is_written(answer: Answer) -> bool:
    """Whether there is something to read in any language."""
    return text_for(answer, answer.desk.language) is not None


def check_written(answer: Answer) -> None:
    """Raises CannotAnswer when there is nothing to read, or a placeholder that nothing would be put for."""
    if not is_written(answer):
        raise CannotAnswer(_("Nothing is written yet. Write the answer in at least one language."))
    for text in answer.texts.all():
        if wrong := unfit(text.body, values_for(answer, "", text.language)):
            raise CannotAnswer(wrong)


def check_fit(answer: Answer, *, now: datetime) -> None:
    """Raises CannotAnswer when it cannot be read as it is, FiguresInDoubt when nobody stands for a figure."""
    check_written(answer)
    guarding.check_answer(answer, now=now)


def send(answer: Answer, *, by: Membership, now: datetime, people: int | None = None, seen: str = "") -> int:
    """Asks for one delivery to each person of its audience (see there); returns how many.

    Called again after it was sent, it reaches those who wrote since. Raises NeedsApproval when the audience
    is large and nobody has approved who has not written it (alone at a desk: when ``people`` is not their
    number), CannotAnswer when nobody can be written to, FiguresInDoubt when nobody stands for a figure, and
    ChangedMeanwhile when it does not read any more as ``seen`` (its digest) says.
    """
    with transaction.atomic():
        hold(answer)
        approving.refuse_changed(answer, seen)
        check_fit(answer, now=now)
        found = audience(answer.matter, answer)
        if words := nobody(answer, found):
            raise CannotAnswer(words)
        approving.stand_for(answer, by=by, now=now, people=people)
        deliver(answer, recipients(found), now=now)
        guarding.note_answer(answer, now=now)
        close(answer, by=by.user, now=now)
        log(
            answer.desk,
            "send",
            answer,
            by=by.user,
            now=now,
            people=len(found),
            matter=answer.matter.public_id,
        )
        recount({answer.matter_id}, now=now)
    return len(found)


def nobody(answer: Answer, found: Audience) -> str:
    """Why nobody is left to send it to, in words; empty if somebody is."""
    if found.places:
        return ""
    if answer.state == Answer.State.SENT:
        return _("Everybody who wrote has been sent this answer already.")
    if found.unreachable or found.why == Why.EVERYBODY:
        return _("Nobody here can be written to.")
    return _("Nobody waits for another answer. To change what was said, write a correction.")


def deliver(answer: Answer, to: Iterable[Recipient], *, now: datetime) -> None:
    """One row of the outbox for each recipient, which leaves when there was time to undo it. Asking twice is
    the same as asking once.
    """
    mailbox = answer.desk.mailboxes.order_by("pk").first()
    if mailbox is None:
        raise CannotAnswer(_("The desk has no mailbox to answer from. Add one in the settings."))
    leaves = now + timedelta(seconds=answer.desk.undo_seconds)
    # A copy that holds its texts: they are read once, not for each recipient.
    written = Answer.objects.select_related("desk", "matter").prefetch_related("texts").get(pk=answer.pk)
    to = list(to)
    apart = beside(written, [recipient.conversation.pk for recipient in to])
    wishes = [wish_for(written, one, mailbox, leaves, beside=one.conversation.pk in apart) for one in to]
    ask_all(answer.desk, wishes, now=now)


def beside(answer: Answer, conversations: Collection[int]) -> set[int]:
    """In which of these conversations the answer does not end the wait: it goes to many, and these wait for
    an answer of their own. Who says that they have none is not content with a correction of it either.
    """
    if len(conversations) < MANY:
        return set()
    apart = followed_up(conversations)
    return apart | objecting(conversations) if answer.corrects_id else apart


def wish_for(
    answer: Answer, recipient: Recipient, mailbox: Mailbox, leaves: datetime, *, beside: bool = False
) -> Wish:
    """What this recipient is to get, the same as they would see it in the preview."""
    words = preview(answer, recipient)
    return Wish(
        key=f"answer:{answer.public_id}:{recipient.person.public_id}",
        purpose=Delivery.Purpose.ANSWER,
        conversation=recipient.conversation,
        person=recipient.person,
        address=recipient.address,
        mailbox=mailbox,
        language=words.language,
        subject=words.subject,
        body=words.body,
        answer=answer,
        beside=beside,
        not_before=leaves,
    )


def close(answer: Answer, *, by: User, now: datetime) -> None:
    """The answer counts as sent and its matter as answered; what follows per person is in the outbox."""
    if answer.state != Answer.State.SENT:
        answer.move_to(Answer.State.SENT, by=by, now=now)
    leasing.answered(answer.matter, now=now)
    # A correction goes to people who had an answer: others may still wait for theirs.
    if answer.matter.is_open and not (answer.corrects_id and audience(answer.matter).places):
        answer.matter.move_to(Matter.State.ANSWERED, by=by, now=now, why=ANSWERED)
