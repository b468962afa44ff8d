"""The words of a page are said as Django's own would say them."""

import pytest
from django.template import Context, Engine
from django.utils.translation import override

BUILTIN = "django.templatetags.i18n"
OURS = "saule.web.templatetags.fixed_words"
TAGS = (
    '{% translate "Conversations" %}',
    "{% translate 'Search' %}",
    '{% translate "Nobody knows it & <b>nobody</b> minds, 100 % of the time" %}',
    '{% translate "Search" as word %}<{{ word }}>',
    '{% translate "Search" noop %}',
    '{% translate "%(number)s%%" context "a share" %}',
    "{% translate word %}",
    "{% translate word|upper %}",
    '{% translate "Search"|upper %}',
)


def drawn(tag: str, *builtins: str) -> str:
    template = Engine(builtins=list(builtins)).from_string(tag)
    return template.render(Context({"word": "Search & <b>find</b>"}))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("tag", TAGS)
def test_fixed_words_are_those_of_django(tag, language):
    with override(language):
        assert drawn(tag, BUILTIN, OURS) == drawn(tag, BUILTIN)


def test_one_template_speaks_each_language():
    template = Engine(builtins=[BUILTIN, OURS]).from_string('{% translate "Search" %}')
    said = []
    for language in ("fr", "en"):
        with override(language):
            said.append(template.render(Context()))
    assert said == ["Rechercher", "Search"]
