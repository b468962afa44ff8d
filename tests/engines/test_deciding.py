"""A decision by meaning also names the nearest matter that was not chosen."""

from saule.engines.encoders import load_encoder
from saule.engines.grouping import MatterGrouper

USE = load_encoder("use")
BUS = "Pourquoi le bus 12 a-t-il été supprimé ?"
BIRTH = "Je voudrais un extrait d'acte de naissance"
BINS = "Les poubelles de la rue Pasteur débordent"


def test_a_decision_by_meaning_names_the_nearest_matter_that_was_not_chosen() -> None:
    grouper = MatterGrouper(USE)
    grouper.partial_fit([BUS, BIRTH, BINS], ids=["bus", "birth", "bins"])
    joined = grouper.partial_fit(["Je demande un acte de naissance pour mon fils"], ids=["again"])[0]
    assert (joined.layer, joined.matter) == ("meaning", "new:birth")
    assert joined.other in {"new:bus", "new:bins"}
    assert joined.other_score is not None
    assert joined.other_score < joined.score


def test_a_message_that_opens_a_matter_names_the_nearest_one() -> None:
    grouper = MatterGrouper(USE)
    grouper.partial_fit([BINS], ids=["bins"])
    opened = grouper.partial_fit(["How can I get a birth certificate?"], ids=["birth"])[0]
    assert (opened.outcome, opened.other) == ("opened", "new:bins")


def test_a_matter_that_is_kept_apart_is_not_named_as_the_nearest() -> None:
    grouper = MatterGrouper(USE)
    grouper.partial_fit([BUS, BINS], ids=["bus", "bins"])
    grouper.separate("again", "new:bus")
    decision = grouper.partial_fit(["Pourquoi a-t-on supprimé le bus 12 chez nous ?"], ids=["again"])[0]
    assert (decision.reason, decision.other) == ("kept_apart", "new:bins")
