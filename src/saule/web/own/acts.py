"""What people change on their own page. Each act touches only what the person of the link owns."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from saule.desk.models import Language
from saule.matters import signing
from saule.matters.because import BY_WRITER
from saule.matters.models import Signature
from saule.people import consenting, owning
from saule.people.joining import everybody_who_is
from saule.people.linking import Purpose, read
from saule.people.models import Address, NewsWish
from saule.people.wordings import Purpose as Agreement
from saule.web.own.asking import send_link
from saule.web.own.doors import VALID, over, theirs
from saule.web.pages import attempt
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.status import hidden


@require_POST
@needs(ANYONE)
@theirs
def wishes(request: DeskRequest, token: str, address: Address) -> HttpResponse:
    """Language, rhythm of news, and which address is written to."""
    person, given = address.person.canonical, request.POST
    people = everybody_who_is(person)
    if (wanted := given.get("language", "")) in Language.values and wanted != person.language:
        owning.choose_language(person, wanted, now=request.now)
    if (rhythm := given.get("rhythm", "")) in NewsWish.Rhythm.values and rhythm != owning.rhythm_of(people):
        owning.choose_rhythm(person, rhythm, now=request.now)
    key = given.get("address", "")
    if key.isascii() and key.isdigit():
        attempt(request, partial(owning.choose_address, person, int(key), now=request.now))
    with override(wanted if wanted in Language.values else None):
        messages.success(request, _("Kept: it holds from now on."))
    return redirect("own", token)


@require_POST
@needs(ANYONE)
@theirs
def name(request: DeskRequest, token: str, address: Address) -> HttpResponse:
    """Another name, or none."""
    verb = partial(owning.correct_name, address.person, request.POST.get("name", ""), now=request.now)
    attempt(request, verb, _("Kept: this is the name you are addressed by."))
    return redirect("own", token)


@require_POST
@needs(ANYONE)
@theirs
def addresses(request: DeskRequest, token: str, address: Address) -> HttpResponse:
    """Another address of theirs: a link goes there, and whoever follows it has proven it."""
    person, value = address.person.canonical, request.POST.get("address", "")

    def verb() -> None:
        claimed = owning.claim(person, value, now=request.now)
        language = person.language or address.desk.language
        if link := send_link(request, address.desk, claimed.value, claimed, language):
            messages.info(request, _("This is a demonstration: the link would be %(link)s.") % {"link": link})

    attempt(request, verb, _("A link is on its way there. Open it within two hours to prove the address."))
    return redirect("own", token)


@require_POST
@needs(ANYONE)
def claim_proof(request: DeskRequest, token: str) -> HttpResponse:
    """“Yes, this address is mine”, said by whoever reads there: it opens their page."""
    claimed = owning.claim_of(read(Purpose.PAGE, token, max_age=VALID) or "")
    if claimed is None:
        return over(request)
    address = owning.prove(claimed, now=request.now)
    messages.success(request, _("This address is yours now. To see your page, ask for a link to it."))
    response = redirect("own-asking")
    response["Location"] += f"?desk={address.desk.public_id}"
    return hidden(response)


@require_POST
@needs(ANYONE)
@theirs
def support(request: DeskRequest, token: str, address: Address, public_id: str) -> HttpResponse:
    """Leaves a matter, or counts there again."""
    people = everybody_who_is(address.person)
    found = get_object_or_404(Signature, person__in=people, matter__public_id=public_id)
    if found.state in Signature.COUNTED:
        leave = partial(signing.withdraw, found, by=None, now=request.now, why=BY_WRITER)
        attempt(request, leave, _("You do not count there any more. You can take that back here."))
    else:
        again = partial(signing.confirm, found, by=None, now=request.now, why=BY_WRITER)
        attempt(request, again, _("You count there again."))
    return redirect("own", token)


@require_POST
@needs(ANYONE)
@theirs
def consents(request: DeskRequest, token: str, address: Address, purpose: str) -> HttpResponse:
    """Agrees to something, or takes it back."""
    if purpose not in {one.value for one in Agreement}:
        raise Http404
    wanted, people = Agreement(purpose), everybody_who_is(address.person)
    if request.POST.get("given") == "yes":
        language = address.person.canonical.language or address.desk.language
        consenting.consent(address.person, wanted, language=language, now=request.now)
        messages.success(request, _("Noted, in these words. You can take it back at any time."))
    else:
        consenting.withdraw(people, wanted, now=request.now)
        messages.success(request, _("Taken back."))
    return redirect("own", token)
