"""What is done with the data: one register, read by everybody in plain words and by the law by activity."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from saule.desk.data_office import office_of
from saule.desk.models import Role
from saule.people import register
from saule.people.asking import ask
from saule.people.lifetimes import limited
from saule.people.register import PERSONAL, PersonalField
from saule.web.processing import HELP, SIGN, TITLES, WORK, WRITE, parts, whom
from saule.web.settings.words import FIELDS, RECORDS

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def notice(desk):
    """The address of the notice."""
    return reverse("privacy", args=[desk.public_id])


def test_everybody_reads_it_in_both_languages_without_a_cookie(notice, client):
    english = client.get(notice, {"lang": "en"})
    assert english.status_code == 200
    assert not english.cookies
    assert "public" in english["Cache-Control"]
    assert english["Content-Language"] == "en"
    assert "If you write to us" in text(english)
    french = text(client.get(notice, {"lang": "fr"}))
    assert "Si vous nous écrivez" in french
    assert '<html lang="fr">' in french
    assert client.get("/public/nosuchdesk/privacy").status_code == 404
    assert client.post(notice).status_code == 405


def test_nothing_is_kept_that_the_notice_does_not_say(notice, client):
    page = client.get(notice, {"lang": "en"})
    html = text(page)

    told = sum(len(line.codes.split(", ")) for part in page.context["parts"] for line in part.each())
    assert told == len(PERSONAL)
    with override("en"):
        for entry in PERSONAL.values():
            for words in (entry.purpose, entry.basis, entry.expiry, entry.seen_by):
                assert escape(str(words)) in html


def test_a_field_that_is_added_stands_in_it_at_once(notice, client, monkeypatch):
    entry = PersonalField("to send birthday cards", "consent", "the next birthday", "the mayor")
    monkeypatch.setitem(register.PERSONAL, "matters.Birthday.day", entry)

    assert text(client.get(notice, {"lang": "en"})).count("to send birthday cards") == 2  # short, and in full


def test_each_record_and_field_has_a_name_for_people():
    labels = {name.rpartition(".")[0] for name in PERSONAL} | limited().keys()
    assert labels - RECORDS.keys() == set()
    assert {name.rpartition(".")[2] for name in PERSONAL} - FIELDS.keys() == set()


def test_each_record_stands_where_people_look_for_it():
    assert [whom(record) for record in ("matters.Message", "people.Person", "email.DeadLetter")] == [
        WRITE
    ] * 3
    assert whom("matters.Signature") == SIGN
    assert whom("matters.PeerAnswer") == HELP
    assert [whom(record) for record in ("desk.User", "desk.SecondFactor")] == [WORK] * 2
    assert [part.code for part in parts()] == list(TITLES)


def test_who_answers_for_it_is_stated_by_the_owner_and_read_by_everybody(
    notice, client, alice, sign_in, desk
):
    assert "has not yet said" in text(client.get(notice, {"lang": "en"}))
    owner = sign_in(alice)
    address = reverse("data-office")
    said = {"controller": "Ville de Saint-Aubin", "officer": "Dora", "contact": "dpo@ville.example"}
    assert "must be able" in text(owner.post(address, {**said, "contact": " "})) or office_of(desk) is None
    owner.post(address, said)

    office = office_of(desk)
    assert office
    assert (office.controller, office.officer, office.by) == ("Ville de Saint-Aubin", "Dora", alice.user)
    assert desk.events.first().verb == "state data office"
    owner.post(address, said)
    assert desk.data_offices.count() == 1
    html = text(client.get(notice, {"lang": "en"}))
    for words in ("Ville de Saint-Aubin", "Dora", "dpo@ville.example", "Nothing is sent there."):
        assert words in html


def test_what_the_form_asks_stands_in_it(notice, client, desk, alice, now):
    assert "What our form asks" not in text(client.get(notice, {"lang": "en"}))
    ask(desk, "street", by=alice.user, now=now)
    assert "To find the place that you write about" in text(client.get(notice, {"lang": "en"}))


def test_the_register_of_processing_says_for_each_activity_what_the_law_asks(desk, alice, colleague, sign_in):
    reader = sign_in(colleague(Role.AUDITOR))
    page = text(reader.get(reverse("processing")))
    data = json.loads(reader.get(reverse("processing-json")).content)
    rows = list(csv.reader(io.StringIO(text(reader.get(reverse("processing-csv"))).removeprefix("\ufeff"))))

    assert len(data["activities"]) == len(TITLES) == len(rows) - 1
    for activity, row in zip(data["activities"], rows[1:], strict=True):
        assert activity["activity"] in page
        assert activity["activity"] in row
        assert all(activity.values())
    kept = {purpose for one in data["activities"] for purpose in one["purposes"]}
    assert len(kept) == len({str(entry.purpose) for entry in PERSONAL.values()})


def test_every_page_outside_leads_to_it(world, desk, client, owner):
    link = reverse("privacy", args=[desk.public_id])
    for name in ("status", "unsubscribe", "board"):
        assert link in text(client.get(world.url(name))), name
