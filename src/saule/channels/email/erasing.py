"""Erasing, as the e-mail channel knows it: mails written to files, and mails that could not be kept."""

from django.conf import settings

from saule.channels.email.models import DeadLetter
from saule.channels.email.outbox import Outbox
from saule.matters.models import Delivery
from saule.matters.receiving import position_digest
from saule.people.erasing import Done, Erasure, Phase, erases
from saule.people.models import Tombstone


@erases(Phase.FILES)
def files(under_way: Erasure) -> None:
    """The mails to them that lie in the folder where mails are written for trying out."""
    names = Delivery.objects.filter(person__in=under_way.people).values_list("public_id", flat=True)
    links = under_way.links().values_list("public_id", flat=True)
    gone = Outbox(settings.HOME / "outbox").forget([*names, *links])
    under_way.note("file.outbox", Done.DELETED, gone)


@erases(Phase.BEFORE)
def dead_letters(under_way: Erasure) -> None:
    """Mails of theirs that could not be kept: found by an address inside, and never fetched again."""
    wanted = [one.value.encode() for one in under_way.addresses]
    mine = DeadLetter.objects.filter(account__mailbox__desk=under_way.proof.desk).exclude(raw=None)
    theirs = [
        row for row in mine.iterator() if any(value in bytes(row.raw or b"").lower() for value in wanted)
    ]
    for row in theirs:
        if row.position:
            digest = position_digest(row.position)
            Tombstone.objects.get_or_create(
                desk=under_way.proof.desk, digest=digest, defaults={"at": under_way.now}
            )
        DeadLetter.objects.filter(pk=row.pk).update(raw=None, replayed_at=under_way.now)
    under_way.note("email.DeadLetter.raw", Done.DELETED, len(theirs))
