"""An owner changes the desk in the browser: sees what follows, writes it, finds the way back."""

import re

import pytest
from django.urls import reverse

from saule.desk.changing import stamp
from saule.desk.models import Role, Team
from saule.desk.staffing import change_member
from saule.desk.stating import state_facts
from saule.matters.describing import charter as read_by_the_engine
from saule.matters.models import Delivery
from saule.promises.models import Promise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def heading(desk):
    return desk.kinds.get(code="civil")


def hidden(html: str, name: str) -> str:
    """The value of a hidden field or of the button that says “sure”."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found[1] if found else ""


def twice(client, url, data):
    """Sends a form, reads what would follow, and confirms it; returns both answers."""
    data = {**data, "seen": hidden(client.get(url).content.decode(), "seen")}
    first = client.post(url, data)
    html = first.content.decode()
    second = client.post(
        url, {**data, "seen": hidden(html, "seen"), "sure": hidden(html, "sure")}, follow=True
    )
    return html, second.content.decode()


def facts(desk, **changes):
    names = ("name", "language", "time_zone", "country", "large_audience", "undo_seconds", "second_factor")
    return {name: getattr(desk, name) for name in names} | changes


def texts(kind, **changes):
    names = (
        "name_fr",
        "name_en",
        "nature",
        "entitled_days",
        "hoped_days",
        "examples_fr",
        "examples_en",
        "team",
    )
    return {name: getattr(kind, name, None) or "" for name in names} | changes


def test_the_desk_s_facts_change_on_the_second_click_and_can_be_put_back(desk, owner):
    url = reverse("desk-facts")
    seen, done = twice(owner, url, facts(desk, name="Ville de Saint-Aubin", undo_seconds=0))

    assert "<s>Mairie de Saint-Aubin</s> → Ville de Saint-Aubin" in seen
    assert "nothing can be taken back any more" in seen
    assert "Ville de Saint-Aubin" in done
    assert "Time to take a mail back, seconds: 20 → 0" in done

    row = desk.events.get()
    owner.post(reverse("change-reversal", args=[row.pk]))
    desk.refresh_from_db()
    assert (desk.name, desk.undo_seconds) == ("Mairie de Saint-Aubin", 20)
    assert "changed" in owner.post(reverse("change-reversal", args=[row.pk]), follow=True).content.decode()


def test_looking_at_what_would_change_changes_nothing(desk, owner):
    owner.post(reverse("desk-facts"), facts(desk, name="Ville"))

    desk.refresh_from_db()
    assert desk.name == "Mairie de Saint-Aubin"


def test_what_is_confirmed_is_what_was_shown(desk, owner):
    url = reverse("desk-facts")
    shown = owner.post(url, facts(desk, name="Ville")).content.decode()
    owner.post(url, facts(desk, name="Quelque chose d'autre", sure=hidden(shown, "sure")))

    desk.refresh_from_db()
    assert desk.name == "Mairie de Saint-Aubin"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("country", "XX"),
        ("country", ""),
        ("name", "x" * 10_000),
        ("undo_seconds", "a while"),
        ("large_audience", "0"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_the_rest_is_kept(field, value, desk, owner):
    changes = {"undo_seconds": "33", field: value}
    url = reverse("desk-facts")
    shown = owner.post(url, facts(desk, **changes)).content.decode()
    html = owner.post(url, facts(desk, **changes, sure=hidden(shown, "sure"))).content.decode()

    assert f'id="id_{field}_error"' in html
    assert 'aria-invalid="true"' in html
    assert field == "undo_seconds" or 'value="33"' in html
    desk.refresh_from_db()
    assert desk.undo_seconds == 20


def test_another_country_names_the_days_that_become_free_and_the_promises_on_them(desk, world, owner):
    html = owner.post(reverse("desk-facts"), facts(desk, country="be")).content.decode()

    assert "Free no more:" in html
    assert "Free from now on:" in html


def test_two_owners_who_change_at_once_are_told(desk, alice, owner, now):
    url = reverse("desk-facts")
    seen = hidden(owner.get(url).content.decode(), "seen")
    state_facts(desk, {"undo_seconds": 5}, by=alice.user, now=now)
    html = owner.post(url, facts(desk, name="Ville", undo_seconds=20, seen=seen)).content.decode()

    assert "Somebody else has changed this meanwhile" in html
    assert "<s>5</s> → 20" in html


def test_a_supervisor_reads_and_changes_nothing(colleague, sign_in, heading):
    client = sign_in(colleague(Role.SUPERVISOR))

    for page in ("settings", "charter", "staff", "calendar", "channels"):
        html = client.get(reverse(page)).content.decode()
        assert "<h1" in html
        assert "/settings/desk" not in html
        assert "/settings/headings" not in html
        assert "/settings/invitations" not in html
    assert client.get(reverse("heading", args=[heading.pk])).status_code == 403


def test_a_heading_is_added_with_examples(desk, owner):
    data = {"name_fr": "Piscine", "nature": "shared", "entitled_days": "20"}
    owner.post(reverse("headings"), {**data, "examples_fr": "Quand rouvre la piscine ?\n\nL'eau est froide."})

    kind = desk.kinds.get(code="piscine")
    assert (kind.name_en, kind.entitled_days, kind.examples.count()) == ("Piscine", 20, 2)


def test_a_heading_s_name_that_is_taken_is_said_at_its_field(desk, owner):
    html = owner.post(reverse("headings"), {"name_fr": "TRANSPORTS", "nature": "shared"}).content.decode()

    assert "Another heading has this name." in html
    assert 'id="id_name_fr_error"' in html
    assert 'value="TRANSPORTS"' in html
    assert desk.kinds.count() == 2


def test_other_entitled_days_leave_promises_as_they_were_given(desk, world, owner, heading):
    before = list(Promise.objects.order_by("pk").values())
    seen, _done = twice(owner, reverse("heading", args=[heading.pk]), texts(heading, entitled_days="5"))

    assert "promises already given stay as they are" in seen
    heading.refresh_from_db()
    assert heading.entitled_days == 5
    assert list(Promise.objects.order_by("pk").values()) == before


def test_a_heading_changed_meanwhile_is_not_overwritten_by_a_late_confirmation(
    desk, alice, owner, heading, now
):
    url = reverse("heading", args=[heading.pk])
    data = texts(heading, hoped_days="3")
    shown = owner.post(url, data).content.decode()
    other = texts(heading, examples_fr="Une carte ?")
    owner.post(url, other | sure(owner, url, other))
    late = owner.post(
        url, {**data, "seen": hidden(shown, "seen"), "sure": hidden(shown, "sure")}
    ).content.decode()

    assert "Somebody else has changed this meanwhile" in late
    heading.refresh_from_db()
    assert (heading.hoped_days, heading.examples.count()) == (None, 1)


def sure(client, url, data):
    html = client.post(url, data).content.decode()
    return {"seen": hidden(html, "seen"), "sure": hidden(html, "sure")}


def test_an_archived_heading_is_offered_nowhere_and_stays_where_it_is(desk, world, owner):
    kind = desk.kinds.get(code="transports")
    world.matter.kind, world.matter.kind_by_person = kind, True
    world.matter.save()
    other = desk.kinds.get(code="civil")
    assert "1 matter is under this heading" in owner.get(reverse("heading", args=[kind.pk])).content.decode()

    for one in (kind, other):
        owner.post(reverse("heading-archive", args=[one.pk]))

    assert read_by_the_engine(desk) == []
    assert "civil" not in owner.get(reverse("matters")).content.decode()
    page = owner.get(world.url("matter")).content.decode()
    assert "Transport" in page
    assert "Civil registry" not in page
    owner.post(world.url("kind"), {"kind": kind.pk, "nature": "personal"})
    world.matter.refresh_from_db()
    assert (world.matter.kind, world.matter.nature) == (kind, "personal")

    owner.post(reverse("heading-archive", args=[kind.pk]), {"back": "1"})
    assert [one.kind for one in read_by_the_engine(desk)] == [kind.pk]


def test_headings_change_places(desk, owner, heading):
    owner.post(reverse("heading-position", args=[heading.pk]), {"to": "up"})

    html = owner.get(reverse("charter")).content.decode()
    assert html.index("Civil registry") < html.index("Transport")


def test_a_closed_day_says_how_many_promises_name_it_and_rewrites_none(desk, world, owner):
    day = Promise.objects.filter(desk=desk, state="given", day__isnull=False)[0].day
    promises = Promise.objects.filter(desk=desk, state="given", day=day)
    count = promises.count()
    assert count
    seen, done = twice(owner, reverse("closed-days"), {"first": day.isoformat(), "name": "Inventory"})

    assert re.search(rf"\b{count} promises? names? such a day", seen)
    assert "Inventory" in done
    assert promises.count() == count

    data = {"first": day.isoformat()}
    again = owner.post(reverse("closed-days"), data | sure(owner, reverse("closed-days"), data))
    assert "closed then already" in again.content.decode()
    owner.post(reverse("opened-days"), {"first": day.isoformat(), "last": day.isoformat()})
    assert desk.closed_days.count() == 0


def test_opening_no_day_at_all_changes_nothing(desk, owner):
    assert owner.post(reverse("opened-days"), {"first": "x"}).status_code == 302


def test_working_days_are_chosen(desk, owner):
    seen, _done = twice(owner, reverse("working-days"), {"working_days": ["1", "2", "6"]})

    assert "→ Monday, Tuesday, Saturday" in seen
    desk.refresh_from_db()
    assert desk.working_days == "126"
    assert 'id="id_working_days_error"' in owner.post(reverse("working-days"), {"seen": ""}).content.decode()


def test_the_calendar_names_the_public_holidays_of_both_years(owner, now):
    html = owner.get(reverse("calendar")).content.decode()

    assert html.count("National Day") == 2
    assert str(now.year + 1) in html


def test_a_mailbox_is_added_renamed_and_removed(desk, owner):
    owner.post(reverse("mailboxes"), {"address": "help@mairie.example"})
    added = desk.mailboxes.get(address="help@mairie.example")
    owner.post(reverse("mailbox-name", args=[added.pk]), {"name": "Help"})
    added.refresh_from_db()
    assert (added.name, added.live) == ("Help", False)
    assert "already" in owner.post(reverse("mailboxes"), {"address": "HELP@mairie.example"}).content.decode()

    owner.post(reverse("mailbox-removal", args=[added.pk]))
    assert desk.mailboxes.count() == 1


def test_a_mailbox_that_mail_waits_to_leave_from_stays(desk, world, owner, alice):
    bare = desk.mailboxes.create(address="bare@mairie.example", created_at=world.message.received_at)
    Delivery.objects.filter(pk=world.delivery.pk).update(mailbox=bare)

    html = owner.post(reverse("mailbox-removal", args=[bare.pk]), follow=True).content.decode()

    assert "cannot be removed" in html
    assert desk.mailboxes.count() == 2
    assert not desk.events.filter(verb="remove mailbox").exists()


def test_a_colleague_gets_another_role_after_the_owner_has_read_what_it_means(desk, bob, owner):
    team = Team.objects.create(desk=desk, name="Roads")
    url = reverse("member", args=[bob.pk])
    seen, _done = twice(owner, url, {"role": "supervisor", "teams": [team.pk]})

    assert "approves answers" in seen
    bob.refresh_from_db()
    assert (bob.role, list(bob.teams.all())) == ("supervisor", [team])


def test_a_role_changed_meanwhile_is_not_overwritten(desk, alice, bob, owner, now):
    url = reverse("member", args=[bob.pk])
    shown = owner.post(url, {"role": "supervisor"}).content.decode()
    change_member(bob, Role.AUDITOR, [], by=alice.user, now=now)
    late = owner.post(
        url, {"role": "supervisor", "seen": hidden(shown, "seen"), "sure": hidden(shown, "sure")}
    ).content.decode()

    assert "Somebody else has changed this meanwhile" in late
    bob.refresh_from_db()
    assert bob.role == Role.AUDITOR


def test_the_last_owner_can_neither_leave_nor_step_down(alice, owner):
    url = reverse("member", args=[alice.pk])
    assert "only owner" in owner.post(reverse("member-ending", args=[alice.pk]), follow=True).content.decode()
    assert "only owner" in twice(owner, url, {"role": "agent"})[1]
    alice.refresh_from_db()
    assert (alice.role, alice.ended_at) == ("owner", None)


def test_who_leaves_is_signed_out_at_once_and_can_come_back(desk, alice, bob, client, sign_in):
    from django.test import Client

    theirs = Client()
    theirs.force_login(bob.user, backend="django.contrib.auth.backends.ModelBackend")
    assert theirs.get(reverse("matters")).status_code == 200

    sign_in(alice).post(reverse("member-ending", args=[bob.pk]))

    assert theirs.get(reverse("matters")).url.startswith(reverse("sign-in"))
    assert theirs.get(reverse("account")).url.startswith(reverse("sign-in"))
    signed = theirs.post(
        reverse("sign-in"), {"username": bob.user.email, "password": "correct horse battery"}
    )
    assert signed.status_code == 200

    client.post(reverse("member-ending", args=[bob.pk]), {"back": "1"})
    signed = theirs.post(
        reverse("sign-in"), {"username": bob.user.email, "password": "correct horse battery"}
    )
    assert signed.url == reverse("overview")


def test_teams_are_added_renamed_and_removed(desk, owner):
    owner.post(reverse("teams"), {"name": "Roads"})
    team = desk.teams.get()
    assert "Another team" in owner.post(reverse("teams"), {"name": "ROADS"}).content.decode()
    owner.post(reverse("team", args=[team.pk]), {"name": "Ways"})
    assert "Ways" in owner.get(reverse("staff")).content.decode()
    owner.post(reverse("team-removal", args=[team.pk]))
    assert desk.teams.count() == 0


def test_the_register_speaks_of_records_not_of_code(alice, sign_in):
    html = sign_in(alice).get(reverse("registers")).content.decode()

    assert "Courriels envoyés" in html
    assert re.findall(r"<h2[^>]*>[^<]*\.[A-Z]", html) == []
    assert re.findall(r"<h3>[^<]*_", html) == []


def test_the_stamp_does_not_tell_what_it_stands_for():
    assert stamp({"name": "Mairie"}) != stamp({"name": "Ville"})
    assert "Mairie" not in stamp({"name": "Mairie"})
