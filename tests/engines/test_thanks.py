"""Thanks that ask for nothing, and those after which somebody waits."""

import pytest

from saule.engines.thanks import only_thanks


@pytest.mark.parametrize(
    "text",
    [
        "Merci beaucoup !",
        "Merci de votre efficacité.",
        "C’est noté, merci d’avoir répondu si vite.",
        "Bonjour, merci de m’avoir rappelé. Bonne journée",
        "Thank you so much, all is well.",
    ],
)
def test_thanks(text):
    assert only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bonjour",
        "Merci de me rappeler.",
        "Merci d’avance pour votre réponse.",
        "Merci, mais ce n’est pas ma question.",
        "Thanks. How long does it take?",
        "Merci de nous répondre rapidement.",
        "Merci " + "encore " * 60,
    ],
)
def test_more_than_thanks(text):
    assert not only_thanks(text)
