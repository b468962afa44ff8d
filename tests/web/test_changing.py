"""What a change of the settings says before it is made."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Thursday 24 December", "Friday 1 January 2027")),
        ("fr", ("jeudi 24 décembre", "vendredi 1ᵉʳ janvier 2027")),
    ],
)
def test_days_are_said_as_people_write_them(language, words, owner, alice, desk):
    alice.user.language = language
    alice.user.save()

    html = owner.post(reverse("closed-days"), {"first": "2026-12-24", "last": "2027-01-01"}).content.decode()

    follows = html.partition('aria-labelledby="follows"')[2].partition("</ul>")[0]
    assert all(f"→ {one}" in follows for one in words)
    assert "2026-12-24" not in follows
