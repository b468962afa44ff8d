"""The figures of the public matters as open data: JSON and CSV, what each field says, and the licence."""

import csv
import json
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from saule.desk.models import Language
from saule.promises.showing import Shown
from saule.web.returns import plain
from saule.web.shown.doors import Made, Visit, absolute, public

COLUMNS = (
    *("id", "address", "title_fr", "title_en", "summary_fr", "summary_en", "kind", "stage"),
    *("published_at", "first_asked_on", "people", "confirmed", "threshold", "remaining"),
    *("promised_for", "late", "answered_at", "lapses_on"),
)


def data_fields() -> dict[str, str]:
    """What each column says, in the reader's language."""
    return {
        "id": _("the key of the matter, always the same"),
        "address": _("its public page"),
        "title_fr": _("its title in French, as the desk wrote it for the public"),
        "title_en": _("its title in English; empty where there is none"),
        "summary_fr": _("the summary in French, as the desk wrote it"),
        "summary_en": _("the summary in English; empty where there is none"),
        "kind": _("the heading of the charter"),
        "stage": _(
            "gathering: below its threshold; due: an answer is owed; answered; lapsed: closed without"
        ),
        "published_at": _("since when everybody can read it"),
        "first_asked_on": _("the day of the first request"),
        "people": _("people who ask for it, each counted once"),
        "confirmed": _("those of them who are known for sure to have asked themselves"),
        "threshold": _("confirmed signatures from which an answer is due; empty where none are asked for"),
        "remaining": _("how many of these are still wanted"),
        "promised_for": _("the day promised to the public; empty where none stands"),
        "late": _("whether that day has passed without an answer"),
        "answered_at": _("when the desk’s answer was sent last; empty before"),
        "lapses_on": _("the day on which it is closed if too few have asked by then"),
    }


def record(visit: Visit, one: Shown) -> dict[str, Any]:
    """One matter under the names of the columns."""
    texts = {
        f"{what}_{language}": words.get(language, "")
        for what, words in (("title", one.titles), ("summary", one.summaries))
        for language in Language.values
    }
    return {
        "id": one.public_id,
        "address": absolute("public-matter", visit.desk.public_id, one.public_id),
        **texts,
        "kind": one.kind,
        "stage": str(one.stage),
        "published_at": one.since.isoformat(timespec="seconds"),
        "first_asked_on": visit.desk.local_date(one.opened_at).isoformat(),
        "people": one.people,
        "confirmed": one.confirmed,
        "threshold": one.threshold if one.asks else None,
        "remaining": one.remaining,
        "promised_for": one.promise.isoformat() if one.promise else None,
        "late": one.late,
        "answered_at": one.answers[0].at.isoformat(timespec="seconds") if one.answers else None,
        "lapses_on": one.lapses_on.isoformat() if one.lapses_on else None,
    }


@public()
def as_json(visit: Visit) -> Made:
    """All public matters, with what each field says and the licence."""
    data = {
        "desk": visit.desk.name,
        "at": visit.now.isoformat(timespec="seconds"),
        "licence": {"id": visit.board.licence, "address": visit.board.licence_page},
        "fields": data_fields(),
        "matters": [record(visit, one) for one in visit.all_shown()],
    }
    body = json.dumps(data, ensure_ascii=False, indent=1)
    return Made(body.encode(), "application/json", visit.language, headers=licensed(visit))


@public()
def as_csv(visit: Visit) -> Made:
    """The same as a table; the licence is in the header of the answer."""
    file = StringIO()
    lines = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
    lines.writeheader()
    for one in visit.all_shown():
        row = record(visit, one)
        lines.writerow(
            {name: plain(value) if isinstance(value, str) else value for name, value in row.items()}
        )
    name = f'inline; filename="matters-{visit.desk.public_id}.csv"'
    headers = {"Content-Disposition": name, **licensed(visit)}
    return Made(file.getvalue().encode(), "text/csv; charset=utf-8", visit.language, headers=headers)


def licensed(visit: Visit) -> dict[str, str]:
    """Says the licence where a file has no room for it (RFC 8288), and lets other sites read the figures."""
    return {
        "Link": f'<{visit.board.licence_page}>; rel="license"',
        "Access-Control-Allow-Origin": "*",
    }
