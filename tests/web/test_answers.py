"""Answering in the browser: kept while writing, previewed, approved by who may, sent once."""

import pytest
from django.urls import reverse

from saule.desk.models import MailboxSwitch, Role
from saule.matters.grouping import group_waiting
from saule.matters.models import Answer, Matter, Message
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db

POOL = "Quand rouvre la piscine municipale fermée depuis tant de semaines maintenant"


@pytest.fixture
def pool(desk, mail, now) -> Matter:
    """Three people about the pool; one reads English."""
    mails = [mail(POOL + "!" * i, sender=f"p{i}@example.org", sender_name=f"P{i}") for i in range(3)]
    receive_many(desk, mails, now=now)
    group_waiting(desk, now=now)
    matter = Matter.objects.get()
    matter.signatures.filter(person__name="P2").update(language="en")
    return matter


@pytest.fixture
def agent(colleague, sign_in):
    return sign_in(colleague(Role.AGENT))


def write(browser, matter, body="Bonjour {name}, lundi.", language="fr", **more):
    return browser.post(
        reverse("answer", args=[matter.public_id]), {"body": body, "language": language, **more}
    )


def test_words_are_kept_in_each_language(pool, agent):
    write(agent, pool, then="en")
    response = write(agent, pool, "Hello {name}, Monday.", "en", then="fr")

    assert response.url.endswith("?language=fr#answer")
    assert dict(Answer.objects.get().texts.values_list("language", "body")) == {
        "fr": "Bonjour {name}, lundi.",
        "en": "Hello {name}, Monday.",
    }


def test_htmx_is_told_that_the_words_are_kept(pool, agent):
    response = agent.post(
        reverse("answer", args=[pool.public_id]),
        {"body": "x", "language": "fr"},
        headers={"HX-Request": "true"},
    )

    assert "kept at" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_the_preview_is_read_as_one_recipient(pool, agent):
    write(agent, pool)
    person = pool.signatures.get(person__name="P1").person

    html = agent.get(reverse("answer", args=[pool.public_id]), {"person": person.public_id}).content.decode()

    assert "Bonjour P1, lundi." in html
    assert "•••@e•••.org" in html


def test_a_missing_language_is_said_before_sending(pool, agent):
    write(agent, pool)

    html = agent.get(reverse("sending", args=[Answer.objects.get().public_id])).content.decode()

    assert "1 person will get it in another language than theirs." in html
    assert "3 messages will leave, each in its own thread" in html


def test_the_messages_that_speak_of_a_danger_are_one_click_from_the_sending(pool, agent):
    write(agent, pool)
    grave, *others = pool.filings.order_by("pk")
    Message.objects.filter(pk=grave.message_id).update(severity=[{"words": "me noyer"}])

    html = agent.get(reverse("sending", args=[Answer.objects.get().public_id])).content.decode()
    link = f"{reverse('matter', args=[pool.public_id])}?show=danger"
    assert "1 message here speaks of a danger." in html
    assert f'<a href="{link}#words">Read this message</a>' in html

    html = agent.get(link).content.decode()
    assert reverse("message", args=[grave.message.public_id]) in html
    assert all(reverse("message", args=[one.message.public_id]) not in html for one in others)


def test_a_large_audience_needs_somebody_who_may_approve(pool, desk, agent, colleague, client):
    desk.large_audience = 2
    desk.save()
    write(agent, pool)
    answer = Answer.objects.get()
    sending = reverse("sending", args=[answer.public_id])

    assert "Ask for approval" in agent.get(reverse("answer", args=[pool.public_id])).content.decode()
    agent.post(sending)
    assert answer.deliveries.count() == 0
    agent.post(reverse("proposal", args=[answer.public_id]))
    agent.post(reverse("approval", args=[answer.public_id]))
    answer.refresh_from_db()
    assert answer.state == "proposed"

    client.force_login(colleague(Role.SUPERVISOR).user, "django.contrib.auth.backends.ModelBackend")
    client.post(reverse("approval", args=[answer.public_id]))
    client.post(sending)
    assert answer.deliveries.count() == 3


