"""A page that changes something: what follows from it is shown first, and written on the second click."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import BoundField, Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from saule.desk.changing import ChangedMeanwhile, NotPossible, stamp
from saule.desk.errors import SauleError
from saule.web.pages import show
from saule.web.requests import DeskRequest
from saule.web.words import day_words

Consequences = Callable[[dict[str, Any], list[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is to change: its word, and its value before and after, in words."""

    word: str
    before: str
    after: str


@dataclass
class Change:
    """A form, the verb it calls, and where one goes then.

    ``consequences`` says what follows, from the clean values and the names of the changed fields; without it
    the verb is called at once. ``seen`` is the stamp of what the form shows.
    """

    title: str
    form: Form
    verb: Callable[[dict[str, Any]], Any]
    back: str
    tab: str
    button: str
    done: str = ""
    intro: str = ""
    consequences: Consequences | None = None
    seen: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    template: str = "settings/change"

    @property
    def in_two_steps(self) -> bool:
        """Whether what follows is shown before anything is written."""
        return self.consequences is not None


def changed(request: DeskRequest, change: Change) -> HttpResponse:
    """The page of a change: the form, then what follows from it, then the way back."""
    if request.method != "POST" or not change.form.is_valid():
        return page(request, change)
    if change.consequences is not None and not is_sure(request, change.form):
        return preview(request, change, change.consequences)
    try:
        change.verb(change.form.cleaned_data)
    except SauleError as error:
        refuse(change.form, error)
        return page(request, change)
    if change.done:
        messages.success(request, change.done)
    return HttpResponseRedirect(change.back)


def is_sure(request: DeskRequest, form: Form) -> bool:
    """Whether the person has seen what follows from exactly these values."""
    return request.POST.get("sure", "") == sureness(form)


def seen_by(request: DeskRequest) -> str:
    """The stamp of what the person had before their eyes."""
    return request.POST.get("seen", "")


def sureness(form: Form) -> str:
    """What tells one set of values from another."""
    return stamp({name: str(plain(value)) for name, value in form.cleaned_data.items()})


def plain(value: Any) -> Any:
    """Rows as their keys."""
    return sorted(row.pk for row in value) if hasattr(value, "model") else getattr(value, "pk", value)


def preview(request: DeskRequest, change: Change, follows: Consequences) -> HttpResponse:
    """What would change, and what follows."""
    found = differences(change.form, request.today)
    if not found:
        return page(request, change, notice=_("Nothing is different from what stands now."))
    stale = change.seen and seen_by(request) not in ("", change.seen)
    return page(
        request,
        change,
        notice=str(ChangedMeanwhile()) if stale else "",
        differences=found,
        consequences=follows(change.form.cleaned_data, change.form.changed_data),
        sure=sureness(change.form),
    )


def page(request: DeskRequest, change: Change, **more: Any) -> HttpResponse:
    """The form with its errors, and whatever else there is to say."""
    return show(
        request, change.template, change=change, form=change.form, tab=change.tab, **change.more, **more
    )


def refuse(form: Form, error: SauleError) -> None:
    """Says what a verb refused at the field it is about, or above the form."""
    name = error.field if isinstance(error, NotPossible) and error.field in form.fields else None
    form.add_error(name, str(error))


def differences(form: Form, today: date) -> list[Difference]:
    """The fields that are to change, in words."""
    return [
        Difference(
            str(form[name].label),
            in_words(form[name], form[name].initial, today),
            in_words(form[name], form.cleaned_data.get(name), today),
        )
        for name in form.changed_data
    ]


def in_words(bound: BoundField, value: Any, today: date) -> str:
    """A value as the form's reader knows it."""
    if value in (None, "") or (isinstance(value, list | tuple) and not value):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day_words(value, today)
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return ", ".join(in_words(bound, one, today) for one in value) or "–"
    return names_of(bound).get(str(plain(value)), str(value))


def names_of(bound: BoundField) -> dict[str, str]:
    """The words of a field's choices, those in groups too."""
    found: dict[str, str] = {}
    for value, word in getattr(bound.field, "choices", ()):
        pairs = word if isinstance(word, list | tuple) else [(value, word)]
        found.update({str(one): str(name) for one, name in pairs})
    return found


def to(name: str, *args: Any) -> str:
    """The address of a page."""
    return redirect(name, *args).url
