"""People answer each other: what is kept and shown of it, whom it helped, and what the desk says of it."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matters.colleagues import colleague, team
from tests.matters.talk import MINIBUS, State, bus, say
from tests.public import made_public

from saule.desk.changing import ChangedMeanwhile, NotPossible
from saule.desk.errors import IllegalTransition
from saule.desk.models import PeerModeration, Role
from saule.desk.moderating import moderation_of, state_moderation
from saule.desk.opening import switch_matters
from saule.matters import endorsing, judging, peering
from saule.matters.endorsing import CannotEndorse, endorse, helped_by, take_back
from saule.matters.errors import FiguresInDoubt
from saule.matters.judging import mark_correct, mark_wrong, marks_of, refuse_by_rule, show, unmark
from saule.matters.merging import merge
from saule.matters.models import Endorsement, Matter, PeerAnswer
from saule.matters.peering import (
    LONGEST,
    NameOfTheDesk,
    NotOpen,
    NotTheirs,
    PeerAnswerNeeded,
    TooManyAnswers,
    answer_others,
    bring_back,
    forget,
    withdraw,
)
from saule.matters.peers import offered_in, told_in
from saule.matters.publishing import publish, published, wording_of
from saule.matters.publishing import withdraw as unpublish
from saule.matters.referencing import Stated, state_fact
from saule.matters.settling import ReasonNeeded
from saule.matters.thanking import people_helped
from saule.people.joining import join, undo_join

__all__ = ["bus", "say"]
pytestmark = pytest.mark.django_db


def test_the_first_answer_waits_for_a_look_and_then_everybody_reads_it(desk, bus, town, now, alice):
    answer = answer_others(bus, text=MINIBUS, language="fr", by=town.person(), now=now)
    assert answer.state == State.PROPOSED
    assert told_in(bus) == []
    show(answer, by=alice.user, now=now)
    assert [one.answer for one in told_in(bus)] == [answer]
    row = answer.transitions.get()
    assert (row.from_state, row.to_state, row.by) == ("proposed", "shown", alice.user)
    assert list(desk.events.filter(record="peeranswer").values_list("verb", flat=True)) == ["show", "propose"]


def test_whoever_was_found_correct_is_shown_at_once_and_not_once_they_were_wrong(say, bus, town, now, alice):
    person = town.person()
    mark_correct(say(person), by=alice.user, now=now)
    second = say(person, "Le minibus part aussi le samedi matin.", shown=False)
    assert second.state == State.SHOWN
    mark_wrong(second, by=alice.user, now=now, why="Not on Saturdays.")
    assert say(person, "Le minibus est gratuit pour tout le monde.", shown=False).state == State.PROPOSED


def test_the_owner_decides_when_answers_are_shown(desk, say, bus, town, now, alice):
    When = PeerModeration.When
    assert moderation_of(desk) == When.KNOWN
    state_moderation(desk, When.AT_ONCE, by=alice.user, now=now)
    assert say(shown=False).state == State.SHOWN
    state_moderation(desk, When.LOOKED_AT, by=alice.user, now=now)
    person = town.person()
    mark_correct(say(person), by=alice.user, now=now)
    assert say(person, "Et il part devant la gare.", shown=False).state == State.PROPOSED
    assert state_moderation(desk, When.LOOKED_AT, by=alice.user, now=now) is None
    with pytest.raises(ChangedMeanwhile):
        state_moderation(desk, When.AT_ONCE, seen="of something else", by=alice.user, now=now)


def test_people_answer_each_other_only_where_everybody_can_read_it(desk, say, bus, now, alice):
    publication = published(desk).get()
    unpublish(publication, by=alice.user, now=now, why="a mistake")
    with pytest.raises(NotOpen):
        say()
    publish(bus, wording_of(publication), by=alice.user, now=now)
    assert say().state == State.SHOWN
    switch_matters(desk, is_open=False, licence="", by=alice.user, now=now)
    with pytest.raises(NotOpen):
        say()


def test_what_tells_who_somebody_is_never_gets_into_the_store(say):
    text = (
        "Demandez Mme Françoise Delmas au 02 41 12 34 56 ou f.delmas@clinique.example, carte 4111 1111 1111"
        " 1111 ; le minibus part du 12 rue de la Gare."
    )
    kept = say(text=text).text
    for hidden in ("Delmas", "41 12 34", "@", "4111"):
        assert hidden not in kept
    assert "[téléphone masqué 1]" in kept
    assert "12 rue de la Gare" in kept


def test_signs_that_nobody_sees_are_left_out(say):
    answer = say(
        text="Il reste \u202edes places dans le mini\u200bbus.\x07", shown_name="Li\u200blas\u202e\n"
    )
    assert answer.text == "Il reste des places dans le minibus."
    assert answer.shown_name == "Lilas"


def test_a_name_of_ten_thousand_letters_is_cut_and_a_long_answer_too(say):
    answer = say(text="Il reste des places. " * 2000, shown_name="a" * 10_000)
    assert len(answer.text) <= LONGEST
    assert len(answer.shown_name) == peering.LONGEST_NAME


@pytest.mark.parametrize(
    "name",
    [
        "Mairie de Saint-Aubin",
        "LA MAIRIE  DE SAINT AUBIN",
        "M\u0430\u0456r\u0456\u0435 d\u0435 S\u0430\u0456nt-\u0410ub\u0456n",
        "Ma\u0301irie de Saint\u2011Aubin \u2713",
    ],
)
def test_nobody_speaks_under_the_name_of_the_desk(say, name):
    with pytest.raises(NameOfTheDesk):
        say(shown_name=name)


def test_next_to_nothing_is_no_answer(say):
    with pytest.raises(PeerAnswerNeeded):
        say(text=" oui  \n")
    with pytest.raises(PeerAnswerNeeded):
        say(text="\u200b" * 500)


def test_a_few_answers_of_one_person_stand_in_a_matter_whatever_address_they_use(say, town, now, alice):
    one, other = town.person(), town.person()
    join(other, one, by=alice.user, now=now)
    answers = [say(who, f"Une chose utile, numéro {n}.") for n, who in enumerate((one, other, one))]
    with pytest.raises(TooManyAnswers):
        say(other, "Encore une chose que je sais.")
    withdraw(answers[0], by=other, now=now)
    assert say(other, "Encore une chose que je sais.").state == State.SHOWN


def test_its_writer_withdraws_it_and_shows_it_again_and_nobody_else_can(say, bus, town, now):
    person = town.person()
    answer = say(person)
    with pytest.raises(NotTheirs):
        withdraw(answer, by=town.person(), now=now)
    withdraw(answer, by=person, now=now)
    assert told_in(bus) == []
    bring_back(answer, by=person, now=now)
    assert [one.answer for one in told_in(bus)] == [answer]


def test_what_nobody_has_looked_at_comes_back_to_be_looked_at(say, town, now):
    person = town.person()
    answer = say(person, shown=False)
    withdraw(answer, by=person, now=now)
    bring_back(answer, by=person, now=now)
    assert answer.state == State.PROPOSED


def test_an_erased_writer_leaves_only_what_they_wished_to_leave_and_no_name(say, bus, town, now):
    person = town.person()
    gone = say(person, shown_name="Lilas")
    stays = say(person, "Le minibus part aussi du marché.", shown_name="Lilas", outlives=True)
    endorse(stays, by=town.person(), now=now)
    assert forget([person.pk], now=now) == 2
    assert forget([person.pk], now=now) == 2
    gone.refresh_from_db()
    assert (gone.text, gone.shown_name, gone.state) == ("", "", State.WITHDRAWN)
    (left,) = told_in(bus)
    assert (left.answer, left.answer.shown_name, left.people) == (stays, "", 1)


def test_what_was_refused_does_not_come_in_by_being_withdrawn_first(say, town, now, alice):
    person = town.person()
    answer = say(person, shown=False)
    refuse_by_rule(answer, "hurtful", by=alice.user, now=now)
    withdraw(answer, by=person, now=now)
    bring_back(answer, by=person, now=now)
    assert answer.state == State.PROPOSED


def test_what_was_taken_down_has_a_rule_and_can_be_shown_again(desk, say, bus, now, alice):
    answer = say()
    with pytest.raises(ReasonNeeded):
        refuse_by_rule(answer, "because", by=alice.user, now=now)
    refuse_by_rule(answer, "selling", by=alice.user, now=now, why="It names a shop.")
    assert (answer.state, answer.rule) == (State.TAKEN_DOWN, "selling")
    assert told_in(bus) == []
    event = desk.events.get(verb="take down")
    assert (event.why, event.facts) == ("It names a shop.", {"rule": "selling"})
    show(answer, by=alice.user, now=now)
    assert (told_in(bus)[0].answer, answer.rule) == (answer, "")


def test_what_its_writer_withdrew_the_desk_does_not_show(say, town, now, alice):
    person = town.person()
    answer = say(person)
    withdraw(answer, by=person, now=now)
    with pytest.raises(NotPossible):
        show(answer, by=alice.user, now=now)
    with pytest.raises(NotPossible):
        refuse_by_rule(answer, "hurtful", by=alice.user, now=now)


def test_two_who_judge_at_once_do_it_once(say, now, alice):
    answer = say(shown=False)
    same = PeerAnswer.objects.get(pk=answer.pk)
    show(answer, by=alice.user, now=now)
    with pytest.raises(IllegalTransition):
        show(same, by=alice.user, now=now)


def test_it_helped_me_counts_once_and_is_taken_back_as_easily(say, bus, town, now):
    answer, reader = say(), town.person()
    first = endorse(answer, by=reader, now=now)
    assert endorse(answer, by=reader, now=now) == first
    assert told_in(bus)[0].people == 1
    assert take_back(answer, by=reader, now=now) == 1
    assert told_in(bus)[0].people == 0
    assert take_back(answer, by=reader, now=now) == 0
    endorse(answer, by=reader, now=now)
    assert told_in(bus)[0].people == 1


def test_two_who_are_one_count_once_and_twice_again_when_parted(say, bus, town, now, alice):
    answer, one, other = say(), town.person(), town.person()
    endorse(answer, by=one, now=now)
    endorse(answer, by=other, now=now)
    joined = join(other, one, by=alice.user, now=now)
    assert told_in(bus)[0].people == 1
    assert take_back(answer, by=other, now=now) == 2
    endorse(answer, by=other, now=now)
    undo_join(joined, by=alice.user, now=now)
    assert told_in(bus)[0].people == 1


def test_nobody_counts_for_themselves_not_even_under_another_address(say, bus, town, now, alice):
    writer, other = town.person(), town.person()
    answer = say(writer)
    with pytest.raises(CannotEndorse):
        endorse(answer, by=writer, now=now)
    endorse(answer, by=other, now=now)
    join(other, writer, by=alice.user, now=now)
    assert told_in(bus)[0].people == 0


def test_what_is_not_shown_cannot_be_endorsed(say, town, now, alice):
    answer = say()
    refuse_by_rule(answer, "elsewhere", by=alice.user, now=now)
    with pytest.raises(CannotEndorse):
        endorse(answer, by=town.person(), now=now)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 2)), max_size=25))
def test_the_count_is_that_of_a_set_of_people_whatever_happens(alice, town, now, steps):
    matter = made_public(town.matter(), alice, now)
    writer, readers = town.person(), [town.person() for _ in range(5)]
    said = {"language": "fr", "by": writer, "now": now}
    answers = [answer_others(matter, text=f"{MINIBUS} {n}", **said) for n in range(3)]
    for answer in answers:
        answer.move_to(State.SHOWN, by=None, now=now)
    known: dict[int, set[int]] = {answer.pk: set() for answer in answers}
    for yes, reader, which in steps:
        answer, person = answers[which], readers[reader]
        (endorse if yes else take_back)(answer, by=person, now=now)
        (known[answer.pk].add if yes else known[answer.pk].discard)(person.pk)
    assert {one.answer.pk: set(one.helped) for one in told_in(matter)} == known
    assert people_helped(writer) == len(set().union(*known.values()))


def test_the_order_is_correct_then_surely_useful_then_wrong(say, bus, town, now, alice):
    plain, useful, correct, wrong = (say(text=f"{MINIBUS} {n}") for n in range(4))
    readers = [town.person() for _ in range(4)]
    for reader in readers:
        endorse(useful, by=reader, now=now)
        endorse(wrong, by=reader, now=now)
    mark_correct(correct, by=alice.user, now=now)
    mark_wrong(wrong, by=alice.user, now=now, why="There is none on Sundays.")
    assert [one.answer for one in told_in(bus)] == [correct, useful, plain, wrong]
    assert [one.answer for one in offered_in(bus)] == [correct, useful]


def test_who_comes_later_is_not_behind_for_having_been_read_by_fewer(say, bus, town, now):
    old, new = say(), say(text="Le minibus part aussi du marché.")
    for _ in range(20):
        endorse(old, by=town.person(), now=now)
    for _ in range(20):
        Endorsement.objects.create(peer_answer=say(), person=town.person(), at=now)
    PeerAnswer.objects.filter(pk=new.pk).update(at=now + timedelta(days=1))
    for _ in range(10):
        endorse(new, by=town.person(), now=now + timedelta(days=2))
    assert told_in(bus)[0].answer == new


def test_a_wrong_mark_needs_a_reason_and_the_newest_that_stands_counts(say, now, alice, bob):
    answer = say()
    with pytest.raises(ReasonNeeded):
        mark_wrong(answer, by=alice.user, now=now, why="  ")
    right = mark_correct(answer, by=alice.user, now=now)
    wrong = mark_wrong(answer, by=bob.user, now=now, why="It was true last year.")
    assert marks_of([answer.pk]) == {answer.pk: wrong}
    assert unmark(answer, by=bob.user, now=now) == wrong
    assert marks_of([answer.pk]) == {answer.pk: right}
    unmark(answer, by=bob.user, now=now)
    assert marks_of([answer.pk]) == {}
    assert unmark(answer, by=bob.user, now=now) is None


def test_nothing_is_found_correct_that_the_reference_has_otherwise(desk, say, now, alice):
    state_fact(desk, Stated("amount", "45 €", name_fr="Carte de bus"), by=alice.user, now=now)
    answer = say(text="La carte de bus coûte 54 € et le minibus la remplace.")
    with pytest.raises(FiguresInDoubt):
        mark_correct(answer, by=alice.user, now=now)
    doubts = judging.doubts_of(answer, now=now)
    mark = mark_correct(answer, by=alice.user, now=now, sure=[one.code for one in doubts])
    assert mark.figures == ["54 €"]


def test_answers_go_with_their_matter_when_it_is_merged(say, town, bus, now, alice):
    answer, other = say(), made_public(town.matter(title="Bus 12"), alice, now)
    merge(bus, other, by=alice.user, now=now, why="the same")
    Matter.objects.update(nature="shared")  # nobody wrote in either, so that Saule took them for private
    assert [one.answer for one in told_in(other)] == [answer]
    later = say(text="Le minibus passe aussi au marché.", matter=bus)
    assert later.matter == other


def test_agents_see_the_answers_of_their_teams_only_and_outsiders_none(desk, say, town, now, alice):
    roads, civil = team(desk), team(desk, "Civil registry")
    desk.kinds.filter(code="transports").update(team=roads)
    answer = say()
    mine, other = colleague(desk, "Ann", now, roads), colleague(desk, "Ben", now, civil)
    partner = colleague(desk, "Pam", now, role=Role.PROVIDER_AGENT)
    auditor = colleague(desk, "Aud", now, role=Role.AUDITOR)
    cast = (alice, mine, other, partner, auditor)
    seen = {who.user.name: list(PeerAnswer.objects.visible_to(who)) for who in cast}
    assert seen == {"Alice": [answer], "Ann": [answer], "Ben": [], "Pam": [], "Aud": []}


def test_the_trail_says_what_the_desk_did_and_never_who_answered(desk, say, town, now, alice):
    reader = town.person()
    answer = say(town.person())
    endorse(answer, by=reader, now=now)
    events = desk.events.filter(record="peeranswer")
    assert {event.verb for event in events} == {"propose", "endorse"}
    assert all(event.facts == {} and event.why == "" for event in events)
    assert helped_by([answer.pk]) == {answer.pk: {reader.pk: now}}
    assert endorsing.theirs(answer, reader).count() == 1
