"""What was answered before: the nearest first, with what came of it, and only what one may see."""

from datetime import timedelta

import pytest
from tests.matters.colleagues import team

from saule.desk.models import Membership
from saule.matters.amending import correct
from saule.matters.answering import draft_for, save_text, send
from saule.matters.indexing import index_matters
from saule.matters.models import Sequel, Signature
from saule.matters.recalling import nearest, searched

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=40)


@pytest.fixture
def told(town, alice, now):
    """A matter that was answered to so many people; returns the answer."""

    def tell(title: str, body: str, people: int = 1, language: str = "fr"):
        matter = town.matter(title=title, phrases=[title.lower()], people=people)
        for _ in range(people):
            conversation = town.write(matter, days_ago=50)
            Signature.objects.create(matter=matter, person=conversation.person, since=now)
        index_matters([matter.pk])
        answer = draft_for(matter, by=alice.user, now=now)
        save_text(answer, language, body, by=alice.user, now=now)
        send(answer, by=alice, now=now)
        return answer

    return tell


def asked(town, said: str, title: str = "Question"):
    """Somebody asks this."""
    return town.write(said=said, text=said, subject=title)


def test_the_nearest_are_proposed_and_what_is_unlike_is_not(town, told, alice, now):
    pool = told("Fermeture de la piscine", "Bonjour {name}, la piscine municipale rouvre après les travaux.")
    told("Menus de la cantine", "Bonjour {name}, les menus végétariens arrivent à la cantine.")
    item = asked(town, "Bonjour, quand la piscine municipale va-t-elle rouvrir ? Merci", "Piscine")

    assert [one.answer for one in nearest(alice, item, "fr", now=now)] == [pool]
    assert nearest(alice, asked(town, "Merci pour tout"), "fr", now=now) == []
    matter = town.matter(title="Travaux de la piscine", phrases=["piscine", "travaux"])
    assert [one.answer for one in nearest(alice, matter, "fr", now=now)] == [pool]


def test_each_says_what_came_of_it(town, told, desk, alice, now):
    answer = told("Fermeture de la piscine", "La piscine municipale rouvre en mai.", people=4)
    for conversation, state in zip(
        answer.deliveries.order_by("pk"), ("ended", "ended", "objected", "repeated"), strict=True
    ):
        message = town.answer(conversation.conversation).messages.filter(outgoing=True).get()
        about = {"desk": desk, "person": conversation.person, "conversation": conversation.conversation}
        at = now - LONG_AGO
        Sequel.objects.create(**about, answer=answer, message=message, at=at, month=at.date(), state=state)

    (found,) = nearest(alice, asked(town, "Horaires de la piscine municipale"), "fr", now=now)

    figures = found.relevance
    assert (found.people, figures.over, figures.ended, figures.objected, figures.repeated) == (4, 4, 2, 1, 1)


def test_the_text_is_in_the_readers_language_where_there_is_one(town, told, alice, now):
    answer = told("Piscine municipale", "La piscine municipale rouvre en mai.")
    answer.texts.create(language="en", body="The municipal pool opens in May.", saved_at=now)
    item = asked(town, "La piscine municipale ?", "Piscine")

    assert nearest(alice, item, "en", now=now)[0].text.body.startswith("The municipal")
    assert nearest(alice, item, "fr", now=now)[0].text.body.startswith("La piscine")


def test_typed_words_find_any_sent_answer_and_no_draft(town, told, alice, now):
    pool = told("Piscine", "Le bassin rouvre en mai.")
    draft = draft_for(town.matter(title="Autre"), by=alice.user, now=now)
    save_text(draft, "fr", "Le bassin ferme.", by=alice.user, now=now)
    item = asked(town, "Bonjour")

    assert [one.answer for one in searched(alice, item, "bassin", "fr", now=now)] == [pool]
    assert searched(alice, item, "zeppelin", "fr", now=now) == []


def test_what_was_corrected_gives_way_to_its_correction(town, told, alice, now):
    wrong = told("Piscine", "Le bassin rouvre en mai.")
    right = correct(wrong, by=alice.user, now=now)
    save_text(right, "fr", "Le bassin rouvre en juin.", by=alice.user, now=now)
    item = asked(town, "Bonjour")
    assert [one.answer for one in searched(alice, item, "bassin", "fr", now=now)] == [wrong]

    send(right, by=alice, now=now)
    assert [one.answer for one in searched(alice, item, "bassin", "fr", now=now)] == [right]


def test_nobody_is_proposed_what_they_have_or_may_not_see(town, told, desk, alice, bob, now):
    answer = told("Piscine", "Le bassin municipal rouvre en mai.")
    theirs, item = answer.deliveries.get().conversation, asked(town, "Le bassin municipal ?", "Piscine")
    assert searched(alice, theirs, "bassin", "fr", now=now) == []
    assert searched(alice, answer.matter, "bassin", "fr", now=now) == []
    assert len(searched(bob, item, "bassin", "fr", now=now)) == 1

    answer.matter.kind.team = team(desk)
    answer.matter.kind.save()
    bob = Membership.objects.get(pk=bob.pk)
    assert searched(bob, item, "bassin", "fr", now=now) == []
    assert nearest(bob, item, "fr", now=now) == []
