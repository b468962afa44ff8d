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
