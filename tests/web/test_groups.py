"""Correcting groups on the pages: merge, choose messages, answer suggestions, undo, read the history."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from saule.desk.models import Team
from saule.matters.amending import correct
from saule.matters.answering import draft_for, save_text, send
from saule.matters.audience import audience
from saule.matters.correcting import rename
from saule.matters.grouping import group_waiting
from saule.matters.merging import merge
from saule.matters.models import Answer, Correction, Matter, Message, Suggestion
from saule.matters.receiving import receive_many
from saule.matters.undoing import undo

pytestmark = pytest.mark.django_db
BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail le matin"
POOL = "Bonjour, je voudrais savoir quand la piscine municipale de la rue des Lilas va rouvrir au public"


@pytest.fixture
def two(desk, mail, now):
    """A matter about the bus, and one about the pool."""
    mails = [mail(text + end, subject="") for text in (BUS, POOL) for end in (".", " !")]
    receive_many(desk, mails, now=now)
    group_waiting(desk, now=now)
    Matter.objects.filter(filings__message__said__startswith="Je").update(title="Ligne 12")
    Matter.objects.filter(filings__message__said__startswith="Bonjour").update(title="Piscine <b>")
    return Matter.objects.get(title="Ligne 12"), Matter.objects.get(title="Piscine <b>")


@pytest.fixture
def asked(two, now) -> Suggestion:
    bus, pool = two
    return Suggestion.objects.create(
        desk=bus.desk,
        matter=bus,
        other=pool,
        message=Message.objects.get(said=BUS + "."),
        like=Message.objects.get(said=POOL + "."),
        score=0.45,
        facts={"shared": ["ligne de bus", "rue des Lilas"]},
        at=now,
    )


@pytest.fixture
def answered(two, alice, now):
    """Those who wrote about the bus have their answer."""
    bus, _pool = two
    draft = draft_for(bus, by=alice.user, now=now)
    save_text(draft, "fr", "La ligne reste.", by=alice.user, now=now)
    send(draft, by=alice, now=now)
    return draft


@pytest.fixture
def page(sign_in, bob):
    bob.user.language = "en"
    bob.user.save()
    return sign_in(bob)


def left(answer, now) -> None:
    """Its mails were taken by the mail server: too late to take them back."""
    answer.deliveries.update(state="sent", attempts=1, sent_at=now)


def fresh(answer: Answer) -> Answer:
    """The answer as it is kept now."""
    return Answer.objects.get(pk=answer.pk)


def out_of_sight(matter: Matter, desk) -> None:
    """Files it under a heading of a team that Bob is not in."""
    kind = desk.kinds.create(
        code="quiet", name_fr="Discret", name_en="Quiet", team=desk.teams.create(name="A")
    )
    Matter.objects.filter(pk=matter.pk).update(kind=kind)


def url(name: str, row: Any) -> str:
    return reverse(name, args=[row.public_id])


def text(response) -> str:
    return response.content.decode()


def test_both_sides_are_shown_before_a_merge_and_the_way_back_after_it(two, page):
    bus, pool = two
    found = text(page.get(url("merging", bus), {"q": "pisc"}))
    assert f"?into={pool.public_id}" in found
    assert "Piscine &lt;b&gt;" in found
    both = text(page.get(url("merging", bus), {"into": pool.public_id}))
    assert "ligne de bus douze" in both
    assert "rue des Lilas" in both

    after = text(page.post(url("merging", bus), {"into": pool.public_id, "why": "x"}, follow=True))
    done = Correction.objects.get()
    assert url("undoing", done) in after
    assert after.count('class="guard well"') == 1
    assert after.count('data-key="u">Undo <kbd>u</kbd>') == 1
    page.post(url("undoing", done), {"then": url("history", bus)})
    assert not Matter.objects.filter(state="merged").exists()


def test_what_was_sent_in_a_merged_matter_is_shown_where_it_went(two, answered, page, bob, alice, now):
    bus, pool = two
    link = reverse("outcomes", args=[answered.public_id])
    assert link not in text(page.get(url("matter", pool)))

    done = merge(bus, pool, by=bob.user, now=now)

    shown = text(page.get(url("matter", pool)))
    assert link in shown
    assert "in “Ligne 12”, which was merged into this matter" in shown
    assert 'name="body"' in shown  # those who asked about the pool have no answer yet
    undo(done, by=bob.user, now=now)
    assert link not in text(page.get(url("matter", pool)))
    assert link in text(page.get(url("matter", bus)))


def test_what_was_sent_in_a_merged_matter_is_corrected_where_the_work_goes_on(
    two, answered, page, bob, alice, now
):
    bus, pool = two
    left(answered, now)
    done = merge(bus, pool, by=bob.user, now=now)
    link, begin = (reverse(name, args=[answered.public_id]) for name in ("outcomes", "correction"))
    assert "Write a correction" in text(page.get(link))

    response = page.post(begin, follow=True)

    assert response.redirect_chain[-1][0].endswith(url("matter", pool))
    assert "Correct the answer" in text(response)
    draft = pool.answers.get(state="draft")
    assert len(audience(pool, draft)) == answered.deliveries.count()
    assert "Another answer to this matter is being written." in text(page.get(link))
    undo(done, by=bob.user, now=now)
    assert "Merge into…" in text(page.get(url("matter", bus)))
    draft.refresh_from_db()
    assert Answer.objects.get(state="draft") == draft
    assert (draft.matter, draft.corrects) == (bus, answered)
    assert len(audience(bus, draft)) == answered.deliveries.count()
    assert "Another answer to this matter is being written." in text(page.get(link))
    assert "Correct the answer" not in text(page.get(url("matter", pool)))


def test_a_correction_goes_back_by_way_of_two_mergings(two, answered, desk, bob, now):
    bus, pool = two
    left(answered, now)
    last = Matter.objects.create(desk=desk, title="All", opened_at=now, last_at=now)
    acts = [merge(bus, pool, by=bob.user, now=now), merge(pool, last, by=bob.user, now=now)]
    draft = correct(fresh(answered), by=bob.user, now=now)

    homes = []
    for act in reversed(acts):
        undo(act, by=bob.user, now=now)
        homes.append(fresh(draft).matter)

    assert homes == [pool, bus]


def test_a_correction_that_has_no_room_where_it_belongs_corrects_nothing_any_more(two, answered, bob, now):
    bus, pool = two
    left(answered, now)
    own, there = (draft_for(one, by=bob.user, now=now) for one in two)
    done = merge(bus, pool, by=bob.user, now=now)
    assert correct(fresh(answered), by=bob.user, now=now) == there

    undo(done, by=bob.user, now=now)

    assert (fresh(own).matter, fresh(there).matter, fresh(there).corrects) == (bus, pool, None)


def test_whether_an_answer_can_be_corrected_is_asked_only_where_it_is_offered(
    two, answered, page, alice, now
):
    bus, _pool = two

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page.get(url("matter", bus))
        return sum("'draft', 'proposed'" in query["sql"] for query in queries)

    page.get(url("matter", bus))
    once = asked()
    for _more in range(3):
        Answer.objects.create(desk=bus.desk, matter=bus, state="sent", author=alice.user, created_at=now)

    assert once == asked() > 0


def test_an_answer_is_not_corrected_where_the_member_may_not_look(two, answered, page, desk, bob, alice, now):
    bus, pool = two
    left(answered, now)
    merge(bus, pool, by=alice.user, now=now)
    out_of_sight(pool, desk)

    assert "Write a correction" not in text(page.get(reverse("outcomes", args=[answered.public_id])))
    assert page.post(reverse("correction", args=[answered.public_id])).status_code == 404
    assert not pool.answers.exists()


def test_a_merged_matter_out_of_sight_names_nothing_and_offers_only_the_way_back(two, page, desk, alice, now):
    bus, pool = two
    done = merge(bus, pool, by=alice.user, now=now)
    out_of_sight(pool, desk)

    html = text(page.get(url("matter", bus)))

    assert "Piscine" not in html
    assert url("matter", pool) not in html
    assert "All of it is in a matter that another team answers." in html
    past = text(page.get(url("history", bus)))
    assert "Piscine" not in past
    assert url("matter", pool) not in past
    assert "merged into another team’s matter" in past
    assert url("undoing", done) in html
    assert url("merging", bus) not in html
    assert url("title", bus) not in html
    page.post(url("undoing", done))
    assert url("merging", bus) in text(page.get(url("matter", bus)))
    past = text(page.get(url("history", bus)))
    assert "undone: merged into another team’s matter" in past
    assert "Piscine" not in past


def test_what_was_sent_is_found_by_way_of_two_mergings(two, answered, page, desk, bob, now):
    bus, pool = two
    last = Matter.objects.create(desk=desk, title="All", opened_at=now, last_at=now)
    merge(bus, pool, by=bob.user, now=now)
    merge(pool, last, by=bob.user, now=now)

    assert reverse("outcomes", args=[answered.public_id]) in text(page.get(url("matter", last)))


def test_a_merge_that_is_refused_says_why(two, page):
    bus, _pool = two
    after = text(page.post(url("merging", bus), {"into": bus.public_id}, follow=True))
    assert "into itself" in after


def test_the_address_of_a_merged_matter_leads_to_where_it_went(two, page, bob, now):
    bus, pool = two
    merge(bus, pool, by=bob.user, now=now)
    response = page.get(url("matter", bus), follow=True)
    assert response.redirect_chain == [(url("matter", pool), 302)]
    assert "“Ligne 12” was merged into this matter." in text(response)
    assert url("undoing", Correction.objects.get()) in text(response)
    assert ">Undo the merge</button>" in text(response)
    assert 'data-key="u"' not in text(response)  # it was a colleague’s act, perhaps weeks ago


def test_messages_are_chosen_and_split_off(two, page):
    bus, _pool = two
    assert 'name="chosen"' in text(page.get(url("matter", bus), {"show": "all"}))
    message = Message.objects.get(said=BUS + ".")
    chosen = {"chosen": [message.public_id]}
    assert "1 message chosen" in text(page.get(url("selection", bus), chosen))
    page.post(url("selection", bus), {**chosen, "act": "split", "title": "Bus du soir"})
    assert message.filings.get().matter.title == "Bus du soir"


@pytest.mark.parametrize(("act", "homes"), [("move", 1), ("attach", 2), ("detach", 0)])
def test_messages_are_moved_attached_or_taken_out(two, page, act, homes):
    bus, pool = two
    message = Message.objects.get(said=BUS + ".")
    data = {"chosen": [message.public_id], "act": act, "to": pool.public_id}
    page.post(url("selection", bus), data)
    assert message.filings.count() == homes
    assert message.filings.filter(matter=pool).exists() == (act != "detach")


def test_each_message_that_was_gone_is_named(two, page, bob, now):
    bus, pool = two
    chosen = list(Message.objects.filter(said__startswith=BUS))
    chosen[0].subject = "Number one"
    chosen[0].save()
    data = {"chosen": [m.public_id for m in chosen], "act": "move", "to": pool.public_id}
    page.post(url("selection", bus), {**data, "chosen": data["chosen"][:1]})
    after = text(page.post(url("selection", bus), data, follow=True))
    assert "It was done with 1 message." in after
    assert "“Number one”" in after


@pytest.mark.parametrize("data", [{}, {"chosen": "nonsense"}])
def test_nothing_chosen_is_said(two, page, data):
    assert "Choose the messages first." in text(page.get(url("selection", two[0]), data, follow=True))


def test_a_suggestion_shows_both_with_what_they_share_and_is_answered(asked, two, page):
    shown = text(page.get(reverse("suggestions")))
    assert "<mark>ligne de bus</mark>" in shown
    assert "<mark>rue des Lilas</mark>" in shown
    assert 'data-key="y"' in shown
    assert "1 question left" in shown

    after = text(page.post(url("suggestion", asked), {"verdict": "together"}, follow=True))
    assert "Nothing to decide" in after
    page.post(url("undoing", Correction.objects.get()), {"then": reverse("suggestions")})
    assert Suggestion.objects.open().get() == asked
    after = text(page.post(url("suggestion", asked), {"verdict": "apart"}, follow=True))
    assert "They are kept apart." in after
    assert "Undo my last answer" in after


def test_skipping_leads_to_the_next_question(asked, two, page, now):
    other = Suggestion.objects.create(
        desk=asked.desk, matter=asked.other, other=asked.matter, score=0.4, at=now
    )
    shown = text(page.get(reverse("suggestions"), {"after": asked.public_id}))
    assert url("suggestion", other) in shown


def test_a_question_about_what_one_does_not_see_is_not_asked(asked, two, page, desk):
    kind = desk.kinds.get(code="transports")
    kind.team = Team.objects.create(desk=desk, name="Roads")
    kind.save()
    Matter.objects.filter(pk=two[0].pk).update(kind=kind)
    assert "Nothing to decide" in text(page.get(reverse("suggestions")))
    assert page.post(url("suggestion", asked), {"verdict": "together"}).status_code == 404


def test_phrases_are_marked_and_nothing_of_the_message_is_markup():
    from saule.web.suggestions import marked

    assert marked("<b>Rue  des lilas</b>", ["rue des lilas"]) == (
        "&lt;b&gt;<mark>Rue  des lilas</mark>&lt;/b&gt;"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["merged into it", "renamed: “Piscine", "undone", "all its messages were filed elsewhere"]),
        ("fr", ["a été fusionné", "renommé", "annulé", "tous ses messages ont été classés ailleurs"]),
    ],
)
def test_the_history_is_read_in_plain_words(two, sign_in, bob, mail, desk, now, language, words):
    bob.user.language = language
    bob.user.save()
    bus, pool = two
    rename(pool, "La piscine", by=bob.user, now=now + timedelta(minutes=1))
    merge(bus, pool, by=bob.user, now=now + timedelta(minutes=2), why="the same")
    pool.transitions.create(
        from_state="open",
        to_state="open",
        at=now + timedelta(minutes=3),
        why="all its messages were filed elsewhere",
    )
    client = sign_in(bob)
    shown = text(client.get(url("history", pool)))
    done = Correction.objects.get(verb="merge")
    assert url("undoing", done) in shown
    assert shown.count(f'<a href="{url("matter", bus)}">Ligne 12</a>') == 1
    assert len(re.findall("Ligne 12(?!”|\u202f»)", re.sub("<[^>]*>", "", shown))) == 0
    client.post(url("undoing", done))
    shown = text(client.get(url("history", pool)))
    assert url("undoing", done) not in shown
    with override(language):
        for one in words:
            assert one in shown


def test_every_decision_that_can_be_undone_offers_it(two, page, bob, now):
    bus, pool = two
    done = merge(bus, pool, by=bob.user, now=now)
    message = Message.objects.get(said=BUS + ".")
    shown = text(page.get(url("reasons", message)))
    assert url("undoing", done) in shown
    assert "undone for all of them" in shown


def test_a_decision_says_which_other_matter_was_nearest(two, page):
    bus, _pool = two
    shown = text(page.get(url("reasons", Message.objects.get(said=BUS + "."))))
    assert "Nearest of the other matters" not in shown, "the first message had no other matter to go to"
    shown = text(page.get(url("reasons", Message.objects.get(said=POOL + "."))))
    assert "Nearest of the other matters" in shown
    assert f'<a href="{url("matter", bus)}">Ligne 12</a>' in shown
