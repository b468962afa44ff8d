"""What nobody registered is never saved, and nothing starts with it."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from saule.desk.writing import create_rows, write_rows
from saule.people import guard, register
from saule.people.guard import Guard, Unregistered
from saule.people.models import Person
from saule.people.register import PERSONAL


def diary(module: str = "saule.people.models") -> type[models.Model]:
    """A model made on the fly, with a field in no list."""
    fields = {"words": models.TextField(), "at": models.DateTimeField(null=True)}
    meta = type("Meta", (), {"app_label": "people"})
    return type("Diary", (models.Model,), {"__module__": module, "Meta": meta, **fields})


WAYS = {
    "save": lambda model: model(words="I was there").save(),
    "create": lambda model: model.objects.create(words="I was there"),
    "bulk_create": lambda model: model.objects.bulk_create([model(words="I was there")]),
    "update": lambda model: model.objects.update(words="I was there"),
    "get_or_create": lambda model: model.objects.update_or_create(words="I was there"),
    "create_rows": lambda model: create_rows([model(words="I was there")]),
    "write_rows": lambda model: write_rows([model(pk=1, words="I was there")], ["words"]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
@isolate_apps("saule.people")
def test_however_it_is_saved_it_is_refused(way):
    with pytest.raises(Unregistered, match=r"Nothing was saved: people\.Diary\.words is not in the register"):
        WAYS[way](diary())


@pytest.mark.django_db
@isolate_apps("saule.people")
def test_once_registered_it_is_let_through(monkeypatch):
    monkeypatch.setitem(register.PERSONAL, "people.Diary.words", PERSONAL["people.Person.name"])
    assert Guard().db_for_write(diary()) is None


@isolate_apps("saule.people")
def test_a_model_as_a_migration_remembers_it_is_let_through():
    assert Guard().db_for_write(diary("__fake__")) is None


def test_each_model_is_looked_up_once(monkeypatch):
    monkeypatch.setattr(guard, "KNOWN", set())
    Guard().db_for_write(Person)
    monkeypatch.setattr(guard, "unregistered", lambda _models: pytest.fail("asked again"))
    Guard().db_for_write(Person)


def test_nothing_starts_with_an_unregistered_field(monkeypatch):
    fewer = {name: entry for name, entry in register.PERSONAL.items() if name != "people.Person.name"}
    monkeypatch.setattr(register, "PERSONAL", fewer)
    with pytest.raises(Unregistered, match=r"saule\.E001.*people\.Person\.name is not in the register"):
        apps.get_app_config("people").ready()
