"""What is sent to break grouping, or to push others out of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.encoders import load_encoder
from saule.engines.grouping import MatterGrouper

LETTER = (
    "Bonjour, je vous demande de revenir sur la suppression de la ligne 12, qui laisse sans transport les "
    "collégiens du plateau et les personnes âgées du quartier des Tilleuls. Tout a été décidé sans nous."
)
MESSAGES = [
    LETTER,
    "Je voudrais un extrait d'acte de naissance",
    "Les poubelles de la rue Pasteur débordent",
    "The swimming pool is closed on Sundays",
]


@pytest.fixture(name="one")
def _one():
    one = MatterGrouper(load_encoder("lexical"), window=40)
    one.partial_fit(MESSAGES, ids=[f"m{at}" for at in range(len(MESSAGES))])
    return one


def test_a_flood_of_one_text_pushes_nothing_out_of_memory(one):
    flood = [f"{LETTER} Signé {at}" for at in range(60)]
    one.partial_fit([LETTER] * 60 + flood, ids=range(120))
    found = one.partial_fit(["Les poubelles de la rue Pasteur débordent encore"], ids=["later"])[0]
    assert found.nearest == "m2"


def test_memory_is_bounded_whatever_comes(one):
    one.partial_fit([f"Question {at} sur la rue {at * 7919}" for at in range(400)], ids=range(400))
    one.partial_fit([LETTER] * 400, ids=range(400, 800))
    assert len(one.labels_) <= 2 * (40 + 40 // 4) + 1
    assert 799 in one.labels_


def test_a_letter_that_still_comes_is_not_forgotten_however_old(one):
    for start in range(0, 300, 10):
        said = [f"Question {at} sur la rue {at * 7919}" for at in range(start, start + 10)]
        one.partial_fit([*said, f"{LETTER} Signé {start}"], ids=range(start * 2, start * 2 + 11))
    [decision] = one.partial_fit([LETTER], ids=["late"])
    assert (decision.matter, decision.outcome) == ("new:m0", "joined")
    assert "m1" not in one.labels_


def test_a_set_with_forgotten_copies_is_not_torn_by_a_second_look():
    bus = [f"Le bus {number} est en retard tous les matins" for number in range(10)]
    others = [
        f"{what} {at}" for what in ("La piscine du quartier", "Un acte de naissance") for at in range(15)
    ]
    one = MatterGrouper(load_encoder("use"), window=40)
    one.remember(range(40), bus + others, None, range(40))
    one.remember(range(100, 155), [bus[0]] * 55, None, [0] * 55)
    one.remember(range(200, 270), [bus[1]] * 70, None, [1] * 70)
    assert 100 not in one.labels_
    moved = {revision.message: revision.matter for revision in one.revise()}
    assert moved[2] == 1
    assert not set(moved) & {0, *range(100, 155)}


def test_who_goes_on_from_the_state_forgets_the_same(one):
    one.partial_fit([LETTER] * 60, ids=range(60))
    again = MatterGrouper.from_state(one.get_state(), load_encoder("lexical"))
    for grouper in (one, again):
        grouper.partial_fit([f"Rue {at * 7919} numéro {at}" for at in range(90)], ids=range(100, 190))
    assert one.labels_ == again.labels_
    assert one.revise() == again.revise()


@pytest.mark.parametrize("size", [1, 7, 50])
def test_what_is_forgotten_does_not_depend_on_how_messages_were_batched(size):
    said = [LETTER if at % 3 else f"Question {at} sur la rue {at * 7919}" for at in range(200)]
    at_once, by_parts = (MatterGrouper(load_encoder("lexical"), window=40) for _ in range(2))
    decisions = at_once.partial_fit(said, ids=range(200))
    found = []
    for start in range(0, 200, size):
        part = said[start : start + size]
        found += by_parts.partial_fit(part, ids=range(start, start + len(part)))
    assert found == decisions
    assert at_once.labels_ == by_parts.labels_


@settings(max_examples=20, deadline=None)
@given(
    st.text(max_size=30),
    st.sampled_from(["\u200b", "\u202e", "\ufeff", "\x00", "🙂", "é", "ㅤ", "地", " \n", "A̷̛"]),
    st.integers(1, 5_000),
)
def test_padding_of_any_kind_is_decided_and_looked_at_again(text, padding, times):
    one = MatterGrouper(load_encoder("lexical"))
    one.partial_fit(MESSAGES, ids=range(len(MESSAGES)))
    said = [padding * times + text, text + padding * times, text, padding]
    decisions = one.partial_fit(said, ids=["a", "b", "c", "d"])
    assert {decision.outcome for decision in decisions} <= {"joined", "opened", "asked", "not_groupable"}
    one.apply(one.revise())
    assert set(one.labels_) >= {"a", "b", "c", "d"}
