"""The demo loads a believable town: dated promises, one crisis, acknowledgements for the last days only."""

import os
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from saule.demo import loading, providers
from saule.demo.command import clear, own_home, settle
from saule.desk.policies import may
from saule.matters import groupers
from saule.matters.because import HELPED
from saule.matters.models import Delivery, PeerAnswer, Settlement
from saule.matters.peers import told_in
from saule.matters.revising import revise_recent
from saule.promises.models import Promise
from saule.promises.showing import shown

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=PARIS)


@pytest.fixture
def quick(settings, tmp_path, monkeypatch):
    """The demo's last three weeks, grouped without the large model, its mails in a folder of the test."""
    settings.SAULE_ENCODER = "lexical"
    settings.HOME = tmp_path
    groupers.encoder.cache_clear()
    arrivals = loading.arrivals
    recent = (NOW - timedelta(days=21)).date()
    monkeypatch.setattr(
        loading, "arrivals", lambda desk, now: (one for one in arrivals(desk, now) if one.day >= recent)
    )
    yield tmp_path
    groupers.encoder.cache_clear()


@pytest.mark.slow
def test_the_town_is_loaded_as_it_came(db, quick):
    days = []
    desk = loading.load(now=NOW, told=lambda done, of: days.append((done, of)))
    found = loading.figures(desk)
    assert days[-1][0] == days[-1][1]
    assert found.messages > 500
    assert found.largest_matter["people"] > 100
    assert found.promises_dated > 100
    assert set(found.as_record()) == {
        "messages",
        "people",
        "conversations",
        "matters",
        "promises_dated",
        "promises_undated",
        "largest_matter",
    }
    check_acknowledgements(desk, quick)
    check_staff(desk)
    check_advertising(desk)
    draft = loading.largest_matter(desk).answers.get()
    assert set(draft.texts.values_list("language", flat=True)) == {"fr", "en"}
    check_public(desk)
    check_peers(desk)
    check_groups_stay(desk)


def check_public(desk):
    """The bus line is public, in both languages and with a date for everybody."""
    found = shown(desk, now=NOW)
    assert max(found, key=lambda one: one.people).key == loading.largest_matter(desk).pk
    assert all(one.promise for one in found)
    assert all(set(one.titles) == {"fr", "en"} for one in found)


def check_peers(desk):
    """One answer of somebody else helps many and is correct, one is wrong, one waits for a look."""
    told = told_in(loading.largest_matter(desk))
    assert told[0].correct
    assert told[0].people > 20
    assert told[-1].wrong
    assert PeerAnswer.objects.filter(desk=desk).to_look_at().count() == 1
    left = Settlement.objects.standing().filter(helped_by=told[0].answer)
    assert left.filter(informed=True).exists()
    assert left.filter(informed=False).count() > 5


def check_groups_stay(desk):
    """A worker that starts afterwards, and looks at everything again, finds each message in its place."""
    groupers.forget_all(desk)
    assert revise_recent(desk, now=NOW + timedelta(minutes=20), again=True) == 0


def check_acknowledgements(desk, folder):
    """Only those of the last days were told, each once, into files."""
    told = Delivery.objects.filter(desk=desk)
    assert told.count() == len(list((folder / "outbox").glob("*.eml"))) > 10
    assert set(told.values_list("state", flat=True)) == {"sent"}
    assert not told.filter(conversation__imported=True).exists()
    assert not Promise.objects.filter(told_by__isnull=False, conversation__imported=True).exists()


def check_advertising(desk):
    """What the filter let through waits for nothing: somebody has said that it needs no answer."""
    settled = Settlement.objects.filter(conversation__desk=desk)
    assert settled.count() > 0
    assert {one.why for one in settled} == {loading.ADVERTISING, providers.CALLED, HELPED}
    assert not settled.filter(conversation__waiting_since__isnull=False).exists()


def check_staff(desk):
    """Everybody can sign in with the demo's password; one of them owns the desk."""
    members = list(desk.memberships.select_related("user"))
    assert len(members) >= 4
    assert all(member.user.check_password(loading.PASSWORD) for member in members)
    assert sum(may(member, "switch live") for member in members) == 1


def test_weeks_are_counted_back_from_the_first_single_day():
    end = date(2026, 11, 7)
    assert loading.week_of(date(2026, 11, 6), end) == date(2026, 11, 6)
    assert loading.week_of(date(2026, 10, 31), end) == date(2026, 11, 6)
    assert loading.week_of(date(2026, 10, 30), end) == date(2026, 10, 30)


def test_a_message_with_an_impossible_date_counts_from_the_one_before(desk, monkeypatch):
    mails = [
        b"From: a@example.org\r\nMessage-ID: <1@x>\r\nDate: Sun, 23 Aug 2026 10:00:00 +0200\r\n\r\nBonjour",
        b"From: b@example.org\r\nMessage-ID: <2@x>\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\nBonjour",
        b"From: c@example.org\r\nMessage-ID: <3@x>\r\n\r\nBonjour",
    ]
    monkeypatch.setattr(
        loading, "generate_labelled", lambda today, now: iter([(raw, {"class": "human"}) for raw in mails])
    )
    first, second, third = loading.arrivals(desk, NOW)
    assert (first.day, first.at.astimezone(PARIS).hour) == (date(2026, 8, 23), 10)
    assert second.at == third.at == first.at


def test_the_demo_lives_apart_from_real_data(tmp_path, monkeypatch):
    for name in ("SAULE_HOSTS", "SAULE_PUBLIC_URL", "SAULE_DEMO", "SAULE_MAIL"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("SAULE_HOME", str(tmp_path))
    monkeypatch.setenv("SAULE_DATABASE_URL", "postgresql://real/data")
    home = own_home()
    assert home == tmp_path / "demo"
    settle(home, "127.0.0.1", 8001)
    assert os.environ["SAULE_HOME"] == str(home)
    assert os.environ["SAULE_MAIL"] == "outbox"
    assert os.environ["SAULE_PUBLIC_URL"] == "http://127.0.0.1:8001"
    assert "SAULE_DATABASE_URL" not in os.environ


def test_clearing_takes_only_what_the_demo_made(tmp_path):
    for name in ("saule.sqlite3", "loaded", "secret", "notes.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "outbox").mkdir()
    clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "secret"]
