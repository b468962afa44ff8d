"""What became of an answer that went to many."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_an_answer_to_many_is_shown_by_pages(owner, world):
    first = world.delivery
    for number in range(60):
        first.pk, first.public_id, first.message_id = None, f"many{number:012}", f"<{number}@x.example>"
        first.key = f"answer:{number}"
        first.save(force_insert=True)

    html = owner.get(reverse("outcomes", args=[world.answer.public_id])).content.decode()

    assert html.count('<th scope="row"') == 25
    assert "page=2" in html
