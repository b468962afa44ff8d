"""What a desk's form asks: switched on by an owner, shown with its purpose, and seen by staff as a hint."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from tests.web.conftest import lea

from saule.desk.models import Role
from saule.people.asking import ask, asked
from saule.people.detailing import give
from saule.web.asked_fields import AskedFields

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_an_owner_switches_a_field_on_sees_it_as_people_do_and_off_again(world, owner, desk):
    page = text(owner.get(reverse("asked-fields")))
    assert "asks for the message and an address to answer to, and nothing else" in page
    assert "opens other doors" in page  # the date of birth is advised against

    address = reverse("asked-field", args=["telephone"])
    assert "It is asked to call you" in text(owner.get(address))
    page = text(owner.post(address, {}, follow=True))
    assert "The form asks it from now on" in page
    assert 'type="tel"' in page[page.index("As people see it") :]

    page = text(owner.post(address, {"required": "on"}))
    assert "needs a reason" in page
    owner.post(address, {"required": "on", "because": "we call back"})
    assert "Needed, because: we call back" in text(owner.get(reverse("asked-fields")))

    owner.post(reverse("asked-field-ending", args=["telephone"]))
    assert asked(desk) == []


def test_what_is_not_in_the_catalogue_has_no_page(world, owner):
    assert owner.get(reverse("asked-field", args=["shoe_size"])).status_code == 404
    assert owner.post(reverse("asked-field", args=["shoe_size"]), {}).status_code == 404


def test_a_form_outside_shows_each_purpose_and_gives_what_was_answered(desk, alice, now):
    ask(desk, "street", by=alice.user, now=now, required=True, because="the lamp must be found")
    ask(desk, "birth_date", by=alice.user, now=now)

    html = render_to_string("web/parts/asked_fields.html", {"form": AskedFields(desk=desk)})
    assert "Demandé pour retrouver le lieu" in html or "Asked to find the place" in html
    assert 'aria-describedby="id_asked_street_helptext"' in html
    assert html.count(" required") == 1

    assert not AskedFields({"asked_birth_date": "1980-02-03"}, desk=desk).is_valid()
    wrong = AskedFields({"asked_street": "rue Haute", "asked_birth_date": "yesterday"}, desk=desk)
    assert list(wrong.errors) == ["asked_birth_date"]
    form = AskedFields({"asked_street": " rue Haute ", "asked_telephone": "0612345678"}, desk=desk)
    assert form.is_valid()
    assert form.answers() == {"street": "rue Haute"}


def test_a_desk_that_asks_nothing_shows_nothing(desk):
    assert render_to_string("web/parts/asked_fields.html", {"form": AskedFields(desk=desk)}).strip() == ""


def test_staff_see_a_hint_until_they_say_why(world, owner, desk, alice, now):
    for code in ("telephone", "street", "file_number"):
        ask(desk, code, by=alice.user, now=now)
    answers = {"telephone": "06 12 34 56 78", "street": "rue Haute", "file_number": "2024-7"}
    give(lea(world), answers, now=now)

    page = text(owner.get(world.url("person")))
    assert "••• 78" in page
    assert "2024-7" in page
    assert "06 12" not in page
    assert "rue Haute" not in page
    page = text(owner.post(world.url("unveiling"), {"why": "channel"}, follow=True))
    assert "06 12 34 56 78" in page
    assert "rue Haute" in page


def test_the_auditor_reads_what_is_asked_and_changes_nothing(world, colleague, sign_in):
    auditor = sign_in(colleague(Role.AUDITOR))

    page = text(auditor.get(reverse("asked-fields")))
    assert "File number" in page
    assert reverse("asked-field", args=["street"]) not in page
