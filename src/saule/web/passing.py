"""Passing an item on: keeping it in hand, giving it back, skipping it, handing it over."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.errors import SauleError
from saule.desk.models import Membership, Team, User
from saule.matters import handing, leasing, skipping
from saule.matters.assigning import code
from saule.matters.items import Item
from saule.matters.models import Matter, Skip
from saule.matters.seeing import seers, workers
from saule.web.item_panel import named, page_of, promised_day, title_of
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.words import day_words
from saule.web.work_forms import own_teams


class SkipForm(forms.Form):
    """Why an item is passed on: one of the usual reasons, or own words."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"), choices=Skip.Reason.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=gettext_lazy("In your own words (may be left empty)"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Colleagues read it: name nobody."),
    )


class HandOverForm(forms.Form):
    """To whom an item is handed, and what they need to know."""

    to = forms.ChoiceField(
        label=gettext_lazy("Hand over to"),
        error_messages={
            "required": gettext_lazy("Choose somebody."),
            "invalid_choice": gettext_lazy(
                "They do not work here any more. Choose somebody else: what you wrote is kept below."
            ),
        },
    )
    context = forms.CharField(
        label=gettext_lazy("What do they need to know?"),
        max_length=handing.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stands on top of it when they open it. It never leaves the house."),
    )

    def __init__(self, *args: Any, people: list[User], teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders: list[User | Team] = [*people, *teams]
        self.holders = {code(one): one for one in holders}
        groups = [(_("Colleagues"), holders[: len(people)]), (_("Teams"), holders[len(people) :])]
        named = [(word, [(code(one), one.name) for one in some]) for word, some in groups if some]
        self.fields["to"].choices = [("", _("Choose…")), *named]  # type: ignore[attr-defined]

    @property
    def holder(self) -> User | Team:
        """Who was chosen."""
        return self.holders[self.cleaned_data["to"]]


@require_POST
@needs("answer")
def lease(request: DeskRequest, item: str) -> HttpResponse:
    """Keeps an item in hand while its page is open; says so, or who has taken it since."""
    found = named(request, item)
    kept = leasing.renew(found, by=request.user, now=request.now)
    if not request.htmx:
        return redirect(page_of(found))
    other = None if kept else leasing.lease_of(found, now=request.now)
    return render(request, "web/parts/hands_state.html", {"lease": kept, "other": other})


@require_POST
@needs("answer")
def release(request: DeskRequest, item: str) -> HttpResponse:
    """Gives an item back."""
    if leasing.release(named(request, item), by=request.user, now=request.now):
        messages.success(request, _("Given back: it is offered to everybody again. What you wrote is kept."))
    return redirect("next")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("answer")
def skip(request: DeskRequest, item: str) -> HttpResponse:
    """GET: what becomes of it. POST: passes it on, with the reason."""
    found, form = named(request, item), SkipForm(request.POST or None)
    if form.is_valid():
        verb = partial(skipping.skip, found, by=request.user, now=request.now, **form.cleaned_data)
        if passed(request, form, verb):
            say_skipped(request, found)
            return redirect("next")
    return passing(request, found, "skip", form, often=Skip.OFTEN, times=skipping.times_skipped(found))


def passed(request: DeskRequest, form: forms.Form, verb: Any) -> bool:
    """Whether the verb did it; else what it refused stands above the form, and all that was typed is kept."""
    try:
        verb()
    except leasing.NothingToAnswer as error:
        messages.info(request, str(error))
        form.add_error(None, str(error))
    except SauleError as error:
        form.add_error(None, str(error))
    return form.is_valid()


def say_skipped(request: DeskRequest, item: Item) -> None:
    """Says what becomes of it and of its date."""
    day = promised_day(item)
    if day:
        said = {"day": day_words(day, request.today)}
        messages.info(request, _("Skipped. The date stands, %(day)s: others are offered it first.") % said)
    else:
        messages.info(request, _("Skipped: others are offered it first."))
    if skipping.times_skipped(item) >= Skip.OFTEN:
        messages.info(request, _("It was skipped so often that a supervisor now looks at it."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("assign")
def hand_over(request: DeskRequest, item: str) -> HttpResponse:
    """GET: to whom. POST: hands it over, with what they need to know."""
    found = named(request, item)
    people, teams = receivers(request, found)
    form = HandOverForm(request.POST or None, people=people, teams=teams)
    if form.is_valid():
        to, context = form.holder, form.cleaned_data["context"]
        verb = partial(handing.hand_over, found, to, by=request.user, now=request.now, context=context)
        if passed(request, form, verb):
            messages.success(request, _("Handed over to %(name)s.") % {"name": to.name})
            return redirect("next")
    return passing(request, found, "hand_over", form)


def receivers(request: DeskRequest, item: Item) -> tuple[list[User], list[Team]]:
    """Who may be given the item: all who work here; of a matter, those who see it."""
    everyone: list[Membership] = workers(request.desk)
    if isinstance(item, Matter):
        everyone = seers(item, everyone)
    teams = own_teams(request.desk)
    if isinstance(item, Matter):
        there = {team for one in everyone for team in one.teams.all()}
        teams = [team for team in teams if team in there]
    return [one.user for one in everyone if one.user_id != request.user.pk], teams


def passing(request: DeskRequest, item: Item, how: str, form: forms.Form, **more: Any) -> HttpResponse:
    """The page on which an item is passed on."""
    status = 422 if form.errors else 200
    about = {"title": title_of(item), "form": form, "url": page_of(item), "day": promised_day(item)}
    return show(request, f"item_{how}", status=status, **about, **more)
