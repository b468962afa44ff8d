"""How far somebody's help is recognised: by different people in several matters, and by the desk's word."""

import pytest
from tests.matters.talk import bus, say
from tests.public import made_public

from saule.matters.endorsing import endorse, take_back
from saule.matters.judging import mark_correct
from saule.matters.peers import told_in
from saule.matters.thanking import people_helped, ranks_of
from saule.people.models import Likeness

__all__ = ["bus", "say"]
pytestmark = pytest.mark.django_db


def test_a_rank_needs_people_in_several_matters_and_the_desks_word(say, town, now, alice):
    writer = town.person()
    school = made_public(town.matter(title="École"), alice, now)
    first, second = say(writer), say(writer, matter=school)
    for number in range(16):
        reader = town.person()
        endorse(first if number % 2 else second, by=reader, now=now)
    assert ranks_of({writer.pk}) == {writer.pk: 0}
    mark_correct(first, by=alice.user, now=now)
    assert ranks_of({writer.pk}) == {writer.pk: 1}
    mark_correct(second, by=alice.user, now=now)
    assert ranks_of({writer.pk}) == {writer.pk: 2}
    assert people_helped(writer) == 16


def test_a_second_address_and_a_friend_who_is_thanked_back_lift_nobody(say, town, bus, now, alice):
    writer, friend, second, honest = (town.person() for _ in range(4))
    answer = say(writer)
    mark_correct(answer, by=alice.user, now=now)
    for one in (friend, second, honest):
        endorse(answer, by=one, now=now)
    assert ranks_of({writer.pk}) == {writer.pk: 1}
    theirs = say(friend, "Le minibus part aussi du marché.")
    endorse(theirs, by=writer, now=now)
    assert ranks_of({writer.pk}) == {writer.pk: 0}
    take_back(theirs, by=writer, now=now)
    assert ranks_of({writer.pk}) == {writer.pk: 1}
    pair = sorted((writer.pk, second.pk))
    Likeness.objects.create(person_id=pair[0], other_id=pair[1], at=now)
    assert ranks_of({writer.pk}) == {writer.pk: 0}


def test_a_rank_is_shown_only_to_whom_its_owner_wants(say, town, bus, now, alice):
    writer = town.person()
    shown, quiet = say(writer, with_rank=True), say(writer, "Le minibus part aussi du marché.")
    mark_correct(shown, by=alice.user, now=now)
    for _ in range(3):
        endorse(shown, by=town.person(), now=now)
    assert {one.answer: one.rank for one in told_in(bus)} == {shown: 1, quiet: 0}
