"""The desk that benchmarks work on is one that Saule could have made: the doctor finds nothing to say."""

import pytest
from benchmarks.filling import Filler

from saule.matters.models import Conversation, Matter
from saule.worker.checking import examine

pytestmark = pytest.mark.django_db


def test_the_doctor_is_content_with_it(now, settings):
    settings.SAULE_ENCODER = "lexical"
    Filler(120, 7, now).fill()

    assert Conversation.objects.count() == 120
    assert Matter.objects.order_by("-people")[0].people > 20
    assert [finding.sentence for finding in examine(now=now) if not finding.well] == []
