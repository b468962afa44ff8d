"""What others put on their own pages: a small frame about one matter, and a script that writes that frame."""

from csp.decorators import csp_replace
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from saule.promises.showing import shown_one
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.shown.cards import stand
from saule.web.shown.doors import FRESH, STALE, Made, Visit, absolute, public, publication_of

SCRIPT = """\
/* Puts the frame of a public matter where this script stands: <script src="…" data-matter="ADDRESS">. */
(function (here) {
  var frame = document.createElement("iframe");
  frame.src = here.dataset.matter + "/embed" + (here.dataset.lang ? "?lang=" + here.dataset.lang : "");
  frame.title = here.dataset.title || "";
  frame.loading = "lazy";
  frame.width = "100%";
  frame.height = here.dataset.height || "300";
  frame.style.border = "0";
  here.parentNode.insertBefore(frame, here);
})(document.currentScript);
"""


@public()
def framed(visit: Visit, key: str) -> Made:
    """The frame: title, how many, how far, and the way to the page."""
    publication = publication_of(visit.desk, key)
    found = shown_one(publication, now=visit.now)
    return visit.page(
        "public_embed",
        shown=found,
        title=found.title_in(visit.language),
        words_language=publication.language_in(visit.language),
        stand=stand(visit, found),
        address=absolute("public-matter", visit.desk.public_id, key, language=visit.language),
    )


embed = xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(framed))
"""Any site may show it in a frame of its own: there is nothing in it to click on but a link."""


@require_safe
@needs(ANYONE)
def script(_request: DeskRequest) -> HttpResponseBase:
    """The script, for those whose pages may hold one."""
    response = HttpResponse(SCRIPT, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={FRESH * 120}, stale-while-revalidate={STALE}"
    return response
