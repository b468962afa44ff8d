"""No personal field without a purpose, a basis and an expiry."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from saule.people import register
from saule.people.models import Address, Person
from saule.people.register import BLANK, DELETE, End, Lifetime, PersonalField


def test_every_field_is_registered():
    assert [error.msg for error in register.check_register()] == []


def test_every_entry_says_everything():
    assert len(register.PERSONAL) > 20
    for name, entry in register.PERSONAL.items():
        for part in (entry.purpose, entry.basis, entry.expiry, entry.seen_by):
            assert str(part).strip(), name
    assert all(register.IMPERSONAL.values())


@pytest.mark.parametrize(
    "name", ["people.Person.name", "people.Address.value", "matters.Message.text", "matters.Source.raw"]
)
def test_what_is_obviously_personal_is_said_to_be(name):
    assert name in register.PERSONAL


@isolate_apps("saule.people")
@pytest.mark.parametrize(
    "field",
    [
        models.CharField(max_length=20),
        models.TextField(),
        models.EmailField(),
        models.JSONField(),
        models.BinaryField(),
        models.GenericIPAddressField(),
        models.FileField(),
    ],
    ids=lambda field: type(field).__name__,
)
def test_a_field_that_nobody_registered_is_found(field):
    thing = type(
        "Thing",
        (models.Model,),
        {"__module__": "saule.people.models", "diary": field.clone(), "age": models.IntegerField()},
    )
    errors = register.check_register([thing])
    assert [error.id for error in errors] == ["saule.E001"]
    assert "people.Thing.diary" in errors[0].msg


@isolate_apps("saule.people")
def test_a_registered_field_is_fine(monkeypatch):
    class Thing(models.Model):
        diary = models.TextField()
        code = models.CharField(max_length=3)

        class Meta:
            app_label = "people"

    monkeypatch.setattr(register, "PERSONAL", dict(register.PERSONAL))
    monkeypatch.setattr(register, "IMPERSONAL", dict(register.IMPERSONAL))
    monkeypatch.setattr(register, "RECORDS", dict(register.RECORDS))
    register.record("people.Thing", end=BLANK, lifetime=Lifetime(because="never"), nobody="of nobody")
    register.personal("people.Thing", diary=PersonalField("to remember", "consent", "a year", "nobody"))
    register.impersonal("people.Thing", "code", because="a code")
    assert register.check_register([Thing]) == []


def test_an_entry_without_its_field_is_found(monkeypatch):
    monkeypatch.setattr(register, "IMPERSONAL", {**register.IMPERSONAL, "people.Person.shoe_size": "?"})
    assert [error.id for error in register.check_register()] == ["saule.E002"]


def test_an_entry_in_both_lists_is_found(monkeypatch):
    monkeypatch.setattr(register, "IMPERSONAL", {**register.IMPERSONAL, "people.Person.name": "?"})
    assert [error.id for error in register.check_register()] == ["saule.E003"]


def test_a_field_takes_path_end_and_lifetime_from_its_record():
    words = register.PERSONAL["matters.Objection.words"]
    assert (words.path, words.end, words.lifetime.since) == (
        ("conversation__person",),
        BLANK,
        ("conversation__last_at",),
    )


def test_an_entry_may_bring_an_end_of_its_own():
    assert register.PERSONAL["matters.Delivery.language"].end.how == "keep"
    assert register.PERSONAL["matters.Delivery.body"].end == BLANK


@pytest.mark.parametrize(
    "lacking",
    [
        {"path": ()},
        {"path": ("person__shoes",)},
        {"path": ("address",)},
        {"end": End("keep")},
        {"lifetime": Lifetime()},
        {"lifetime": Lifetime(30)},
        {"lifetime": Lifetime(30, ("person",))},
    ],
)
def test_a_record_that_does_not_say_all_is_found(monkeypatch, lacking):
    whole = {"path": ("person",), "end": DELETE, "lifetime": Lifetime(30, ("at",))}
    monkeypatch.setattr(register, "RECORDS", dict(register.RECORDS))
    monkeypatch.setattr(register, "PERSONAL", dict(register.PERSONAL))
    register.record("people.Likeness", **whole)
    assert register.check_register() == []
    register.record("people.Likeness", **{**whole, **lacking})
    register.personal("people.Likeness", evidence=PersonalField("to know", "consent", "a month", "nobody"))
    assert "saule.E004" in {error.id for error in register.check_register()}


def test_an_entry_without_a_record_is_found(monkeypatch):
    monkeypatch.delitem(register.RECORDS, "matters.Objection")
    monkeypatch.setattr(register, "PERSONAL", dict(register.PERSONAL))
    register.personal("matters.Objection", words=PersonalField("to know", "consent", "a month", "nobody"))
    assert [error.id for error in register.check_register()] == ["saule.E004"]


def test_a_model_that_hangs_on_a_person_and_has_no_record_is_found(monkeypatch):
    monkeypatch.delitem(register.RECORDS, "matters.Endorsement")
    assert [error.id for error in register.check_register()] == ["saule.E005"]


def test_the_store_understands_every_path_and_lifetime(desk, now):
    person = Person.objects.create(desk=desk, name="Ana", created_at=now)
    for label, about in register.RECORDS.items():
        rows = apps.get_model(label)._default_manager
        assert rows.filter(about.touching([person.pk])).count() == int(label == "people.Person"), label
        if (over := about.lifetime.over(now)) is not None:
            assert rows.filter(over).count() == 0, label


def test_time_is_over_after_the_last_of_the_moments(desk, now):
    person = Person.objects.create(desk=desk, name="Ana", created_at=now)
    address = Address.objects.create(
        desk=desk, person=person, channel="email", value="ana@example.org", created_at=now
    )
    lifetime = register.RECORDS["people.Person"].lifetime
    later = now + timedelta(days=lifetime.days + 1)
    assert not Person.objects.filter(lifetime.over(now)).exists()
    assert Person.objects.filter(lifetime.over(later)).exists()
    person.conversations.create(desk=desk, opened_at=now, last_at=later)
    assert not Person.objects.filter(lifetime.over(later)).exists()
    assert Address.objects.filter(register.RECORDS["people.Address"].lifetime.over(later)).get() == address
