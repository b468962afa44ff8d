"""Which messages to read first, and how much of them."""

import pytest

from saule.web.rows import one_sentence
from saule.web.telling import heart, spread


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Bonjour,\n\nLe bus ne passe plus.\n\nCordialement,\nLéa", "Le bus ne passe plus."),
        ("Dear Sir,\n\nThe page\ndoes not open.\n\nKind regards,\nJo", "The page does not open."),
        ("Le bus ne passe plus.", "Le bus ne passe plus."),
        ("Bonjour,", "Bonjour,"),
        ("Madame, le bus que je prends chaque jour depuis dix ans ne passe plus.", None),
    ],
)
def test_the_heart_of_a_message_is_without_greeting_and_farewell(text, core):
    assert heart(text) == (core or text)


def test_a_question_is_quoted_before_a_statement():
    text = "Bonjour,\n\nLa ligne douze va être supprimée. Comment vais-je aller à l’hôpital ?"

    assert one_sentence(text) == "Comment vais-je aller à l’hôpital ?"
    assert one_sentence("Ok.") == ""


def test_the_sentence_that_speaks_of_the_matter_is_quoted_before_any_question():
    text = "Désolée de vous déranger ainsi. La page de la cantine ne s’ouvre pas. Et demain, êtes-vous là ?"

    assert (
        one_sentence(text, "Cantine : impossible d’ouvrir la page") == "La page de la cantine ne s’ouvre pas."
    )


def test_each_language_that_counts_is_heard():
    rows = [(i, 1.0 - i / 100, "fr") for i in range(8)] + [(90, -5.0, "en"), (91, -6.0, "en")]

    assert set(spread(rows)) == {0, 1, 90}
