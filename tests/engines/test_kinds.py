import pytest

from saule.engines.encoders import load_encoder
from saule.engines.kinds import KindExamples, KindProposer

KINDS = [
    KindExamples(
        "transport",
        "shared",
        (
            "Le bus est toujours en retard",
            "La ligne 4 est supprimée",
            "The bus stop has moved",
            "Horaires du car scolaire",
        ),
    ),
    KindExamples(
        "waste",
        "shared",
        (
            "Les poubelles n'ont pas été ramassées",
            "When is the rubbish collected?",
            "La déchetterie est fermée",
        ),
    ),
    KindExamples(
        "civil",
        "personal",
        ("Je voudrais un acte de naissance", "Rendez-vous pour un passeport", "I need a birth certificate"),
    ),
]


@pytest.fixture(scope="module")
def proposer():
    return KindProposer(load_encoder("use")).fit(KINDS)


@pytest.mark.parametrize(
    ("text", "kind", "nature"),
    [
        ("Bonjour, pourquoi le bus 12 ne passe plus ? Cordialement", "transport", "shared"),
        ("Our rubbish was not collected this week", "waste", "shared"),
        ("Comment faire refaire mon passeport ?", "civil", "personal"),
    ],
)
def test_a_message_like_the_examples_gets_their_kind_and_nature(proposer, text, kind, nature):
    proposal = proposer.propose([text])
    assert (proposal.kind, proposal.nature) == (kind, nature)
    assert 0.3 <= proposal.score <= 1.0
    assert proposal.nearest in next(one.examples for one in KINDS if one.kind == kind)


@pytest.mark.parametrize("texts", [[], [""], ["👍"], ["My password does not work on your site"], ["Bravo !"]])
def test_nothing_is_proposed_for_what_resembles_no_example(proposer, texts):
    assert proposer.propose(texts).kind is None


def test_a_charter_without_examples_proposes_nothing():
    empty = KindProposer(load_encoder("lexical")).fit([KindExamples("bus", "shared", ())])
    assert empty.propose(["Le bus est en retard"]).kind is None
    assert empty.propose_nature(["Le bus est en retard"]) is None


def test_the_nature_may_be_clear_where_the_kind_is_not(proposer):
    assert proposer.propose_nature(["Comment faire refaire mon passeport ?"]) == "personal"
