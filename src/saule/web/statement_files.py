"""A statement as a file: a CSV that a spreadsheet reads, a PDF that one prints and signs."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout
from fpdf.fonts import FontFace

from saule.providers.models import Statement
from saule.providers.models.contracts import CENTS
from saule.web import statement_words as words
from saule.web.returns import plain

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu"
INK, MUTED, RULE = (28, 36, 32), (96, 106, 100), (206, 214, 208)


def as_csv(statement: Statement) -> str:
    """Every figure and every line: sort, code, words, count, unit and amount in euros with a full stop."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(("sort", "code", "words", "count", "unit_eur", "amount_eur"))
    head = (("provider", statement.provider.name), ("month", f"{statement.month:%Y-%m}"))
    for code, value in (*head, ("number", statement.public_id), ("hash", statement.hash)):
        rows.writerow(("statement", code, plain(value), "", "", ""))
    for code, word in words.FIGURES.items():
        rows.writerow(("figure", code, word, statement.figures.get(code, 0), "", ""))
    for row in statement.lines:
        amounts = (euros(row["unit"]) if row["unit"] else "", euros(row["cents"]))
        rows.writerow(("line", row["code"], words.what(row), row["count"], *amounts))
    rows.writerow(("total", "total", _("To be paid"), "", "", euros(statement.total)))
    return out.getvalue()


def euros(cents: int) -> str:
    """An amount as machines read it."""
    return f"{cents / CENTS:.2f}"


class Paper(FPDF):
    """A page with the statement's number and hash at its foot."""

    def __init__(self, statement: Statement) -> None:
        super().__init__()
        self.foot = f"{statement.public_id} · SHA-256 {statement.hash}"
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(FAMILY, style, FONTS / name)
        self.set_margins(22, 22, 22)
        self.set_auto_page_break(True, 24)
        self.set_creation_date(statement.at)
        self.set_title(words.title(statement))
        self.set_lang(get_language() or "")

    def footer(self) -> None:
        """The number, the hash and the page."""
        self.set_y(-16)
        self.write_small(f"{self.foot} · {self.page_no()}", 6.5)

    def write_small(self, text: str, size: float = 8.5) -> None:
        """A small line in a quiet colour."""
        self.set_font(FAMILY, size=size)
        self.set_text_color(*MUTED)
        self.multi_cell(0, size * 0.5, text, align=Align.L, new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(*INK)

    def heading(self, text: str, size: float = 11) -> None:
        """A heading, with room above."""
        self.ln(4)
        self.set_font(FAMILY, "B", size)
        self.set_text_color(*INK)
        self.multi_cell(0, size * 0.55, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(1.5)

    def rows(self, rows: Sequence[Sequence[str]], widths: tuple[int, ...], *, head: bool = False) -> None:
        """A table whose first column is text and whose others are figures."""
        self.set_font(FAMILY, size=9.5)
        self.set_draw_color(*RULE)
        align = (Align.L, *[Align.R] * (len(widths) - 1))
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=widths,
            text_align=align,
            first_row_as_headings=head,
            headings_style=FontFace(emphasis=None, color=MUTED, size_pt=8.5),
            line_height=6,
            padding=0.6,
        ) as table:
            for row in rows:
                table.row(row)


def as_pdf(statement: Statement) -> bytes:
    """One page: what happened, the bill, the prices behind it."""
    paper = Paper(statement)
    paper.add_page()
    desk = statement.provider.desk
    paper.write_small(desk.name)
    paper.heading(_("Outcome statement"), 17)
    paper.heading(words.title(statement), 12)
    issued = {"day": words.full_day(desk.local_date(statement.at).isoformat()), "number": statement.public_id}
    paper.write_small(_("Number %(number)s, issued on %(day)s.") % issued)
    if statement.why:
        paper.write_small(_("Why it was corrected: %(why)s") % {"why": statement.why})
    paper.heading(_("What was done"))
    paper.rows(words.figures(statement), (120, 40))
    if share := words.share(statement):
        paper.ln(2)
        paper.write_small(_("Share of those answered who did not come back: %(share)s.") % {"share": share})
    paper.heading(_("What is owed"))
    head = (_("What for"), _("How many"), _("Each"), _("Amount"))
    bill = [(one.what, one.count, one.unit, one.amount) for one in words.lines(statement)]
    paper.rows([head, *bill], (84, 24, 26, 30), head=True)
    paper.heading(_("To be paid: %(amount)s") % {"amount": words.money(statement.total)}, 12)
    paper.heading(_("The prices in force"))
    for sentence in words.rules(statement):
        paper.write_small(sentence)
    return bytes(paper.output())
