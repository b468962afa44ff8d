"""What is suspicious is held without a word; what is only much, or from a large provider, is not."""

import pytest

from saule.matters.confirming import CannotAsk
from saule.matters.models import Confirmation
from saule.people.models import LinkMail

LAST_MINUTE = 3600


def test_people_of_one_town_are_not_suspicious(outside):
    for number, domain in enumerate(["gmail.com", "orange.fr", "free.fr", "mairie.example"] * 5):
        name = ("anne", "bernard", "chloe", "denis", "elise")[number % 5]
        row = outside.sign(
            f"{name}.{'abcdef'[number % 6]}@{domain}", seconds=60 * number, network=f"n{number}"
        )
        assert (row.doubts, row.state) == ([], "confirmed")


@pytest.mark.parametrize(
    ("value", "doubts"),
    [
        ("anne@yopmail.com", ["disposable"]),
        ("anne@a.b.yopmail.com", ["disposable"]),
        ("anne@notyopmail.com", []),
        ("anne@gmаil.com", ["look_alike"]),
        ("anne@orange.fr", []),
        ("anne@0range.fr", ["look_alike"]),
    ],
)
def test_a_mailbox_for_minutes_and_a_disguised_domain_are_doubted(outside, value, doubts):
    assert outside.ask(value).doubts == doubts


def test_from_one_part_of_the_net_many_are_doubted_and_very_many_turned_away(outside):
    rows = [outside.ask(f"a@d{n}.example", seconds=n / 10, network="x") for n in range(300)]
    assert [bool(row.doubts) for row in rows] == [False] * 30 + [True] * 270
    assert {code for row in rows for code in row.doubts} == {"burst", "sustained"}
    with pytest.raises(CannotAsk, match="dans un quart d’heure"):
        outside.ask("anne@example.org", seconds=31, network="x")
    assert outside.ask("anne@example.org", seconds=31, network="y").doubts == []
    assert outside.ask("bob@example.org", seconds=31 + 600, network="x").doubts == ["sustained"]


def test_a_series_of_addresses_is_seen_from_its_eighth_on(outside):
    rows = outside.series(12, domain="gmail.com")
    assert [row.doubts for row in rows] == [[]] * 8 + [["pattern"]] * 4
    assert [row.state for row in rows] == ["confirmed"] * 8 + ["held"] * 4
    outside.matter.refresh_from_db()
    assert outside.matter.people == 8


def test_a_large_provider_is_only_doubted_against_the_past_of_the_matter(outside):
    for number in range(100):
        domain = "orange.fr" if number % 2 else "gmail.com"
        outside.ask(f"{letters(number)}@{domain}", network=str(number))
    later = 3 * LAST_MINUTE
    many = [
        outside.ask(f"{letters(n)}x@{'gmail.com' if n % 2 else 'orange.fr'}", seconds=later, network=f"b{n}")
        for n in range(60)
    ]
    assert {tuple(row.doubts) for row in many} == {()}
    odd = [outside.ask(f"{letters(n)}y@laposte.net", seconds=later, network=f"c{n}") for n in range(60)]
    assert odd[-1].doubts == ["domain"]


def letters(number: int) -> str:
    """A name without numbers."""
    return "ab" + "".join("aeioulmnrs"[int(digit)] for digit in str(number))


def test_no_mailbox_gets_more_than_a_few_links_a_day_and_nobody_is_told(outside):
    rows = [outside.ask("victim+1@example.org", seconds=n, network=str(n)) for n in range(9)]
    assert len(rows) == Confirmation.objects.count() == 9
    assert LinkMail.objects.count() == 5
    outside.ask("victim@example.org", seconds=86_410)
    assert LinkMail.objects.count() == 6
