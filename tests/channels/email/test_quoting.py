"""What a person wrote now, apart from what the mail quotes and from its ending."""

import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from saule.channels.email.quoting import separate

OLD = "Bonjour,\nNous avons bien reçu votre demande.\nLe service population"
MARKED = "\n".join(f"> {line}" for line in OLD.split("\n"))
ASKED = "Je souhaite inscrire ma fille à la crèche pour la rentrée.\nQuelles pièces faut-il ?"

CASES = tomllib.loads(Path(__file__).with_name("quoting_cases.toml").read_text(encoding="utf-8"))
INTRODUCTIONS, CLOSINGS = CASES["introductions"], CASES["closings"]
FORWARDS, WHOLE = CASES["forwards"], CASES["whole"]
LEAK = "L'eau coule dans la rue depuis lundi.\nPouvez-vous intervenir ?"


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS)
@pytest.mark.parametrize("old", [OLD, MARKED], ids=["unmarked", "marked"])
def test_what_was_said_stands_above_what_is_quoted(introduction, old):
    separated = separate(f"{ASKED}\n\n{introduction}\n{old}\n")
    assert separated.said == ASKED
    assert "Nous avons bien reçu votre demande." in separated.quoted
    assert introduction.split("\n")[0].strip() in separated.quoted
    assert separated.signature == ""


@pytest.mark.parametrize("closing", CLOSINGS.values(), ids=CLOSINGS)
@pytest.mark.parametrize("below", ["", "\n\n" + INTRODUCTIONS["outlook-fr"] + OLD], ids=["alone", "reply"])
def test_the_ending_is_not_said(closing, below):
    separated = separate(f"Bonjour,\n\n{ASKED}\n\n{closing}{below}")
    assert separated.said == f"Bonjour,\n\n{ASKED}"
    assert separated.signature.split() == closing.split()


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems(newline):
    text = f"{ASKED}\n\n{CLOSINGS['plain']}\n\n{INTRODUCTIONS['gmail-fr']}\n\n{MARKED}".replace("\n", newline)
    assert separate(text).said == ASKED


def test_answers_between_quoted_lines_are_said():
    separated = separate(
        "Bonjour, mes réponses sont dans le texte.\n\nLe 03/03/2026 à 10:22, Mairie a écrit :\n"
        "> Quel est le nom de l'enfant ?\nLéa Dupont, née en 2024.\n> Quel jour ?\n\nLe lundi.\n\n"
        "> Cordialement,\n> Le service\n"
    )
    assert separated.said == (
        "Bonjour, mes réponses sont dans le texte.\n\nLéa Dupont, née en 2024.\n\nLe lundi."
    )
    assert "Quel jour ?" in separated.quoted


def test_an_answer_below_the_quotation_is_said():
    separated = separate(f"Le 03/03/2026 à 10:22, Mairie a écrit :\n{MARKED}\n\n{ASKED}\n\n-- \nJean")
    assert separated.said == ASKED
    assert separated.signature == "-- \nJean"


def test_a_quoted_line_that_wrapping_broke_stays_quoted():
    separated = separate(
        "D'accord.\n\nLe 03/03/2026 à 10:22, Mairie a écrit :\n"
        "> Vous trouverez la liste complète des pièces à fournir pour le dossier sur\nnotre site.\n> Merci.\n"
    )
    assert separated.said == "D'accord."


def test_an_answer_that_lost_its_line_break():
    separated = separate(
        "Oui. Le 3 mars 2026 à 10:22, Mairie <contact@mairie.example> a écrit :\n> Est-ce bon ?"
    )
    assert separated.said == "Oui."
    assert separated.quoted.startswith(" Le 3 mars")


@pytest.mark.parametrize("header", FORWARDS.values(), ids=FORWARDS)
@pytest.mark.parametrize("note", ["", "Pour information.\n\n", "FYI\n\n"])
def test_a_forwarded_message_is_what_is_said_when_nothing_else_is(header, note):
    separated = separate(f"{note}{header}{LEAK}\n\nCordialement,\nLe syndic")
    assert separated.said.endswith(LEAK)
    assert separated.said.startswith(note.strip())
    assert "s@example.org" in separated.quoted
    assert separated.signature == "Cordialement,\nLe syndic"


@pytest.mark.parametrize("header", FORWARDS.values(), ids=FORWARDS)
def test_a_forwarded_message_under_a_signature_is_said(header):
    separated = separate(f"Cordialement,\nJean Dupont\n06 12 34 56 78\n\n{header}{LEAK}")
    assert separated.said == LEAK
    assert "Jean Dupont" in separated.signature


@pytest.mark.parametrize("header", FORWARDS.values(), ids=FORWARDS)
def test_a_forwarded_message_is_quoted_below_one_s_own_words(header):
    separated = separate(f"{ASKED}\n\n{header}{LEAK}")
    assert separated.said == ASKED
    assert LEAK in separated.quoted


def test_a_marked_forwarded_message_is_said_without_its_marks():
    marked = "\n".join(f"> {line}" for line in f"{FORWARDS['apple']}{LEAK}".split("\n"))
    assert separate(marked).said == LEAK
    assert separate(f"{ASKED}\n\n{marked}").said == ASKED


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_these_messages_are_said_whole(text):
    assert separate(text).said == text


