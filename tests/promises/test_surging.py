"""A matter that grows as nothing before explains is noticed once, told once, and over when it is calm."""

import pytest
from django.utils import translation
from tests.matters.asked import outside

from saule.desk.models import Event, StaffMail
from saule.matters.models import Surge
from saule.promises.surging import in_words, letter, surge_of, watch

__all__ = ["outside"]
HOUR, DAY = 3600, 86_400


@pytest.fixture
def ordinary(outside):
    """Two days in which three people an hour signed."""
    for number in range(96):
        outside.sign(f"anne@d{number}.example", seconds=1200 * number, network=f"n{number}")
    return outside


def crowd(outside, count, *, seconds, network="") -> None:
    for number in range(count):
        outside.sign(
            f"bob@c{number}x{seconds}.example", seconds=seconds + number, network=network or f"c{number}"
        )


def test_what_is_usual_alarms_nobody(desk, ordinary):
    crowd(ordinary, 8, seconds=32 * HOUR)
    assert watch(desk, now=ordinary.at(32 * HOUR + 60)) == 0


def test_an_attack_is_told_once_and_is_over_when_it_is_calm(desk, ordinary, alice):
    begins = 33 * HOUR
    crowd(ordinary, 40, seconds=begins, network="one place")
    assert watch(desk, now=ordinary.at(begins + 60)) == 1
    row = surge_of(ordinary.matter)
    assert row.facts["sharing"] == 40
    with translation.override("en"):
        said = (
            "40 signatures within the hour, where 3 an hour are usual; 40 of them from one part of the net."
        )
        assert in_words(row) == said
    mail = StaffMail.objects.get()
    assert (mail.user, in_words(row) in mail.body) == (alice.user, True)
    assert f"/matters/{ordinary.matter.public_id}/held" in mail.body

    crowd(ordinary, 40, seconds=begins + 120, network="one place")
    assert watch(desk, now=ordinary.at(begins + 600)) == 0
    assert StaffMail.objects.count() == Surge.objects.count() == 1

    assert watch(desk, now=ordinary.at(begins + 3 * HOUR)) == 1
    assert surge_of(ordinary.matter) is None
    assert list(
        Event.objects.filter(verb__startswith="surge").values_list("verb", flat=True).order_by("pk")
    ) == [
        "surge",
        "surge over",
    ]


def test_after_a_day_of_it_what_went_before_is_still_the_measure(desk, ordinary):
    crowd(ordinary, 60, seconds=33 * HOUR)
    watch(desk, now=ordinary.at(33 * HOUR + 90))
    crowd(ordinary, 60, seconds=35 * HOUR)
    assert watch(desk, now=ordinary.at(35 * HOUR + 90)) == 0
    assert surge_of(ordinary.matter) is not None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_letter_speaks_the_colleagues_language(desk, outside, now, language):
    facts = {"count": 1412, "usual": 0, "shared": "pattern", "sharing": 1380}
    row = Surge.objects.create(desk=desk, matter=outside.matter, began_at=now, facts=facts)
    subject, body = letter(row, language)
    assert ("croît sans que rien" in subject) is (language == "fr")
    assert "412" in body
    assert "380" in body
