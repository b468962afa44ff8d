"""Making a matter public: the words that a person writes for it, a look at its page, taking it away again."""

from functools import partial
from typing import Any

from django import forms
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.changing import NotPossible
from saule.desk.models import Language, Nature
from saule.desk.opening import matters_board
from saule.desk.policies import may
from saule.matters.models import Answer, Matter, Publication
from saule.matters.publishing import LONGEST, Wording, publish, published, withdraw, wording_of
from saule.web.forms import WhyForm
from saule.web.matters import visible
from saule.web.pages import attempt, cut, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.shown.doors import Visit, absolute
from saule.web.shown.pages import page_of

OFFERED = 6
LISTED = 20
FEW = 5
"""With fewer people than this, somebody who knows them may recognise one by what is asked."""


class PublicationForm(forms.Form):
    """Title and summary in both languages, for everybody to read."""

    title_fr = forms.CharField(label=gettext_lazy("Title in French"), required=False)
    summary_fr = forms.CharField(label=gettext_lazy("Summary in French"), required=False)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), required=False)
    summary_en = forms.CharField(label=gettext_lazy("Summary in English"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            what, _underscore, language = name.partition("_")
            looks: dict[str, Any] = {"lang": language, "maxlength": LONGEST[what]}
            field.widget = forms.TextInput(looks) if what == "title" else forms.Textarea(looks | {"rows": 3})

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("publish")
def publication(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: the words of the public page. POST: everybody can read them from now on."""
    found = visible(request, public_id)
    known = Publication.objects.filter(matter=found).select_related("by", "desk").first()
    form = PublicationForm(request.POST or None, initial=first_words(request, found, known))
    if request.method == "POST" and form.is_valid():
        try:
            publish(found, form.wording(), by=request.user, now=request.now)
        except NotPossible as error:
            form.add_error(error.field or None, str(error))
        else:
            return redirect("publication", public_id)
    return show(request, "publication", matter=found, form=form, **about(request, found, known))


def first_words(request: DeskRequest, matter: Matter, known: Publication | None) -> dict[str, str]:
    """What the form begins with: what is public; else only a title that a person wrote."""
    if known is not None:
        wording = wording_of(known)
        return {name: getattr(wording, name) for name in PublicationForm.base_fields}
    title = matter.title[: LONGEST["title"]] if matter.title_by_person else ""
    return {f"title_{matter.language or request.desk.language}": title}


def about(request: DeskRequest, matter: Matter, known: Publication | None) -> dict[str, Any]:
    """What stands beside the form."""
    is_public = known is not None and known.state == Publication.State.PUBLISHED
    board = matters_board(request.desk)
    desk, key = request.desk.public_id, matter.public_id
    return {
        "publication": known,
        "is_public": is_public,
        "board": board,
        "steps": list(known.transitions.select_related("by").order_by("-at", "-pk")) if known else [],
        "answers": Answer.objects.filter(matter=matter, state=Answer.State.SENT).count(),
        "few": matter.people < FEW,
        "longest": LONGEST,
        "languages": Language.choices,
        "why_form": WhyForm(),
        "frames": [(name, absolute("embed", desk, key, language=code)) for code, name in Language.choices],
        "script": absolute("embed-script"),
        "address": absolute("public-matter", desk, key),
    }


@require_POST
@needs("publish")
def preview(request: DeskRequest, public_id: str) -> HttpResponse:
    """The public page as it would be with these words; nothing is kept."""
    found = visible(request, public_id)
    form = PublicationForm(request.POST)
    language = request.POST.get("language", "")
    language = language if language in Language.values else request.desk.language
    words = form.cleaned_data if form.is_valid() else {}
    row = Publication(desk=request.desk, matter=found, since=request.now, by=request.user, **words)
    visit = Visit(request.desk, matters_board(request.desk), language, True, request.now, {})
    with override(language):
        return HttpResponse(page_of(visit, row, preview=True).body)


@require_POST
@needs("publish")
def withdrawal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Nobody can read of it any more."""
    found, form = visible(request, public_id), WhyForm(request.POST)
    row = get_object_or_404(Publication, matter=found)
    if sound(request, form):
        verb = partial(withdraw, row, by=request.user, now=request.now, why=form.cleaned_data["why"])
        attempt(request, verb, _("It is not public any more. Copies that others have made are theirs."))
    return redirect("publication", public_id)


def overview(request: DeskRequest) -> dict[str, Any]:
    """What of the desk's matters is public, in figures and one by one, and what could be."""
    rows = published(request.desk).select_related("by")
    answered = Count("pk", filter=Q(matter__state=Matter.State.ANSWERED))
    return {
        "matters_board": matters_board(request.desk),
        "figures": rows.order_by().aggregate(
            count=Count("pk"), people=Sum("matter__people"), answered=answered
        ),
        "listing": cut(request, rows, LISTED),
        "mine": set(
            Matter.objects.visible_to(request.membership)
            .filter(publication__in=rows)
            .values_list("pk", flat=True)
        ),
        "offered": offered(request) if may(request.membership, "publish") else [],
    }


def offered(request: DeskRequest) -> list[Matter]:
    """The strongest matters that many share and nobody outside can read of."""
    mine = Matter.objects.visible_to(request.membership).open().filter(nature=Nature.SHARED, people__gte=FEW)
    known = Publication.objects.filter(desk=request.desk, state=Publication.State.PUBLISHED)
    return list(mine.exclude(publication__in=known).by_strength().select_related("kind")[:OFFERED])
