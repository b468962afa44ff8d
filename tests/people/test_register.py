"""No personal field without a purpose, a basis and an expiry."""

import pytest
from django.db import models
from django.test.utils import isolate_apps

from saule.people import register
from saule.people.register import PersonalField


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
    register.personal("people.Thing", diary=PersonalField("to remember", "consent", "a year", "nobody"))
    register.impersonal("people.Thing", "code", because="a code")
    assert register.check_register([Thing]) == []


def test_an_entry_without_its_field_is_found(monkeypatch):
    monkeypatch.setattr(register, "IMPERSONAL", {**register.IMPERSONAL, "people.Person.shoe_size": "?"})
    assert [error.id for error in register.check_register()] == ["saule.E002"]


def test_an_entry_in_both_lists_is_found(monkeypatch):
    monkeypatch.setattr(register, "IMPERSONAL", {**register.IMPERSONAL, "people.Person.name": "?"})
    assert [error.id for error in register.check_register()] == ["saule.E003"]
