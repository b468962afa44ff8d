from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.naming import LONGEST, Background, name_matter

SUBJECTS = ["Re: Ligne 12", "Suppression de la ligne 12", "Bus", "TR : Suppression ligne 12", "(sans objet)"]
TEXTS = [
    "Bonjour, je m'appelle Jean Dupont. La ligne 12 est supprimée. Cordialement, Jean Dupont",
    "Bonjour Madame, pourquoi supprimer la ligne 12 du bus ? Merci",
    "La ligne 12 ne passe plus depuis lundi.",
    "Je proteste contre la suppression de la ligne 12 de bus.",
    "Plus de bus ligne 12 !",
]


def test_a_matter_is_named_by_what_its_people_say_most():
    title = name_matter(SUBJECTS, TEXTS, ["fr"] * 5)
    assert title.text == "Suppression de la ligne 12"
    assert title.language == "fr"
    assert "ligne" in title.phrases


def test_the_order_of_messages_does_not_change_the_name():
    turned = name_matter(SUBJECTS[::-1], TEXTS[::-1], ["fr"] * 5)
    assert turned == name_matter(SUBJECTS, TEXTS, ["fr"] * 5)


def test_a_title_is_in_its_readers_language_where_a_good_part_of_the_messages_is():
    english = [f"Please keep bus line 12, number {n}." for n in range(9)]
    texts, languages = [*TEXTS[1:4], *english], ["fr"] * 3 + ["en"] * 9
    subjects = [*SUBJECTS[1:4], *["Keep line 12"] * 9]
    assert name_matter(subjects, texts, languages).language == "en"
    title = name_matter(subjects, texts, languages, reader="fr")
    assert (title.language, title.text) == ("fr", "Suppression de la ligne 12")
    few = name_matter(subjects[1:], texts[1:], languages[1:], reader="fr")
    assert (few.language, few.text) == ("en", "Keep line 12")


def test_a_title_has_neither_greeting_nor_reply_mark_nor_name():
    title = name_matter(
        ["Re: Bonjour, demande de Mme Durand"], ["Bonjour, mon colis n'est jamais arrivé."], ["fr"]
    )
    assert title.text == "Mon colis n'est jamais arrivé"


def test_a_signature_names_nothing():
    said = "Je vous demande quelles donnees la mairie conserve sur moi.\nBenjamin Van Den Bossche"
    title = name_matter(["Donnees personnelles"], [said], ["fr"])
    assert title.text in {
        "Donnees personnelles",
        "Je vous demande quelles donnees la mairie conserve sur moi",
    }
    assert name_matter([""], ["Ava de la Tour"], ["fr"]).text == ""


def test_quotes_and_brackets_stay_in_pairs():
    assert name_matter([""], ["La plaque est écrite « Prebystère »."], ["fr"]).text.endswith("« Prebystère »")
    assert name_matter(["Bus (ligne 12) !"], ["Bonjour"], ["fr"]).text == "Bus (ligne 12)"
    assert name_matter(["« Bus de nuit »"], ["Bonjour"], ["fr"]).text == "Bus de nuit"
    assert name_matter(["Bus de nuit (suite"], ["Bonjour"], ["fr"]).text == "Bus de nuit suite"


def test_the_language_of_most_wins():
    title = name_matter(
        ["", "", ""], ["The bus is gone.", "Le bus a disparu.", "Where is the bus?"], ["en", "fr", "en"]
    )
    assert title.language == "en"
    assert title.text in {"The bus is gone", "Where is the bus?"}


def test_a_background_turns_the_title_to_what_is_special_here():
    common = Background.from_texts(["Je vous écris au sujet de la mairie"] * 50 + ["La piscine ferme"])
    texts = [
        "La mairie doit répondre. La piscine est fermée.",
        "La mairie est muette. La piscine est fermée.",
    ]
    assert "piscine" in name_matter(["", ""], texts, ["fr", "fr"], background=common).text


def test_nothing_to_say_gives_no_title():
    assert name_matter([], [], []).text == ""
    assert name_matter(["Re:"], ["👍"], [""]).text == ""
    assert name_matter([""], ["Bonjour"], ["fr"]).text == ""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=120), st.text(max_size=300), st.sampled_from(["fr", "en", ""])), max_size=8
    )
)
def test_any_messages_have_a_short_title_on_one_line(messages):
    subjects, texts, languages = zip(*messages, strict=True) if messages else ((), (), ())
    title = name_matter(subjects, texts, languages, background=Background.from_texts(texts))
    assert len(title.text) <= LONGEST
    assert "\n" not in title.text
    assert title == name_matter(subjects, texts, languages, background=Background.from_texts(texts))