def test_a_postscript_is_said_although_it_follows_the_ending():
    separated = separate(f"{ASKED}\n\nCordialement,\nJean Dupont\n\nPS : je serai absent en avril.")
    assert separated.said == f"{ASKED}\n\nPS : je serai absent en avril."
    assert separated.signature == "Cordialement,\nJean Dupont"


def test_words_after_the_closing_formula_are_not_lost():
    text = f"{ASKED}\n\nCordialement,\nJean\n\nBonjour, j'ajoute que nous avons déménagé au printemps."
    assert "nous avons déménagé" in separate(text).said


def test_a_closing_formula_in_a_sentence_stays_but_the_name_below_goes():
    separated = separate("La lampe est cassée. Merci de votre aide. Cordialement,\nJean Dupont")
    assert separated.said == "La lampe est cassée. Merci de votre aide. Cordialement,"
    assert separated.signature == "Jean Dupont"


def test_the_warning_of_a_gateway_is_not_said():
    separated = separate(
        "ATTENTION : Cet e-mail provient de l'extérieur de l'organisation.\nNe cliquez pas.\n\n" + ASKED
    )
    assert separated.said == ASKED


@pytest.mark.parametrize("text", ["", "\n\n", "Sent from my iPhone", "-- \nJean Dupont\n04 78 00 00 00"])
def test_nothing_is_said(text):
    assert separate(text).said == ""


def test_an_empty_reply_does_not_say_what_it_quotes():
    assert separate(f"{INTRODUCTIONS['gmail-fr']}\n\n{MARKED}").said == ""
    assert separate(f"\n\nEnvoyé de mon iPhone\n\n> {INTRODUCTIONS['apple-fr']}>\n{MARKED}").said == ""


HTML = (
    '<div dir="ltr">La lampe de la rue des Lilas est cassée.<br><div class="gmail_signature">Jean<br>'
    'Chef de rayon</div></div><div class="gmail_quote"><blockquote class="gmail_quote" style="margin:0">'
    "Où est la lampe ?<br></blockquote></div><p>Devant le 3.</p>"
)


def test_the_html_says_what_was_quoted_and_signed():
    text = "La lampe de la rue des Lilas est cassée.\nJean\nChef de rayon\nOù est la lampe ?\n\nDevant le 3."
    separated = separate(text, html=HTML)
    assert separated.said == "La lampe de la rue des Lilas est cassée.\n\nDevant le 3."
    assert separated.quoted == "Où est la lampe ?"
    assert separated.signature == "Jean\nChef de rayon"


def test_html_that_marks_everything_takes_nothing_away():
    assert (
        separate("Bonjour à tous", html='<div id="Signature">Bonjour à tous</div>').said == "Bonjour à tous"
    )
    assert separate("Bonjour", html='<blockquote type="cite">Bonjour</blockquote>').said == "Bonjour"


def test_a_block_quotation_that_only_indents_is_said():
    html = '<blockquote style="margin:0 0 0 40px;border:none">Le texte en retrait</blockquote>'
    assert separate("Voici :\nLe texte en retrait", html=html).said == "Voici :\nLe texte en retrait"


LINES = st.sampled_from(
    [
        *(
            line
            for text in (*INTRODUCTIONS.values(), *CLOSINGS.values(), *FORWARDS.values())
            for line in text.split("\n")
        ),
        *("", "> a", ">> b", ASKED, LEAK, "Merci", "-----", "<", "> wrote:", "PS : encore", "Bob wrote:"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=40).map("\n".join))


@given(text=TEXTS, html=st.one_of(st.just(""), st.just(HTML), st.text()))
@settings(deadline=None)
@example(text="> \n\n\u200b\n>", html="")
def test_every_line_is_kept_in_one_of_the_parts(text, html):
    separated = separate(text, html=html)
    parts = "\n".join((separated.said, separated.quoted, separated.signature))
    whole = Counter(character for character in text if not character.isspace())
    kept = Counter(character for character in parts if not character.isspace())
    assert not kept - whole
    assert set(whole - kept) <= {">"}


@given(text=TEXTS)
@settings(deadline=None)
def test_said_is_made_of_lines_of_the_text(text):
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    assert all(line.strip() in flat for line in separate(text).said.split("\n"))


@given(text=TEXTS)
@settings(deadline=None)
def test_what_was_said_still_says_something_when_separated_again(text):
    said = separate(text).said
    again = separate(said).said
    assert bool(said.strip()) == bool(again.strip())
    assert len(again) <= len(said)


HOSTILE = {
    "on": "On Mon 1 a b ",
    "le": "Le 1 mars a écrit : ",
    "empty": "\n",
    "headers": "From: x\n",
    "introductions": "On Mon 3 Mar 2026 10:20, a@b.c\n",
    "quotes": "> > ",
    "interleaved": "> a\nb\n",
    "devices": "Sent from my iPhone\n",
    "dashes": "-",
    "digits": "1(",
    "addresses": "a1@",
    "tags": "<a@",
    "agree": "Je vous prie d'agréer ",
    "forwards": "Begin forwarded message:\n> a\n",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_the_time_is_linear(unit):
    """Four times the text may not take much more than four times as long; the machine may be busy."""

    def seconds(size):
        text = (unit * size)[:size]
        start = time.process_time()
        separate(text, html=text)
        return time.process_time() - start

    seconds(1_000)
    small = max(seconds(25_000), 0.005)
    assert seconds(100_000) < 12 * small
