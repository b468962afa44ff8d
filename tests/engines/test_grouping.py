"""Grouping as a desk notices it: who ends up with whom, why, and that everything can be undone."""

import csv
import os
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.encoders import load_encoder
from saule.engines.grouping import MatterGrouper

DATA = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data")) / "grouping"
LEXICAL = load_encoder("lexical")
USE = load_encoder("use")

LETTER = (
    "Bonjour, je vous demande de revenir sur la suppression de la ligne 12, qui laisse sans transport les "
    "collégiens du plateau et les personnes âgées du quartier des Tilleuls. Tout a été décidé sans nous."
)
SIGNED = LETTER + " Jeanne Martin, rue des Lilas"
MESSAGES = [
    LETTER,
    "Pourquoi le bus 12 a-t-il été supprimé ?",
    SIGNED,
    "Je voudrais un extrait d'acte de naissance",
    "Rendez-nous la ligne de bus 12 !",
    "How can I get a birth certificate?",
    "pourquoi le bus 12 a-t-il été supprimé",
    "👍",
    "Les poubelles de la rue Pasteur débordent",
    "The bus line 12 was cut, give it back",
]
texts = st.lists(
    st.sampled_from(MESSAGES)
    | st.text(max_size=80)
    | st.sampled_from(["", "ok", "地铁停运了", "مرحبا بالعالم"]),
    max_size=30,
)


def grouper(encoder=LEXICAL, **parameters) -> MatterGrouper:
    return MatterGrouper(encoder, **parameters)


def filled(encoder=LEXICAL, said=MESSAGES) -> MatterGrouper:
    one = grouper(encoder)
    one.partial_fit(said, ids=range(len(said)))
    return one


# — first decisions —


def test_the_same_text_and_its_small_edits_join_and_say_why():
    one = grouper()
    first, same, signed = one.partial_fit([LETTER, LETTER.upper(), SIGNED], ids=["a", "b", "c"])
    assert (first.outcome, first.layer, first.matter) == ("opened", "new", "new:a")
    assert (same.outcome, same.layer, same.reason, same.score) == ("joined", "exact", "same_text", 1.0)
    assert (signed.outcome, signed.layer, signed.reason) == ("joined", "near", "same_text_but_for")
    assert signed.differs == ("jeanne", "martin", "rue", "lilas")
    assert {first.matter, same.matter, signed.matter} == {"new:a"}
    assert 0.5 <= signed.score < 1.0


def test_meaning_joins_what_no_spelling_would_even_across_languages():
    one = filled(USE)
    matters = one.labels_
    assert matters[1] == matters[4]
    assert matters[3] == matters[5]
    assert len({matters[1], matters[3], matters[8]}) == 3


def test_texts_that_say_nothing_belong_to_no_matter():
    decisions = grouper().partial_fit(["", "👍", "Merci beaucoup !", "Bonjour"], ids=range(4))
    assert {decision.outcome for decision in decisions} == {"not_groupable"}
    assert [decision.reason for decision in decisions] == ["empty", "empty", "too_little", "too_little"]
    assert {decision.matter for decision in decisions} == {None}


def test_the_subject_line_speaks_too_but_does_not_part_copies():
    one = grouper(USE)
    about = ["Ligne 12", "Piscine", "Bus 12", "Re: vos travaux"]
    said = ["Voir ci-joint", "Voir ci-joint", LETTER, LETTER]
    decisions = one.partial_fit(said, ids=range(4), subjects=about)
    assert decisions[1].layer != "exact"
    assert decisions[3].layer == "exact"


@pytest.mark.parametrize(
    "text", ["", "x", "🙂" * 50, "mot", "a b" * 300_000, "é" * 1_000_000, "\ud800 bus", "地铁 bus"]
)
def test_any_text_can_be_decided(text):
    one = filled(USE)
    [decision] = one.partial_fit([text], ids=["odd"])
    assert (decision.matter is None) == (decision.outcome == "not_groupable")
    assert one.predict([text])[0].outcome in {"joined", "opened", "asked", "not_groupable"}


def test_ten_first_messages_on_ten_subjects_stay_apart():
    said = [
        "Le lampadaire de la rue Haute est cassé",
        "Comment inscrire mon fils au judo ?",
        "My tax bill is wrong",
        "Le bus 12 n'est pas passé",
        "I lost my library card",
        "Les horaires de la piscine ?",
        "Un arbre menace de tomber",
        "Where do I vote on Sunday?",
        "Le bruit du bar m'empêche de dormir",
        "Je voudrais louer la salle des fêtes",
    ]
    assert len(set(filled(USE, said).labels_.values())) == 10


@settings(max_examples=25, deadline=None)
@given(texts, st.integers(1, 7))
def test_decisions_do_not_depend_on_how_messages_were_batched(said, size):
    at_once = grouper().partial_fit(said, ids=range(len(said)))
    one = grouper()
    by_parts = []
    for start in range(0, len(said), size):
        part = said[start : start + size]
        by_parts += one.partial_fit(part, ids=range(start, start + len(part)))
    assert at_once == by_parts


