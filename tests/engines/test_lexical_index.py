"""Spelling as evidence: rows that stand for pieces, made quickly and the same in any company."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.lexical_index import LexicalWeights, pieces
from saule.engines.shingles import character_codes, hash_pieces, hash_runs

TEXTS = [
    "La piscine du quartier sera-t-elle ouverte dimanche ?",
    "The library opens late on Mondays",
    "Pourquoi le bus 12 ne passe-t-il plus ?",
    "Pourquoi le bus 21 ne passe-t-il plus ?",
]


def weights(texts: list[str] = TEXTS) -> LexicalWeights:
    """Weights that have seen these texts."""
    known = LexicalWeights()
    for text in texts:
        known.count(pieces(text))
    known.refresh()
    return known


@given(st.text(max_size=40))
def test_runs_are_the_pieces_of_each_length(text):
    codes = character_codes(text)
    one_by_one = np.concatenate([hash_pieces(codes, length) for length in (3, 4, 5)])
    assert hash_runs(codes, 3, 5).tolist() == one_by_one.tolist()


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_a_row_has_length_1_and_is_the_same_in_any_company(texts):
    known = weights()
    rows = known.rows([pieces(text) for text in texts])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    for text, row in zip(texts, rows, strict=True):
        assert np.array_equal(known.rows([pieces(text)])[0], row)


def test_what_is_spelt_alike_is_near_and_a_number_tells_lines_apart():
    rows = weights().rows([pieces(text) for text in TEXTS])
    likeness = rows @ rows.T
    assert 0.5 < likeness[2, 3] < 0.95
    assert abs(likeness[0, 1]) < 0.25
    assert likeness[2, 3] > likeness[2, 0] + 0.4


def test_a_rare_piece_weighs_more_than_one_that_everybody_uses():
    """“bus 12” against “bus 21”: the more texts speak of buses, the less the bus says."""
    apart = [[pieces(TEXTS[2]), pieces(TEXTS[3])]]
    few = weights()
    many = weights([*TEXTS, *(f"Pourquoi le bus {n} ne passe-t-il plus ?" for n in range(30, 60))])
    (first,), (second,) = ([known.rows(pair) for pair in apart] for known in (few, many))
    assert second[0] @ second[1] < first[0] @ first[1]
