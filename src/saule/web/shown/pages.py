"""The board of the matters that a desk publishes, and the page of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from saule.matters.models import Publication
from saule.promises.showing import Shown, growth, shown_one
from saule.web.shown import cards, drawing, listing
from saule.web.shown.copies import copy_of
from saule.web.shown.data import data_fields
from saule.web.shown.doors import Made, Visit, absolute, called, public, publication_of
from saule.web.shown.drawing import Line
from saule.web.shown.steps import steps
from saule.web.words import number_words


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board, in the reader's language or in the one there is."""

    one: Shown
    title: str
    summary: str
    language: str
    line: list[int]


GROWN = timedelta(minutes=2)
"""How old curves may be: they are counted over all signatures."""


@public(query=listing.QUERY)
def board(visit: Visit) -> Made:
    """All matters that are public: search, filters, order, pages."""
    matters, chosen = visit.all_shown(), listing.chosen_in(visit.query)
    keep = {"lang": visit.language} if visit.asked else {}
    found = listing.listed(matters, chosen, visit.query["page"])
    lines = grown(visit, list(found))
    return visit.page(
        "public_board",
        called=called(visit.desk),
        listing=found,
        links=listing.page_links(found, chosen | keep),
        rows=[row_of(visit, one, lines.get(one.key, [])) for one in found],
        filters=listing.filters(matters, chosen | keep, visit.language),
        chosen=chosen,
        kept_names=[name for name in ("stage", "kind", "order") if chosen[name]],
        any=bool(matters),
        board=visit.board,
        fields=data_fields(),
        address=absolute("matters-board", visit.desk.public_id, language=visit.language),
        card=cards.address(visit),
    )


def row_of(visit: Visit, one: Shown, line: Line) -> Row:
    """One line of the board."""
    language = visit.language
    small = drawing.small(line, visit.today)
    return Row(one, one.title_in(language), one.summary_in(language), one.language_in(language), small)


def grown(visit: Visit, matters: list[Shown]) -> Mapping[int, Line]:
    """The curves of these matters."""
    keys = sorted(one.key for one in matters)
    name = f"grown:{visit.desk.public_id}:{'-'.join(map(str, keys))}"
    found: Mapping[int, Line] = copy_of(name, lambda: growth(visit.desk, keys), now=visit.now, new=GROWN)
    return found


@public()
def matter(visit: Visit, key: str) -> Made:
    """One matter: what, how many, what is due and when, the answers, and what one can do."""
    return page_of(visit, publication_of(visit.desk, key))


def page_of(visit: Visit, publication: Publication, *, preview: bool = False) -> Made:
    """The page of one matter; ``preview``: for a colleague, before it is public."""
    found = shown_one(publication, now=visit.now)
    line = grown(visit, [found]).get(found.key, [])
    word = pgettext("a line in a chart", "answer due from %(count)s on") % {
        "count": number_words(found.threshold)
    }
    return visit.page(
        "public_matter",
        preview=preview,
        publication=publication,
        matter=publication.matter,
        shown=found,
        title=found.title_in(visit.language),
        summary=found.summary_in(visit.language),
        licence_page=visit.board.licence_page,
        words_language=publication.language_in(visit.language),
        curves=drawing.curves(line, visit.today, found.threshold if found.asks else 0, word),
        table=drawing.table(line),
        steps=steps(found, visit.desk, now=visit.now),
        answers=[
            (one, language := one.language_in(visit.language, visit.desk.language), one.texts[language])
            for one in found.answers
        ],
        address=absolute("public-matter", visit.desk.public_id, found.public_id, language=visit.language),
        card=cards.address(visit, found.public_id),
        hint=_("Signatures of this matter, day by day; the table below has the figures"),
    )
