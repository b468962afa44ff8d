"""Rereadings: answers drawn by lot that the reader is to read again, and what was said of their own."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from saule.desk.policies import sees_all_work
from saule.desk.quality import rules_of
from saule.matters.models import MailClass, Message, Rereading
from saule.matters.rereading import LONGEST, QUESTIONS, reread
from saule.web.pages import attempt, cut, show
from saule.web.policies import needs
from saule.web.reports import question_words
from saule.web.requests import DeskRequest

MOST_BEFORE = 5
"""So many messages before an answer are shown with it."""


class RereadingForm(forms.Form):
    """Three plain questions, and words."""

    right = forms.ChoiceField(widget=forms.RadioSelect, choices=Rereading.Word.choices)
    fitting = forms.ChoiceField(widget=forms.RadioSelect, choices=Rereading.Word.choices)
    humane = forms.ChoiceField(widget=forms.RadioSelect, choices=Rereading.Word.choices)
    words = forms.CharField(
        label=gettext_lazy("In your words (may be left empty)"),
        help_text=gettext_lazy(
            "Its author and those who lead the desk read it: what would have helped more?"
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, words in question_words().items():
            self.fields[name].label = words


@require_safe
@needs("see work")
def rereadings(request: DeskRequest) -> HttpResponse:
    """What waits to be read, what was said of one's answers, and (leaders) everything that was said."""
    rows = Rereading.objects.visible_to(request.membership)
    rows = rows.select_related("draw", "sequel__by", "sequel__matter", "sequel__conversation", "reader")
    read = rows.filter(read_at__isnull=False).order_by("-read_at", "-pk")
    everything = sees_all_work(request.membership)
    listing = cut(request, read if everything else read.filter(sequel__by=request.user))
    for one in listing:
        one.answers = said_of(one, short=True)
    return show(
        request,
        "rereadings",
        to_read=Rereading.objects.to_read(request.membership).select_related("draw", "sequel__conversation"),
        listing=listing,
        everything=everything,
        rules=rules_of(request.desk),
        draw=request.desk.draws.first(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see work", changing="answer")
def rereading(request: DeskRequest, public_id: str) -> HttpResponse:
    """One exchange: its reader answers three questions; others read what was said."""
    rows = Rereading.objects.visible_to(request.membership)
    rows = rows.select_related("draw", "sequel__conversation", "sequel__message", "reader")
    found = get_object_or_404(rows, public_id=public_id)
    mine = found.reader_id == request.user.pk and found.read_at is None
    form = RereadingForm(request.POST or None) if mine else None
    if request.method == "POST" and (form is None or form.is_valid()):
        said = form.cleaned_data if form else {name: request.POST.get(name, "") for name in QUESTIONS}
        words = said.get("words", request.POST.get("words", ""))
        if attempt(
            request,
            lambda: reread(found, said, words, by=request.membership, now=request.now),
            _("Thank you. The author can read it now."),
        ):
            return redirect("rereadings")
    answers = [(words, label) for words, _code, label in said_of(found)]
    return show(request, "rereading", rereading=found, form=form, answers=answers, **exchange_of(found))


def short_words() -> dict[str, str]:
    """A word for each question."""
    return {"right": _("right"), "fitting": _("to the point"), "humane": _("humane")}


def said_of(found: Rereading, *, short: bool = False) -> list[tuple[str, str, str]]:
    """Each question (or a word for it) with what the reader said to it, as a code and in words."""
    return [
        (words, getattr(found, name), getattr(found, f"get_{name}_display")())
        for name, words in (short_words() if short else question_words()).items()
    ]


def exchange_of(found: Rereading) -> dict[str, Any]:
    """What was asked, and the answer: the messages of people before it, the oldest first."""
    sequel = found.sequel
    before = Message.objects.filter(conversation=sequel.conversation_id, received_at__lte=sequel.at)
    before = before.filter(mail_class=MailClass.HUMAN, automatic=False).exclude(sequel=sequel)
    return {
        "before": list(before.order_by("-received_at", "-pk")[:MOST_BEFORE])[::-1],
        "answer": sequel.message,
    }
