"""The part of a page that says how a mailbox receives."""

from typing import Any

from django import template

from saule.desk.models import Mailbox
from saule.web.settings.accounts import AliasForm
from saule.web.settings.receiving import receiving as how

register = template.Library()


@register.inclusion_tag("web/parts/receiving.html", takes_context=True)
def receiving(context: template.Context, mailbox: Mailbox, *, brief: bool = False) -> dict[str, Any]:
    """How a mailbox receives; ``brief``: without what one may do about it."""
    request = context["request"]
    return {
        "mailbox": mailbox,
        "receiving": how(mailbox, now=request.now),
        "aliases": mailbox.aliases.all(),
        "alias_form": AliasForm(auto_id="alias_%s"),
        "brief": brief,
        "can": context["can"],
        "today": context["today"],
        "csrf_token": context.get("csrf_token"),
    }
