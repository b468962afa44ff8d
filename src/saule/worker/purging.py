"""Purging: what was kept as long as it may be goes, a batch at a time; rows say how many went, not what.

Once a day everything at a desk is looked through. A person whose time is over is erased as if they had asked;
of somebody still in contact, old conversations are emptied. Colleagues are forgotten a year after they left.
"""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q, QuerySet

from saule.desk.models import Desk, User
from saule.matters import groupers, indexing
from saule.matters.models import Message, Source
from saule.matters.receiving import position_digest
from saule.people.askable import CATALOGUE
from saule.people.erasing import GONE, ask_erasure, emptied, erase, nothing
from saule.people.lifetimes import all_over, limited
from saule.people.models import Detail, ErasureProof, Person, Purged, PurgeRound, Tombstone
from saule.people.register import PERSONAL

BATCH = 500
PERSONS = 5
"""So many rows of a record, and persons, in one round of the worker."""
AHEAD = timedelta(days=30)
WHY = "kept as long as the register says"

Rows = QuerySet[models.Model]
Way = Callable[[Desk, Rows, datetime], int]


def purge_due(desk: Desk, *, now: datetime) -> int:
    """A batch of what is over at this desk, unless today's round is done; returns how many rows went."""
    day = desk.local_date(now)
    stated = desk.shortenings.order_by("pk").values_list("at", flat=True).last()
    done = desk.purge_rounds.filter(day=day)
    if (done.filter(at__gte=stated) if stated else done).exists():
        return 0
    gone = sum(purge(desk, label, rows, now) for label, rows in left_over(desk, now).items())
    if not gone:
        facts = {"at": now, "coming": coming(desk, now)}
        PurgeRound.objects.update_or_create(desk=desk, day=day, defaults=facts)
    return gone


def coming(desk: Desk, now: datetime) -> dict[str, int]:
    """How many rows of each record are over within the next thirty days."""
    counted = {label: rows.count() for label, rows in left_over(desk, now + AHEAD).items()}
    return {label: count for label, count in counted.items() if count}


def left_over(desk: Desk, now: datetime) -> Mapping[str, Rows]:
    """The rows of each record whose time is over by now, and that still hold something."""
    found = {label: rows.filter(holding(label, rows.model)) for label, rows in all_over(desk, now).items()}
    found["people.Detail"] = found["people.Detail"] | sooner(desk, now)
    found["people.Person"] = whole(found["people.Person"])
    return found


def whole(rows: Rows) -> Rows:
    """Of these persons those to whom nobody was joined who is still in contact, and who still have to go."""
    joined = Person.objects.filter(erased_at=None, joined_into__isnull=False)
    in_contact = joined.exclude(pk__in=rows.values("pk")).values("joined_into")
    asked = ErasureProof.objects.filter(done_at=None).values("person")
    return rows.filter(joined_into=None).exclude(pk__in=in_contact).exclude(pk__in=asked)


def sooner(desk: Desk, now: datetime) -> Rows:
    """What people answered to fields that are kept for less time than others."""
    over = Q(pk__in=[])
    for code, field in CATALOGUE.items():
        over |= Q(code=code, given_at__lt=now - field.kept)
    return Detail.objects.filter(over, person__desk=desk)


def holding(label: str, model: type[models.Model]) -> Q:
    """Whether a row still holds something: what was emptied before is not looked at again."""
    how = limited()[label].end.how
    if label == "people.Person":
        return Q(erased_at=None)
    if label == "people.Address":
        return ~Q(value__startswith="erased:")
    if label == "desk.User":
        return ~Q(email__startswith="erased:")
    if how == "delete" or label == "desk.FederatedIdentity":
        return Q()
    held = Q(pk__in=[])
    for column in columns(model):
        held |= ~Q(**{column.name: nothing(column)})
    return held


