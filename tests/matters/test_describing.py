"""What is proposed for a matter from its messages."""

import pytest

from saule.matters.describing import describe
from saule.matters.filing import move
from saule.matters.grouping import group_waiting
from saule.matters.models import Matter, Message
from saule.matters.receiving import receive_many
from saule.web.rows import voices

pytestmark = pytest.mark.django_db

ALIKE = [
    "Bonjour, quand la piscine municipale de la rue des Lilas va-t-elle enfin rouvrir au public ?",
    "La piscine municipale de la rue des Lilas va-t-elle rouvrir au public avant les vacances ?",
    "Je voudrais savoir quand la piscine de la rue des Lilas va rouvrir au public, merci de le dire.",
]
ASIDE = (
    "La piscine municipale va-t-elle rouvrir ? Mon voisin y a perdu ses lunettes bleues et son bonnet rose."
)


@pytest.fixture
def pool(desk, mail, now):
    """Four people about the pool; the first to write tells more of something else."""
    receive_many(desk, [mail(said) for said in (ASIDE, *ALIKE)], now=now)
    group_waiting(desk, now=now)
    first, *others = Matter.objects.order_by("pk")
    for message in Message.objects.filter(filings__matter__in=others):
        move(message, first, by=None, now=now, before=message.filings.get().matter)
    describe(first.desk, [first.pk], afresh=True)
    first.refresh_from_db()
    return first


@pytest.mark.parametrize(("language", "title"), [("fr", "Quand rouvre la piscine"), ("en", "When will")])
def test_a_title_is_in_the_desks_language_where_it_can_be(desk, mail, now, language, title):
    desk.language = language
    desk.save()
    french = mail("Quand rouvre la piscine ?", subject="Quand rouvre la piscine", language="fr")
    english = [
        mail(f"When will the pool open, {n}?", subject="When will the pool open", language="en")
        for n in range(2)
    ]
    receive_many(desk, [french, *english], now=now)
    group_waiting(desk, now=now)
    first, *others = Matter.objects.order_by("pk")
    for message in Message.objects.filter(filings__matter__in=others):
        move(message, first, by=None, now=now, before=message.filings.get().matter)
    describe(desk, [first.pk], afresh=True)
    assert Matter.objects.get(pk=first.pk).title.startswith(title)


def test_the_message_that_is_most_like_all_speaks_for_a_matter(pool):
    assert pool.voice.said != ASIDE
    assert voices([pool.pk])[pool.pk].startswith(tuple(said[:30] for said in ALIKE))
    assert "lunettes" not in voices([pool.pk])[pool.pk]


def test_what_left_a_matter_speaks_for_it_no_more(pool, alice, now):
    other = Matter.objects.create(desk=pool.desk, title="Perdu", opened_at=now, last_at=now)
    Message.objects.filter(pk=pool.voice_id).update(
        said="Où sont mes lunettes bleues, perdues au printemps ?"
    )

    move(pool.voice, other, by=alice.user, now=now, before=pool)

    assert "lunettes" not in voices([pool.pk])[pool.pk]
