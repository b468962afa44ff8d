"""Form letters: a text that several people sent is one letter, whoever sends it twice."""

import pytest

from saule.matters import groupers
from saule.matters.grouping import group_waiting
from saule.matters.models import Letter, Message
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db
TEXT = "Monsieur le maire, je vous demande de garder le bus douze, qui conduit nos enfants à l’école."


@pytest.fixture
def letters(desk, mail, now):
    """These people send the same text; returns the letter of each message, in order."""

    def act(*senders: str) -> list[int | None]:
        receive_many(desk, [mail(TEXT, sender=sender) for sender in senders], now=now)
        group_waiting(desk, now=now)
        return list(Message.objects.order_by("pk").values_list("letter", flat=True))

    return act


def test_what_several_people_sent_is_one_letter(letters):
    first, *others = letters("anne@example.org", "bea@example.org", "carl@example.org")

    assert first is not None
    assert others == [first, first]


def test_the_same_person_sending_a_text_twice_makes_no_letter(letters):
    assert letters("anne@example.org", "anne@example.org") == [None, None]
    assert not Letter.objects.exists()


def test_a_letter_sent_by_many_leaves_room_in_memory_for_what_others_wrote_before(desk, mail, letters, now):
    other = mail("La piscine sera-t-elle ouverte dimanche matin ?", sender="zoe@example.org")
    receive_many(desk, [other], now=now)
    letters(*(f"p{at}@example.org" for at in range(5)))

    kept = groupers.newest(desk, groupers.filed_now(desk), 2)

    keys = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    assert kept == [keys[0], *keys[-2:]]