def columns(model: type[models.Model]) -> "list[models.Field[object, object]]":
    """The columns of a model that the register has emptied."""
    found = []
    for column in model._meta.local_concrete_fields:
        entry = PERSONAL.get(f"{model._meta.label}.{column.name}")
        if entry and entry.end and (entry.end.how != "keep" or model._meta.app_label == "desk"):
            found.append(column)
    return found


def purge(desk: Desk, label: str, rows: Rows, now: datetime) -> int:
    """Ends a batch of these rows, and notes how many there were, in one transaction.

    Each person is erased in one of their own, with a proof: that takes long, and others have to write too.
    """
    with nullcontext() if label == "people.Person" else transaction.atomic():
        count = WAYS.get(label, way_of(label))(desk, rows, now)
        if count:
            Purged.objects.create(desk=desk, record=label, count=count, at=now)
    return count


def way_of(label: str) -> Way:
    """What the register says of the rows of a record: gone, or emptied."""
    return deleted if limited()[label].end.how == "delete" else blanked


def keys_of(rows: Rows, most: int = 0) -> list[int]:
    """The keys of a batch of these rows, the oldest first."""
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct()[: most or BATCH])


def deleted(_desk: Desk, rows: Rows, _now: datetime) -> int:
    """The rows go."""
    keys = keys_of(rows)
    rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def blanked(_desk: Desk, rows: Rows, _now: datetime) -> int:
    """The rows stay, emptied."""
    return len(blank(rows))


def blank(rows: Rows) -> list[int]:
    """Empties a batch of these rows; returns their keys."""
    keys = keys_of(rows)
    found = {column.name: emptied(column) for column in columns(rows.model)}
    rows.model._default_manager.filter(pk__in=keys).update(**found)
    return keys


def messages(desk: Desk, rows: Rows, _now: datetime) -> int:
    """Messages are emptied, found by their month only, and compared with no others any more."""
    keys = blank(rows)
    if keys:
        indexing.forget(messages=keys)
        indexing.index_stored(keys)
        groupers.forget_all(desk)
    return len(keys)


def addresses(_desk: Desk, rows: Rows, _now: datetime) -> int:
    """Addresses are emptied; nobody is found by them any more."""
    keys = blank(rows)
    owners = Person.objects.filter(addresses__in=keys, erased_at=None)
    people = sorted({one.joined_into_id or one.pk for one in owners})
    indexing.forget(people=people)
    indexing.index_people(people)
    return len(keys)


def originals(desk: Desk, rows: Rows, now: datetime) -> int:
    """Mails as they came go; of each place a digest stays, so that it is never read from there again."""
    found = dict(Source.objects.filter(pk__in=keys_of(rows)).values_list("pk", "position"))
    Tombstone.objects.bulk_create(
        (Tombstone(desk=desk, digest=position_digest(one), at=now) for one in found.values()),
        ignore_conflicts=True,
    )
    Message.objects.filter(source__in=found).update(source=None)
    return Source.objects.filter(pk__in=found).delete()[0]


def erased(_desk: Desk, rows: Rows, now: datetime) -> int:
    """Persons are erased as if they had asked."""
    people = Person.objects.select_related("desk").filter(pk__in=keys_of(rows, PERSONS))
    for person in people:
        language = person.language or person.desk.language
        erase(ask_erasure(person, by=None, now=now, language=language, why=WHY), now=now)
    return len(people)


def forgotten(_desk: Desk, rows: Rows, _now: datetime) -> int:
    """Colleagues who left long ago: who they were goes, what they did stays with a number."""
    keys = keys_of(rows)
    for user in User.objects.filter(pk__in=keys):
        user.email, user.name = f"erased:{user.pk}", GONE
        user.set_unusable_password()
        user.save(update_fields=["email", "name", "password"])
    return len(keys)


WAYS: dict[str, Way] = {
    "people.Person": erased,
    "people.Address": addresses,
    "desk.User": forgotten,
    "desk.FederatedIdentity": deleted,
    "matters.Message": messages,
    "matters.Source": originals,
}
"""Records of which more goes than the register can say row by row."""
