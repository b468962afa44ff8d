"""What did not arrive, on the pages: retried, sent elsewhere, decided about; and who an answer goes to."""

import pytest
from django.urls import reverse

from saule.desk.models import Role
from saule.matters.answering import draft_for, save_text
from saule.matters.models import Delivery, DeliveryTransition
from saule.people.models import Address, Person

pytestmark = pytest.mark.django_db


def stands(delivery, state, outcome, now, why="") -> None:
    """The mail stands so, after a try."""
    Delivery.objects.filter(pk=delivery.pk).update(state=state, outcome=outcome, attempts=1)
    DeliveryTransition.objects.create(
        delivery=delivery, from_state="attempting", to_state=state, at=now, why=why or outcome
    )


def test_what_was_put_off_or_given_up_is_tried_again_one_or_all(world, owner, now):
    one, two = world.answer.deliveries.order_by("pk")[:2]
    stands(one, "deferred", "451 busy", now)
    stands(two, "refused", "451 busy", now, why="too-many-attempts")
    page = reverse("outcomes", args=[world.answer.public_id])
    html = owner.get(page).content.decode()

    assert "2 mails were put off or given up for now" in html
    assert "451 busy" in html
    owner.post(reverse("retry", args=[one.public_id]), {"outcomes": "1"})
    done = owner.post(reverse("retries", args=[world.answer.public_id]), follow=True).content.decode()
    assert "2 mails are tried again" in done
    assert Delivery.objects.get(pk=two.pk).state == "waiting"


def test_what_was_refused_for_good_says_why_and_what_else_can_be_done(world, owner, desk, now):
    stands(world.delivery, "refused", "550 no such user", now)
    page = reverse("delivery", args=[world.delivery.public_id])
    assert "No other address of this person is known" in owner.get(page).content.decode()

    other = Address.objects.create(
        desk=desk, person=world.delivery.person, channel="email", value="lea@work.example", created_at=now
    )
    html = owner.get(page).content.decode()
    assert "550 no such user" in html
    assert f'<option value="{other.pk}">•••@w•••.example' in html
    owner.post(reverse("elsewhere", args=[world.delivery.public_id]), {"address": other.pk})
    assert Delivery.objects.get(address=other).body == world.delivery.body


def test_the_evidence_is_beside_the_decision_and_one_decides_for_all_of_a_cause(world, owner, now):
    for one in world.answer.deliveries.all():
        stands(one, "uncertain", "worker-died", now)
    html = owner.get(reverse("delivery", args=[world.delivery.public_id])).content.decode()
    assert world.delivery.message_id in html
    assert "The worker stopped while it was sending" in html
    assert "Messages here since" in html

    listed = owner.get(reverse("outbox"), {"state": "uncertain"}).content.decode()
    count = world.answer.deliveries.count()
    assert f"Decide about {count} mails" in listed
    data = {"cause": "worker-died", "outcome": "drop", "why": "The log of the server says no."}
    assert (
        f"Decided about {count} mails" in owner.post(reverse("verdicts"), data, follow=True).content.decode()
    )
    assert not world.answer.deliveries.filter(state="uncertain").exists()


def test_who_an_answer_goes_to_is_searched_left_out_and_taken_in_again(world, owner, alice, now):
    draft = draft_for(world.matter, by=alice.user, now=now)
    save_text(draft, "fr", "Bonjour {name}, encore ceci.", by=alice.user, now=now)
    draft.corrects = world.answer
    draft.save()
    page = reverse("recipients", args=[draft.public_id])
    tom = Person.objects.get(addresses__value="tom@example.org")
    Person.objects.filter(pk=tom.pk).update(name="")

    assert "without a name 1" in owner.get(page).content.decode()
    found = owner.get(page, {"q": "lea@"}).content.decode()
    assert f"p-{world.message.person.public_id}" in found
    assert f"p-{tom.public_id}" not in found
    owner.post(page, {"lacking": "1"})
    assert "left out 1" in owner.get(page).content.decode()
    preview = owner.get(reverse("answer", args=[world.matter.public_id])).content.decode()
    assert "1 person is left out" in preview
    owner.post(page, {"back": [tom.public_id]})
    assert "left out 0" in owner.get(page).content.decode()


def test_an_agent_does_not_decide_for_many(world, colleague, sign_in):
    assert sign_in(colleague(Role.AGENT)).post(reverse("verdicts"), {}).status_code == 403
