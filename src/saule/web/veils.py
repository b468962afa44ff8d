"""Where people outside write from is a hint to staff, until one says why one needs to see it.

What was unveiled stands in the session of whoever unveiled it: pages ask the store nothing more for it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from django import forms
from django.utils.translation import gettext_lazy

from saule.desk.models import Look
from saule.desk.policies import may
from saule.engines.veiling import HIDDEN, Hints
from saule.people.askable import Veiled
from saule.people.detailing import Given
from saule.people.models import Person
from saule.web.requests import DeskRequest

UNVEILED = "unveiled"
"""In the session: until when (seconds) each person's addresses are shown, by their public ids."""
HINTS = "_hints"


class UnveilForm(forms.Form):
    """Why somebody's addresses are to be shown."""

    why = forms.ChoiceField(
        label=gettext_lazy("Because I need it"), choices=[(one.value, one.label) for one in Look.SHOWING]
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only if nothing above fits. The person may read it: name nobody else in it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def said(request: DeskRequest) -> dict[str, str]:
    """The reason that was sent; empty words where it is none."""
    form = UnveilForm(request.POST)
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in form.fields}


def shown_until(request: DeskRequest, person: Person | None) -> datetime | None:
    """Until when this colleague sees the person's addresses as they are; None where they are hints."""
    known = request.session.get(UNVEILED)
    if person is None or not known or not may(request.membership, "unveil"):
        return None
    until = known.get(person.public_id, 0)
    return datetime.fromtimestamp(until, tz=UTC) if until > request.now.timestamp() else None


def hints(request: DeskRequest) -> Hints:
    """The hints of this page."""
    found: Hints | None = getattr(request, HINTS, None)
    if found is None:
        found = Hints()
        setattr(request, HINTS, found)
    return found


def shown(request: DeskRequest, value: str, person: Person | None) -> str:
    """An address or a number as this colleague may see it now."""
    return value if shown_until(request, person) else hints(request).of(value)


def shown_detail(request: DeskRequest, one: Given, person: Person) -> str:
    """What a person answered in a form, as far as it may be seen: a number as a hint, a street not at all."""
    if one.field.veiled == Veiled.OPEN or shown_until(request, person):
        return one.value
    return HIDDEN if one.field.veiled == Veiled.NOTHING else hints(request).of(one.value)


def remember(request: DeskRequest, keys: Iterable[str], until: datetime) -> None:
    """Keeps in the session until when these persons' addresses are shown, and forgets what is over."""
    known = request.session.get(UNVEILED, {})
    stands = {key: at for key, at in known.items() if at > request.now.timestamp()}
    request.session[UNVEILED] = stands | dict.fromkeys(keys, until.timestamp())