@settings(max_examples=25, deadline=None)
@given(texts, st.randoms(use_true_random=False))
def test_equal_texts_are_together_in_any_order(said, rng):
    said = said + said[: len(said) // 2]
    rng.shuffle(said)
    decisions = grouper().partial_fit(said, ids=range(len(said)))
    together = {}
    for text, decision in zip(said, decisions, strict=True):
        assert together.setdefault(text, decision.matter) == decision.matter


def test_an_id_given_twice_is_refused():
    one = filled()
    with pytest.raises(ValueError, match="known already"):
        one.partial_fit(["encore"], ids=[1])
    with pytest.raises(ValueError, match="given twice"):
        one.partial_fit(["encore", "et encore"], ids=["x", "x"])


def test_predicting_learns_nothing():
    one = filled()
    before = one.labels_
    assert one.predict([LETTER])[0].matter == before[0]
    assert one.predict(MESSAGES) == one.predict(MESSAGES)
    assert one.labels_ == before


# — people's decisions, and undoing them —


def test_a_copy_follows_where_people_moved_the_letter():
    one = filled()
    one.move(0, "elsewhere")
    one.move(2, "elsewhere")
    [decision] = one.partial_fit([LETTER], ids=["late"])
    assert decision.matter == "elsewhere"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["m", "n", None])), max_size=8))
def test_undoing_moves_restores_what_was_there(moves):
    one = filled()
    before, expected = one.labels_, one.predict([*MESSAGES, "La ligne 12 du bus"])
    done = []
    for message, matter in moves:
        done.append((message, one.labels_[message]))
        one.move(message, matter)
    for message, matter in reversed(done):
        one.move(message, matter, pinned=False)
    assert one.labels_ == before
    again = one.predict([*MESSAGES, "La ligne 12 du bus"])
    assert [(one.matter, one.outcome) for one in again] == [(one.matter, one.outcome) for one in expected]


def test_what_was_separated_never_joins_again_until_undone():
    one = filled()
    matter = one.labels_[0]
    one.separate("late", matter)
    [kept] = one.partial_fit([LETTER], ids=["late"])
    assert kept.matter != matter
    one.forget("late")
    [after] = one.partial_fit([LETTER], ids=["late"])
    assert after.matter == matter
    one.separate("late", matter)
    assert one.labels_["late"] is None
    one.unseparate("late", matter)
    one.move("late", matter, pinned=False)
    assert one.labels_["late"] == matter


def test_a_forgotten_message_leaves_its_copies_in_place():
    one = filled()
    matter = one.labels_[0]
    one.forget(0)
    one.forget("never seen")
    assert 0 not in one.labels_
    assert one.labels_[2] == matter
    [decision] = one.partial_fit([LETTER], ids=["late"])
    assert (decision.matter, decision.nearest) == (matter, 2)


def test_matters_take_the_callers_names_and_two_may_become_one():
    one = filled()
    first, second = one.labels_[0], one.labels_[3]
    one.rename_matters({first: 41, second: 41, "unknown": 7})
    assert one.labels_[0] == one.labels_[3] == 41
    assert one.partial_fit([LETTER], ids=["late"])[0].matter == 41


# — state —


@settings(max_examples=20, deadline=None)
@given(texts, texts)
def test_what_is_rebuilt_from_stored_rows_decides_the_same(before, after):
    one = grouper()
    decisions = one.partial_fit(before, ids=range(len(before)))
    again = grouper()
    vectors = one.vectors_(range(len(before)))
    again.remember(range(len(before)), before, vectors, [decision.matter for decision in decisions])
    names = [f"late {position}" for position in range(len(after))]
    assert one.partial_fit(after, ids=names) == again.partial_fit(after, ids=names)


@settings(max_examples=20, deadline=None)
@given(texts, texts, st.integers(0, 5))
def test_a_grouper_goes_on_from_its_state(before, after, forgotten):
    one = grouper()
    one.partial_fit(before, ids=range(len(before)))
    one.forget(forgotten)
    one.separate("late 0", "new:1")
    again = MatterGrouper.from_state(one.get_state(), LEXICAL)
    names = [f"late {position}" for position in range(len(after))]
    assert one.partial_fit(after, ids=names) == again.partial_fit(after, ids=names)
    assert one.labels_ == again.labels_
    assert one.revise() == again.revise()


def test_the_state_of_another_encoder_is_refused():
    with pytest.raises(ValueError, match="lexical"):
        MatterGrouper.from_state(filled().get_state(), load_encoder("use"))


def test_stored_vectors_are_half_precision_rows():
    one = filled()
    rows = one.vectors_([0, 7])
    assert rows.dtype == np.float16
    assert rows.shape == (2, LEXICAL.dimensions)
    assert rows[0].any()
    assert not rows[1].any()


# — thinking again —


NAMES = ("Léa", "Tom", "Zoé", "Max", "Ana", "Eva", "Ugo", "Noé", "Lou", "Jan")
STREETS = ("Haute", "Basse", "Neuve", "Verte", "Bleue", "Noire", "Pavée", "Torte", "Belle", "Vieille")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "matin", "soir", "midi")


