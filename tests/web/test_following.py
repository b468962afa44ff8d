"""Beside the common answer, in the browser."""

import pytest
from django.urls import reverse

from saule.matters.models import FollowUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def test_a_colleague_says_that_the_common_answer_is_not_enough_and_takes_it_back(world, owner):
    here = reverse("conversation", args=[world.conversation.public_id])
    html = owner.post(f"{here}/follow-up", {"why": "she is blind"}, follow=True).content.decode()
    assert "answered on their own too" in html
    assert "she is blind" in html

    html = owner.post(f"{here}/follow-up/reversal", {"why": "her son reads"}, follow=True).content.decode()
    assert "The common answer is not enough" in html
    assert FollowUp.objects.get().ended_why == "her son reads"
    trail = owner.get(reverse("trail", args=[world.conversation.public_id])).content.decode()
    assert trail.index("she is blind") < trail.index("her son reads")


def test_whoever_sends_reads_how_many_stay_with_a_date_of_their_own(world, owner, alice, now):
    fields = {"desk": world.matter.desk, "conversation": world.conversation, "because": "danger", "at": now}
    FollowUp.objects.create(**fields)
    world.answer.deliveries.all().delete()

    html = owner.get(reverse("sending", args=[world.answer.public_id])).content.decode()

    assert "1 of these people is answered on their own too" in html
