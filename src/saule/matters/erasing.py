"""Erasing, as matters know it: originals, peers' answers, the search index, and words that many share."""

from django.db.models import Q

from saule.matters import describing, groupers
from saule.matters.because import ERASED
from saule.matters.indexing import forget, index_answers, index_matters, index_stored
from saule.matters.models import (
    AnswerText,
    Confirmation,
    Delivery,
    Filing,
    HandOver,
    Matter,
    Message,
    Note,
    PeerAnswer,
    Publication,
    Signature,
    Source,
)
from saule.matters.peering import forget as forget_answers
from saule.matters.receiving import position_digest
from saule.matters.renaming import without_them
from saule.people.erasing import GONE, Done, Erasure, Phase, erases
from saule.people.models import Tombstone
from saule.people.register import RECORDS

SHARED = (
    (Matter, "title", "pk"),
    (AnswerText, "body", "answer__matter"),
    (Note, "body", "matter"),
    (HandOver, "context", "matter"),
    (Publication, "title_fr", "matter"),
    (Publication, "title_en", "matter"),
    (Publication, "summary_fr", "matter"),
    (Publication, "summary_en", "matter"),
)
"""Words that colleagues wrote about a matter for many; and how they hang on it."""


def their_messages(under_way: Erasure) -> list[int]:
    """What they wrote and what they were sent."""
    rows = Message.objects.filter(RECORDS["matters.Message"].of(under_way.people))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def their_matters(under_way: Erasure) -> list[int]:
    """The matters that hold a message of theirs, or their support."""
    filed = Filing.objects.filter(message__in=their_messages(under_way)).values_list("matter", flat=True)
    signed = Signature.objects.filter(person__in=under_way.people).values_list("matter", flat=True)
    return sorted({*filed, *signed})


@erases(Phase.BEFORE)
def originals(under_way: Erasure) -> None:
    """The mails as they came; of each place a digest stays, so that it is never read from there again."""
    desk, rows = under_way.proof.desk, Source.objects.filter(RECORDS["matters.Source"].of(under_way.people))
    found = dict(rows.values_list("pk", "position"))
    Tombstone.objects.bulk_create(
        (
            Tombstone(desk=desk, digest=position_digest(position), at=under_way.now)
            for position in found.values()
        ),
        ignore_conflicts=True,
    )
    Message.objects.filter(source__in=found).update(source=None)
    Source.objects.filter(pk__in=found).delete()
    under_way.note("matters.Source", Done.DELETED, len(found))
    under_way.note("people.Tombstone", Done.KEPT, len(found))


@erases(Phase.BEFORE)
def work(under_way: Erasure) -> None:
    """What is not sent yet never leaves; what is not grouped yet never will be."""
    waiting = Delivery.objects.to_send().filter(person__in=under_way.people)
    for delivery in waiting:
        delivery.move_to(Delivery.State.REFUSED, by=None, now=under_way.now, why=ERASED)
    Message.objects.filter(pk__in=their_messages(under_way), grouped_at=None).update(grouped_at=under_way.now)


@erases(Phase.BEFORE)
def peer_answers(under_way: Erasure) -> None:
    """What they answered to others is shown no more; a text may stay, without a name, if they wished so."""
    mine = PeerAnswer.objects.filter(person__in=under_way.people)
    staying, going = mine.filter(outlives=True).count(), mine.filter(outlives=False).count()
    forget_answers(under_way.people, now=under_way.now)
    under_way.note("matters.PeerAnswer.text", Done.EMPTIED, going)
    under_way.note("matters.PeerAnswer.shown_name", Done.EMPTIED, staying + going)
    under_way.note("matters.PeerAnswer", Done.KEPT, staying)


@erases(Phase.BEFORE)
def asked_for(under_way: Erasure) -> None:
    """What was asked for under their addresses on the public pages, confirmed or not."""
    values = [one.value for one in under_way.addresses]
    theirs = Q(person__in=under_way.people) | Q(desk=under_way.proof.desk, value__in=values)
    keys = list(Confirmation.objects.filter(theirs).values_list("pk", flat=True))
    Confirmation.objects.filter(pk__in=keys).delete()
    under_way.note("matters.Confirmation", Done.DELETED, len(keys))


@erases(Phase.BEFORE)
def names_in_shared_words(under_way: Erasure) -> None:
    """Their names and addresses in what colleagues wrote about the matters."""
    names, matters = under_way.names(), their_matters(under_way)
    if names is None:
        return
    for model, column, path in SHARED:
        rows = model._default_manager.filter(**{f"{path}__in": matters})
        found = {key: text for key, text in rows.values_list("pk", column) if names.search(text)}
        for key, text in found.items():
            model._default_manager.filter(pk=key).update(**{column: names.sub(GONE, text)})
        under_way.note(f"shared.{model._meta.label}.{column}", Done.MASKED, len(found))


@erases(Phase.BEFORE)
def words(under_way: Erasure) -> None:
    """Everything of theirs in the search index."""
    gone = forget(messages=their_messages(under_way))
    under_way.note("matters.MessageWords", Done.DELETED, gone)
    under_way.note("matters.PersonWords", Done.DELETED, forget(people=under_way.people))


@erases(Phase.AFTER)
def words_that_stay(under_way: Erasure) -> None:
    """Matters are called and found by the words of others; emptied messages by their month only."""
    matters = their_matters(under_way)
    for place, count in without_them(under_way.proof.desk, matters, under_way.people).items():
        under_way.note(place, Done.MASKED, count)
    answers = list(AnswerText.objects.filter(answer__matter__in=matters).values_list("pk", flat=True))
    forget(matters=matters, answers=answers)
    index_matters(matters)
    index_answers(answers)
    index_stored(their_messages(under_way))
    under_way.note("matters.MatterWords", Done.MASKED, len(matters))
    under_way.note("matters.AnswerWords", Done.MASKED, len(answers))


@erases(Phase.OUTSIDE)
def memories(under_way: Erasure) -> None:
    """What this process remembers of messages; others drop theirs when they next look (``groupers``)."""
    groupers.forget_all(under_way.proof.desk)
    describing.KNOWLEDGE.pop(under_way.proof.desk_id, None)
    under_way.note("memory.grouping", Done.DELETED, 1)
