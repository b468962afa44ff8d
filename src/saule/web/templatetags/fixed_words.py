"""``{% translate %}`` as Django has it, for words that are fixed: they are most of a page."""

from django import template
from django.template.base import Parser, Token
from django.templatetags import i18n
from django.utils.translation import gettext

register = template.Library()


class FixedWords(i18n.TranslateNode):
    """Says words that stand in the template themselves: nothing is looked up or escaped to find them."""

    def __init__(self, plain: i18n.TranslateNode, words: str) -> None:
        super().__init__(plain.filter_expression, plain.noop)
        # A sign of the hundred is doubled in the catalogues, as in Django's own.
        self.words = words.replace("%", "%%")

    def render(self, context: template.Context) -> str:
        """The words in the reader's language."""
        return gettext(self.words).replace("%%", "%")


@register.tag
def translate(parser: Parser, token: Token) -> i18n.TranslateNode:
    """Words in the reader's language."""
    node = i18n.do_translate(parser, token)
    asked = node.filter_expression
    words = asked.var.literal if isinstance(asked.var, template.Variable) else None
    plain = not (node.noop or node.asvar or node.message_context or asked.filters)
    return FixedWords(node, words) if plain and isinstance(words, str) else node
