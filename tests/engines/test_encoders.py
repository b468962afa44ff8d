import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.encoders import load_encoder

ENCODERS = {name: load_encoder(name) for name in ("lexical", "use")}
ODD = ["", " ", "👍", "a", "x" * 1_000_000, "Где мой паспорт 地铁停运了", "\ud800", "mot " * 5_000]


@pytest.fixture(params=ENCODERS, name="encoder")
def _encoder(request):
    return ENCODERS[request.param]


def test_each_text_is_a_row_of_length_one(encoder):
    rows = encoder.encode(["La ligne 12 est supprimée", "The bus is late", "Der Bus kommt nicht"])
    assert rows.shape == (3, encoder.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_text_has_a_row(encoder, text):
    row = encoder.encode([text])
    assert np.isfinite(row).all()
    assert np.allclose(np.linalg.norm(row), 1.0, atol=1e-5)


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=60), at=st.data())
@pytest.mark.parametrize("name", ENCODERS)
def test_a_row_does_not_depend_on_its_company(name, texts, at):
    position = at.draw(st.integers(0, len(texts) - 1))
    together = ENCODERS[name].encode(texts)[position]
    alone = ENCODERS[name].encode([texts[position]])[0]
    assert (together == alone).all()


def test_meaning_crosses_languages_with_the_multilingual_encoder():
    rows = ENCODERS["use"].encode(
        ["Le bus ne passe plus", "The bus does not run any more", "Je voudrais un acte de naissance"]
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


def test_an_unknown_encoder_is_refused():
    with pytest.raises(ValueError, match="unknown encoder"):
        load_encoder("magic")
