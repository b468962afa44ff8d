"""One's own page: matters, promises, messages, what was sent, consents, wishes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from saule.desk.models import Language
from saule.desk.rhythm import beats_of
from saule.matters.models import Conversation, MailClass, Message, Publication, Signature
from saule.matters.outside import others_in, title_for
from saule.people.consenting import agreed, receipts
from saule.people.joining import everybody_who_is
from saule.people.linking import Purpose, read
from saule.people.models import Address, NewsWish
from saule.people.owning import claim_of, preferred, rhythm_of
from saule.people.wordings import WORDINGS, present
from saule.people.wordings import Purpose as Agreement
from saule.promises.links import status_url
from saule.web.own.doors import VALID, theirs
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.status import hidden, last_promise

SHOWN = 50


@require_safe
@needs(ANYONE)
def own(request: DeskRequest, token: str) -> HttpResponse:
    """The page of whoever reads mail at the address of the link; or where another address is proven."""
    claimed = claim_of(read(Purpose.PAGE, token, max_age=VALID) or "")
    if claimed is None:
        return page(request, token)
    context = {"the_desk": claimed.person.desk, "claim": claimed, "token": token}
    return hidden(render(request, "web/own/claim.html", context))


@theirs
def page(request: DeskRequest, token: str, address: Address) -> HttpResponse:
    """Everything that is theirs at this desk."""
    people, desk = everybody_who_is(address.person), address.desk
    language = get_language() or desk.language
    person = address.person.canonical
    context = {
        "the_desk": desk,
        "today": desk.local_date(request.now),
        "token": token,
        "person": person,
        "conversations": conversations(people),
        "supported": supported(people, language),
        "sent": sent(people),
        "addresses": Address.objects.filter(person__in=people).order_by("pk"),
        "chosen": preferred([person.pk]).get(person.pk),
        "rhythm": rhythm_of(people),
        "rhythms": NewsWish.Rhythm.choices,
        "languages": Language.choices,
        "language": person.language or desk.language,
        "news_day": beats_of(desk).following(request.now),
        "agreements": agreements(people, language),
        "receipts": receipts(people),
        "page_language": language,
    }
    return render(request, "web/own/own.html", context)


def conversations(people: list[int]) -> list[dict[str, Any]]:
    """What they wrote about, the newest first: the date they have, and the page that says where it stands."""
    rows = (
        Conversation.objects.filter(person__in=people).select_related("desk", "person").order_by("-last_at")
    )
    return [
        {"one": one, "promise": last_promise(one), "link": status_url(one)}
        for one in rows[:SHOWN]
        if one.messages.filter(outgoing=False, mail_class=MailClass.HUMAN).exists()
    ]


def supported(people: list[int], language: str) -> list[dict[str, Any]]:
    """The matters they count in, or have left, each as it may be called towards them."""
    states = (*Signature.COUNTED, Signature.State.WITHDRAWN)
    rows = Signature.objects.filter(person__in=people, state__in=states).select_related("matter__kind")
    found = []
    for row in rows.order_by("-since")[:SHOWN]:
        conversation = Conversation.objects.filter(
            person__in=people, messages__filings__matter=row.matter
        ).first()
        title = title_for(row.matter, conversation, people, language) if conversation else ""
        title = title or public_title(row, language) or (conversation.subject if conversation else "")
        counts = row.state in Signature.COUNTED
        if counts or row.evidence.exists():
            others = others_in(row.matter, people)
            found.append({"matter": row.matter, "title": title, "counts": counts, "others": others})
    return found


def public_title(row: Signature, language: str) -> str:
    """How everybody reads of the matter, if they do."""
    public = Publication.objects.standing().filter(matter=row.matter_id).first()
    return public.title_in(language) if public else ""


def sent(people: list[int]) -> list[Message]:
    """What left for them, the newest first."""
    rows = Message.objects.filter(person__in=people, outgoing=True).select_related("conversation")
    return list(rows.order_by("-received_at")[:SHOWN])


def agreements(people: list[int], language: str) -> list[dict[str, Any]]:
    """What they can agree to, in which words, and whether they do."""
    return [
        {
            "purpose": purpose.value,
            "words": present(purpose).in_language(language),
            "given": agreed(people, purpose),
        }
        for purpose in Agreement
        if purpose in WORDINGS
    ]
