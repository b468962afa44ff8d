"""A matter of which everybody may read, and somebody who answers others there."""

import pytest
from tests.public import made_public

from saule.matters.models import PeerAnswer
from saule.matters.peering import answer_others

MINIBUS = "Pour les dialyses, le service de soins de la clinique a un minibus : il reste des places."
State = PeerAnswer.State


@pytest.fixture
def bus(town, alice, now):
    """The matter about the bus, of which everybody may read."""
    return made_public(town.matter(), alice, now)


@pytest.fixture
def say(town, bus, now):
    """Somebody answers the others; shown unless asked otherwise."""

    def act(person=None, text=MINIBUS, *, matter=None, shown=True, **more):
        person = person or town.person()
        answer = answer_others(matter or bus, text=text, language="fr", by=person, now=now, **more)
        if shown and answer.state == State.PROPOSED:
            answer.move_to(State.SHOWN, by=None, now=now)
        return answer

    return act
