"""Share cards: the picture that stands beside a link to a public page where people pass it on."""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image, ImageDraw, ImageFont

from saule.promises.showing import Shown, Stage, shown_one
from saule.web.shown.doors import Made, Visit, absolute, called, public, publication_of
from saule.web.words import day_words, number_words

FONTS = Path(__file__).parent.parent / "fonts"
CARD, EDGE = (1200, 630), 80
GROUND, INK, MUTED, WILLOW, SUNK = "#faf8f3", "#1f2a24", "#5c6b63", "#2f6b4f", "#e3dfd4"
SIZES = (66, 54, 44)
"""How large the letters of a title may be."""
TITLE_LINES = 3
BAR = 18


def address(visit: Visit, key: str = "") -> str:
    """The whole address of the card of a board, or of one matter."""
    names = [visit.desk.public_id, *([key] if key else [])]
    return absolute("public-matter-card" if key else "matters-card", *names, language=visit.language)


@public()
def matter(visit: Visit, key: str) -> Made:
    """The card of one matter: its title, how many, and where it stands."""
    one = shown_one(publication_of(visit.desk, key), now=visit.now)
    count = ngettext("person has asked", "people have asked", one.people)
    share = min(1.0, one.confirmed / one.threshold) if one.asks else None
    title = one.title_in(visit.language)
    return drawn(visit, title, f"{number_words(one.people)}", count, stand(visit, one), share)


@public()
def board(visit: Visit) -> Made:
    """The card of a board: of which desk, and how many matters."""
    count = len(visit.all_shown())
    words = ngettext("public matter", "public matters", count)
    return drawn(visit, called(visit.desk), number_words(count), words, "", None)


def stand(visit: Visit, one: Shown) -> str:
    """Where a matter stands, in a few words."""
    if one.stage == Stage.ANSWERED:
        return _("We have answered.")
    if one.stage == Stage.LAPSED:
        return _("Closed without an answer.")
    if one.stage == Stage.GATHERING:
        return ngettext(
            "%(count)s more signature, and an answer is due.",
            "%(count)s more signatures, and an answer is due.",
            one.remaining,
        ) % {"count": number_words(one.remaining)}
    if one.promise and not one.late:
        return _("An answer by %(day)s.") % {"day": day_words(one.promise, visit.today)}
    return _("Our answer is late.") if one.late else _("An answer is due.")


def drawn(visit: Visit, title: str, figure: str, unit: str, below: str, share: float | None) -> Made:
    """Draws a card; ``share`` of the threshold is reached."""
    image = Image.new("RGB", CARD, GROUND)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, CARD[0], 14), fill=WILLOW)
    pen.text((EDGE, 62), clipped(pen, visit.desk.name, 34, bold=True), fill=WILLOW, font=font(34, bold=True))
    size, lines = title_lines(pen, title)
    for number, line in enumerate(lines):
        pen.text((EDGE, 132 + number * size * 1.22), line, fill=INK, font=font(size, bold=True))
    pen.text((EDGE, 492), figure, fill=INK, font=font(76, bold=True), anchor="ls")
    right = EDGE + pen.textlength(figure, font=font(76, bold=True)) + 22
    pen.text((right, 492), unit, fill=MUTED, font=font(34), anchor="ls")
    if share is not None:
        bar(pen, share)
    pen.text((EDGE, 590), clipped(pen, below, 30), fill=MUTED, font=font(30), anchor="ls")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return Made(file.getvalue(), "image/png", visit.language)


def bar(pen: ImageDraw.ImageDraw, share: float) -> None:
    """How much of the threshold is reached."""
    top, width = 520, CARD[0] - 2 * EDGE
    pen.rounded_rectangle((EDGE, top, EDGE + width, top + BAR), BAR // 2, fill=SUNK)
    if share > 0:
        pen.rounded_rectangle((EDGE, top, EDGE + max(BAR, width * share), top + BAR), BAR // 2, fill=WILLOW)


def title_lines(pen: ImageDraw.ImageDraw, title: str) -> tuple[int, list[str]]:
    """The largest letters in which a title fits, and its lines; what is longer still is cut."""
    sizes = (size for size in SIZES if len(wrapped(pen, title, size)) <= TITLE_LINES)
    size = next(sizes, SIZES[-1])
    lines = wrapped(pen, title, size)
    first, rest = lines[: TITLE_LINES - 1], " ".join(lines[TITLE_LINES - 1 :])
    return size, [*first, *([clipped(pen, rest, size, bold=True)] if rest else [])]


def wrapped(pen: ImageDraw.ImageDraw, text: str, size: int) -> list[str]:
    """The text in lines that fit; a word that is longer than a line is cut."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and fits(pen, longer, size, bold=True):
            lines[-1] = longer
        else:
            lines.append(clipped(pen, word, size, bold=True))
    return lines


def clipped(pen: ImageDraw.ImageDraw, text: str, size: int, *, bold: bool = False) -> str:
    """As much of a text as fits in a line."""
    if fits(pen, text, size, bold=bold):
        return text
    while text and not fits(pen, f"{text}…", size, bold=bold):
        text = text[:-1]
    return f"{text.rstrip()}…"


def fits(pen: ImageDraw.ImageDraw, text: str, size: int, *, bold: bool) -> bool:
    """Whether a line is wide enough for a text."""
    return pen.textlength(text, font=font(size, bold=bold)) <= CARD[0] - 2 * EDGE


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The letters that Saule brings along, so that a card looks the same on every machine."""
    return ImageFont.truetype(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)