def test_a_proposed_answer_is_given_back_with_a_reason(pool, agent, colleague, client):
    write(agent, pool)
    answer = Answer.objects.get()
    agent.post(reverse("proposal", args=[answer.public_id]))
    supervisor = colleague(Role.SUPERVISOR).user
    writer = answer.author
    client.force_login(supervisor, "django.contrib.auth.backends.ModelBackend")
    home = client.get(reverse("overview")).content.decode()
    assert "Waits for your approval" in home
    assert reverse("answer", args=[pool.public_id]) in home
    assert f"{writer.name} asks" in client.get(reverse("matter", args=[pool.public_id])).content.decode()

    client.post(reverse("refusal", args=[answer.public_id]), {"why": "the date is wrong"})

    answer.refresh_from_db()
    assert answer.state == "draft"
    assert answer.transitions.last().why == "the date is wrong"
    client.force_login(writer, "django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("matter", args=[pool.public_id])).content.decode()
    assert f"{supervisor.name} gave it back" in html
    assert "the date is wrong" in html


def test_what_people_said_of_a_matter_is_in_its_history(pool, agent, colleague, client):
    agent.post(reverse("title", args=[pool.public_id]), {"title": "La piscine"})
    agent.post(reverse("kind", args=[pool.public_id]), {"kind": "", "nature": "personal"})
    client.force_login(colleague(Role.SUPERVISOR).user, "django.contrib.auth.backends.ModelBackend")
    client.post(reverse("gravity", args=[pool.public_id]), {"grave": "on", "why": "chlorine"})

    html = client.get(reverse("history", args=[pool.public_id])).content.decode()

    assert "renamed" in html
    assert "heading confirmed" in html or "said to be: " in html
    assert "said to be a danger" in html
    assert "chlorine" in html


def test_the_panel_counts_those_who_can_be_written_to(pool, agent):
    person = pool.signatures.get(person__name="P1").person
    Message.objects.filter(person=person).update(address=None)

    html = agent.get(reverse("matter", args=[pool.public_id])).content.decode()

    assert "2 messages, each in its own thread" in html


def test_sending_twice_writes_to_nobody_twice_and_latecomers_get_the_same(pool, desk, agent, mail, now):
    write(agent, pool)
    answer = Answer.objects.get()
    sending = reverse("sending", args=[answer.public_id])

    agent.post(sending)
    agent.post(sending)
    assert answer.deliveries.count() == 3

    receive_many(desk, [mail(POOL + "?", sender="late@example.org")], now=now)
    group_waiting(desk, now=now)
    assert "1 person wrote since" in agent.get(reverse("matter", args=[pool.public_id])).content.decode()
    agent.post(sending)
    assert answer.deliveries.count() == 4


def test_outcomes_are_listed_person_by_person(pool, agent):
    write(agent, pool)
    answer = Answer.objects.get()
    agent.post(reverse("sending", args=[answer.public_id]))
    answer.deliveries.filter(address__value="p1@example.org").update(state="refused", outcome="no-such-user")
    url = reverse("outcomes", args=[answer.public_id])

    assert ">P0<" in agent.get(url).content.decode()
    refused = agent.get(url, {"state": "refused"}).content.decode()
    assert ">P1<" in refused
    assert "The mail server said: “no-such-user”" in refused
    assert ">P0<" not in refused


def told_wrong(agent, pool, desk, mail, now) -> Answer:
    """An answer to three people, and a fourth who wrote since."""
    write(agent, pool)
    answer = Answer.objects.get()
    agent.post(reverse("sending", args=[answer.public_id]))
    answer.deliveries.update(state="sent", attempts=1)
    receive_many(desk, [mail(POOL + "?", sender="late@example.org")], now=now)
    group_waiting(desk, now=now)
    return answer


def test_a_second_answer_says_that_only_those_who_wait_get_it(pool, desk, agent, mail, now):
    told_wrong(agent, pool, desk, mail, now)
    write(agent, pool, "Mardi.")
    second = Answer.objects.latest("pk")

    for page in (reverse("answer", args=[pool.public_id]), reverse("sending", args=[second.public_id])):
        assert "It goes to 1 person who wrote since the last answer." in agent.get(page).content.decode()
    panel = agent.get(reverse("matter", args=[pool.public_id])).content.decode()
    assert "Answer those who wait" in panel
    agent.post(reverse("sending", args=[second.public_id]))
    assert [d.address.value for d in second.deliveries.all()] == ["late@example.org"]


def test_a_correction_goes_to_everybody_who_was_sent_the_answer(pool, desk, agent, mail, now):
    answer = told_wrong(agent, pool, desk, mail, now)
    outcomes = reverse("outcomes", args=[answer.public_id])
    assert "Write a correction" in agent.get(outcomes).content.decode()

    agent.post(reverse("correction", args=[answer.public_id]))
    draft = Answer.objects.get(corrects=answer)
    assert "Write a correction" not in agent.get(outcomes).content.decode()
    assert "Another answer to this matter is being written." in agent.get(outcomes).content.decode()
    write(agent, pool, "Non : mardi.")
    html = agent.get(reverse("answer", args=[pool.public_id])).content.decode()
    assert "It goes to the 3 people who were sent the answer of " in html
    agent.post(reverse("sending", args=[draft.public_id]))
    assert draft.deliveries.count() == 3
    html = agent.get(reverse("matter", args=[pool.public_id])).content.decode()
    assert "Correction sent" in html
    assert "Send them the same answer" not in html


def test_a_correction_can_be_made_an_ordinary_answer(pool, desk, agent, mail, now):
    answer = told_wrong(agent, pool, desk, mail, now)
    agent.post(reverse("correction", args=[answer.public_id]))
    draft = Answer.objects.get(corrects=answer)
    assert "It corrects nothing" in agent.get(reverse("matter", args=[pool.public_id])).content.decode()

    agent.post(reverse("correction", args=[draft.public_id]))
    draft.refresh_from_db()
    assert draft.corrects is None


def test_the_outcomes_look_again_by_themselves_while_mails_leave(pool, agent):
    write(agent, pool)
    answer = Answer.objects.get()
    agent.post(reverse("sending", args=[answer.public_id]))
    url = reverse("outcomes", args=[answer.public_id])

    part = agent.get(url, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 3s"' in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]
    assert "Look again" in agent.get(url).content.decode()

    answer.deliveries.update(state="sent")
    for page in (agent.get(url), agent.get(url, headers={"HX-Request": "true"})):
        assert "hx-trigger" not in page.content.decode()
        assert "Look again" not in page.content.decode()


def test_mails_that_rehearse_are_not_looked_at_again_and_again(pool, desk, agent, now):
    MailboxSwitch.objects.create(mailbox=desk.mailboxes.get(), live=False, at=now)
    write(agent, pool)
    answer = Answer.objects.get()
    agent.post(reverse("sending", args=[answer.public_id]))
    html = agent.get(reverse("outcomes", args=[answer.public_id])).content.decode()
    assert "every 3s" not in html
    assert "Undo" in html


def test_a_sending_is_undone_and_the_answer_can_be_changed(pool, agent):
    write(agent, pool)
    answer = Answer.objects.get()
    sending = reverse("sending", args=[answer.public_id])
    assert "can be undone for 20 seconds" in agent.get(sending).content.decode()
    agent.post(sending)
    outcomes = reverse("outcomes", args=[answer.public_id])
    html = agent.get(outcomes).content.decode()
    assert "Nothing leaves for" in html
    assert "Write a correction" not in html

    response = agent.post(reverse("recall", args=[answer.public_id]), follow=True)
    assert "Taken back: nothing has left." in response.content.decode()
    assert "As it will be read" in response.content.decode()
    assert "Taken back by a colleague" in agent.get(outcomes).content.decode()
    history = agent.get(reverse("history", args=[pool.public_id])).content.decode()
    assert "its answer was taken back" in history
    assert "taken-back" not in history
    agent.post(sending)
    assert answer.deliveries.filter(state="waiting").count() == 3


def test_an_undo_that_comes_too_late_says_so(pool, agent):
    write(agent, pool)
    answer = Answer.objects.get()
    agent.post(reverse("sending", args=[answer.public_id]))
    answer.deliveries.filter(address__value="p1@example.org").update(state="sent", attempts=1)

    assert (
        "Nothing leaves for" not in agent.get(reverse("outcomes", args=[answer.public_id])).content.decode()
    )
    response = agent.post(reverse("recall", args=[answer.public_id]), follow=True)
    assert "It is leaving already" in response.content.decode()
    assert answer.deliveries.filter(state="waiting").count() == 2


def test_where_nobody_else_may_approve_the_owner_types_how_many_read_it(pool, desk, owner):
    desk.large_audience = 2
    desk.save()
    write(owner, pool)
    page = reverse("sending", args=[Answer.objects.get().public_id])

    assert "nobody else at this desk may approve it" in owner.get(page).content.decode()
    assert owner.post(page, {"people": "2"}).url == page
    assert not Answer.objects.get().deliveries.exists()
    sent = owner.post(page, {"people": " 3 "}, follow=True).content.decode()
    assert "Confirmed alone by Alice" in sent
    assert Answer.objects.get().deliveries.count() == 3


def test_who_proposed_and_who_approved_is_shown(pool, desk, colleague, agent, sign_in):
    desk.large_audience = 2
    desk.save()
    write(agent, pool)
    key = Answer.objects.get().public_id
    agent.post(reverse("proposal", args=[key]))
    carol = sign_in(colleague(Role.SUPERVISOR, "Carol"))
    carol.post(reverse("approval", args=[key]))
    html = carol.get(reverse("answer", args=[pool.public_id])).content.decode()

    assert "Proposed by agent, approved by Carol" in html


def test_a_supervisor_is_not_offered_to_approve_their_own(pool, desk, colleague, sign_in):
    desk.large_audience = 2
    desk.save()
    colleague(Role.OWNER, "Olive")
    carol = sign_in(colleague(Role.SUPERVISOR, "Carol"))
    write(carol, pool)
    key = Answer.objects.get().public_id
    carol.post(reverse("proposal", args=[key]))
    html = carol.get(reverse("answer", args=[pool.public_id])).content.decode()

    assert reverse("approval", args=[key]) not in html
    assert "Who may: Olive" in html
    assert (
        "somebody who has not written it"
        in carol.post(reverse("approval", args=[key]), follow=True).content.decode()
    )
