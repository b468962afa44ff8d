"""A form over the list that could not be used comes back as it was: what was ticked, opened and typed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form

from saule.desk.ids import new_id
from saule.web.requests import DeskRequest

IN_SESSION = "bulk again"
IN_QUERY = "again"
LONGEST = 500
"""So much of a field is kept; every field of these forms is shorter."""


@dataclass(frozen=True, slots=True)
class Again:
    """What was sent and could not be done; empty when a page is opened as usual."""

    verb: str = ""
    chosen: frozenset[str] = frozenset()
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def form(self, verb: str, make: Callable[..., Form], **usual: Any) -> Form:
        """The form of a verb: with its errors if it is the one that was sent, else with what was typed.

        ``usual`` is what it holds when nothing was typed.
        """
        if verb != self.verb or not self.wrong:
            return make(initial={**usual, **self.typed})
        form = make(self.typed)
        for name, words in self.wrong.items():
            if name not in form.errors:
                form.add_error(name, words)
        first = next((name for name in form.fields if name in form.errors), None)
        if first is not None:
            form.fields[first].widget.attrs["autofocus"] = True
        return form


def keep(request: DeskRequest, verb: str, form: Form, most: int) -> str:
    """Keeps what was sent where the next page finds it; returns the key that its address must carry."""
    key = new_id()
    fields = [name for name in request.POST if name not in ("chosen", "back", "csrfmiddlewaretoken")]
    request.session[IN_SESSION] = {
        "key": key,
        "verb": verb,
        "chosen": request.POST.getlist("chosen")[:most],
        "typed": {name: request.POST[name][:LONGEST] for name in fields},
        "wrong": {name: [str(one) for one in errors] for name, errors in form.errors.items()},
    }
    return key


def read(request: DeskRequest) -> Again:
    """What the page is asked to show again. Opened as usual it asks for nothing, and what was typed is gone:
    words about people are kept for no longer than they are of use.
    """
    last = request.session.get(IN_SESSION)
    if not last or request.GET.get(IN_QUERY) != last["key"]:
        forget(request)
        return Again()
    return Again(last["verb"], frozenset(last["chosen"]), last["typed"], last["wrong"])


def forget(request: DeskRequest) -> None:
    """Nothing is to be shown again."""
    if IN_SESSION in request.session:
        del request.session[IN_SESSION]