def town() -> tuple[list[str], list[str]]:
    """Forty questions on four subjects, and which."""
    said = [f"Le bus {number} est en retard tous les matins" for number in range(10)]
    said += [f"Je voudrais un acte de naissance pour {name}" for name in NAMES]
    said += [f"Les poubelles de la rue {name} débordent" for name in STREETS]
    said += [f"À quelle heure ouvre la piscine le {day} ?" for day in DAYS]
    return said, [subject for subject in ("bus", "birth", "waste", "pool") for _ in range(10)]


def scattered() -> MatterGrouper:
    """A grouper that remembers each question of the town in a matter of its own."""
    said, _ = town()
    one = grouper(USE)
    one.remember(range(40), said, None, [f"m{position}" for position in range(40)], pinned=range(4))
    return one


def test_a_second_look_brings_together_what_was_apart_and_then_rests():
    _, subjects = town()
    one = scattered()
    one.apply(one.revise())
    labels = one.labels_
    for matter in set(labels.values()):
        assert len({subjects[at] for at, label in labels.items() if label == matter}) == 1
    assert len(set(labels.values())) < 20
    assert one.revise() == []


def test_a_second_look_leaves_people_in_peace():
    one = scattered()
    revisions = one.revise()
    assert revisions
    assert not {revision.message for revision in revisions} & set(range(4))
    kept_apart = revisions[0]
    one.separate(kept_apart.message, kept_apart.matter)
    again = {(revision.message, revision.matter) for revision in one.revise()}
    assert (kept_apart.message, kept_apart.matter) not in again
    assert one.revise(free=()) == []
    assert one.revise(since=1.0) == []


def test_a_few_messages_need_no_second_look():
    assert filled(USE).revise() == []


@settings(max_examples=15, deadline=None)
@given(texts)
def test_a_second_look_is_repeatable_and_changes_nothing_by_itself(said):
    one = filled(said=said)
    before = one.labels_
    assert one.revise() == one.revise()
    assert one.labels_ == before


# — quality, on form letters and on real questions —


def edited(letter: str, share: float, rng: random.Random) -> str:
    words = letter.split()
    for at in rng.sample(range(len(words)), int(share * len(words))):
        words[at] = rng.choice(["vraiment", "hier", "toujours", "notre", "madame", "ici", "encore", "bien"])
    return " ".join(words)


def b_cubed(found, true) -> float:
    """B³ F1 (Bagga and Baldwin, 1998): for each message, how pure and how complete its group is."""
    groups, labels, both = Counter(found), Counter(true), Counter(zip(found, true, strict=True))
    precision = sum(count**2 / groups[group] for (group, _), count in both.items()) / len(true)
    recall = sum(count**2 / labels[label] for (_, label), count in both.items()) / len(true)
    return 2 * precision * recall / (precision + recall)


LETTERS = [
    LETTER,
    "Nous nous opposons à l'installation d'une antenne relais à côté de l'école maternelle. Les études sur "
    "les ondes ne rassurent personne, et aucun parent n'a été consulté avant la signature du bail.",
    "We ask the council to keep the library open on Saturdays. For many families it is the only quiet and "
    "warm place in the district, and the volunteers are ready to help with the hours and the lending desk.",
    "La fermeture de la piscine pendant dix-huit mois prive les clubs et les scolaires de toute activité. "
    "Nous demandons un calendrier précis des travaux et une solution avec les communes voisines.",
]


def test_form_letters_are_put_together_and_nothing_is_linked_wrongly():
    rng = random.Random(3)
    said, true = [], []
    for number, letter in enumerate(LETTERS):
        for share in [0.0] * 5 + [0.08] * 15 + [0.25] * 10:
            said.append(edited(letter, share, rng))
            true.append(number)
    order = rng.sample(range(len(said)), len(said))
    said, true = [said[at] for at in order], [true[at] for at in order]
    labels = grouper(USE).fit_predict(said)
    letters_of = {}
    for label, letter in zip(labels, true, strict=True):
        letters_of.setdefault(label, set()).add(letter)
    assert all(len(letters) == 1 for letters in letters_of.values())
    assert b_cubed(labels, true) >= 0.97


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="no real questions: SAULE_TEST_DATA")
@pytest.mark.parametrize(
    ("path", "least"), [("clinc/intents.tsv", 0.65), ("banking77/train.csv", 0.48), ("snips/both.tsv", 0.40)]
)
def test_real_questions_are_grouped_decently(path, least):
    with (DATA / path).open(encoding="utf-8") as lines:
        delimiter = "," if path.endswith("csv") else "\t"
        rows = list(csv.DictReader(lines, delimiter=delimiter))
    rows = random.Random(5).sample(rows, min(2_500, len(rows)))
    true = [row.get("label") or row["category"] for row in rows]
    languages = [row.get("language") or "en" for row in rows]
    labels = grouper(USE).fit_predict([row["text"] for row in rows], languages=languages)
    found = [f"alone {at}" if label is None else label for at, label in enumerate(labels)]
    assert b_cubed(found, true) >= least
