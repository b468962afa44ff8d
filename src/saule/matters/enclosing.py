"""Enclosing: files that go along with a reply, or with an answer to everybody."""

import re
import unicodedata
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from saule.desk.models import User
from saule.engines.file_kinds import UTF_16, FileKind, extension, is_program, kind_of, lies, type_by_name
from saule.engines.masking import mask_markup
from saule.matters.answering import TEXT_CHANGED
from saule.matters.answering import hold as hold_answer
from saule.matters.approving import note_writer
from saule.matters.errors import CannotEnclose
from saule.matters.models import Answer, Delivery, Draft, Enclosure

MOST_TOGETHER = 18 * 1024 * 1024
"""Mail servers take 25 MB as a rule, and a file in a mail is a third larger than itself."""
LONGEST_NAME = 120
MEGABYTE = 1024 * 1024
# Folders, what turns the direction of writing, and what file systems or mail headers choke on.
FOLDERS = re.compile(r"[/\\]")
TURNING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
UNWANTED = re.compile(r'[<>:"|?*;%]')


Holder = Draft | Answer


def enclose(holder: Holder, name: str, claimed: str, content: bytes, *, by: User, now: datetime) -> Enclosure:
    """Puts a file to a draft, or to an answer that has not been sent. Card numbers in text are masked.

    Raises CannotEnclose for an empty file, one that is too large, or one that runs.
    """
    name, kind = clean_name(name), kind_of(content)
    refuse(name, kind, len(content))
    content, cards = masked(content, kind)
    with transaction.atomic():
        mine = prepared(holder, by=by, now=now)
        together = (mine.aggregate(sum=Sum("size"))["sum"] or 0) + len(content)
        if together > MOST_TOGETHER:
            raise CannotEnclose(
                _("With “%(name)s” the files are too much for one mail: %(most)s MB together is the most.")
                % {"name": name, "most": MOST_TOGETHER // MEGABYTE}
            )
        return Enclosure.objects.create(
            desk=holder.conversation.desk if isinstance(holder, Draft) else holder.desk,
            draft=holder if isinstance(holder, Draft) else None,
            answer=holder if isinstance(holder, Answer) else None,
            name=name,
            content_type=media_type(kind, claimed, name),
            claimed_type=claimed[:127],
            content=content,
            size=len(content),
            cards_masked=cards,
            at=now,
            by=by,
        )


def prepared(holder: Holder, *, by: User, now: datetime) -> QuerySet[Enclosure]:
    """The files that are there. An answer that was proposed or approved is a draft again; none once sent.

    Whoever changes its files has written at it.
    """
    if isinstance(holder, Answer):
        hold_answer(holder)
        if holder.state == Answer.State.SENT:
            raise CannotEnclose(_("This answer has been sent: its files cannot be changed any more."))
        if holder.state != Answer.State.DRAFT:
            holder.move_to(Answer.State.DRAFT, by=by, now=now, why=TEXT_CHANGED)
        note_writer(holder, by=by, now=now)
    return holder.enclosures.all()


def refuse(name: str, kind: FileKind, size: int) -> None:
    """Raises CannotEnclose for what must not be sent."""
    check_size(name, size)
    if not size:
        raise CannotEnclose(_("“%(name)s” is empty.") % {"name": name})
    if is_program(kind, name):
        raise CannotEnclose(
            _("“%(name)s” is a program: whoever gets it should not have to run it.") % {"name": name}
        )


def check_size(name: str, size: int) -> None:
    """Raises CannotEnclose for a file that is too large; one need not read it to know."""
    if size > Enclosure.MOST:
        words = {"name": name, "size": -(-size // MEGABYTE), "most": Enclosure.MOST // MEGABYTE}
        raise CannotEnclose(
            _("“%(name)s” is too large: %(size)s MB; %(most)s MB is the most for one file.") % words
        )


def remove(enclosure: Enclosure, *, by: User, now: datetime) -> None:
    """Takes a file out again, before anything with it has left."""
    with transaction.atomic():
        if enclosure.delivery_id is not None:
            raise CannotEnclose(_("This file is with a mail that was sent: it stays there."))
        if enclosure.answer is not None:
            prepared(enclosure.answer, by=by, now=now)
        enclosure.delete()


def clean_name(given: str) -> str:
    """A name that any system takes, without folders and control signs; its ending stays."""
    printable = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in TURNING.sub("", given))
    name = " ".join(UNWANTED.sub("_", FOLDERS.split(unicodedata.normalize("NFC", printable))[-1]).split())
    name = name.strip(" .") or "file"
    if len(name) <= LONGEST_NAME:
        return name
    ending = f".{extension(name)}" if 0 < len(extension(name)) <= 10 else ""
    return name[: LONGEST_NAME - len(ending)].rstrip(" .") + ending


def masked(content: bytes, kind: FileKind) -> tuple[bytes, int]:
    """The file without card numbers if it is text, and how many there were."""
    if kind.family != "text":
        return content, 0
    # Digits are the same bytes in every one-byte encoding and in UTF-8: nothing else changes.
    encoding = "utf-16" if content.startswith(UTF_16) else "latin-1"
    try:
        found = mask_markup(content.decode(encoding))
    except UnicodeDecodeError:
        return content, 0
    return (found.text.encode(encoding), found.cards) if found.cards else (content, 0)


def media_type(kind: FileKind, claimed: str, name: str) -> str:
    """The type that the mail names: what the bytes say, made exact by the name where the two agree."""
    named = type_by_name(name)
    agrees = named and not lies(kind, claimed, name)
    if kind.family in ("image", "pdf") or not agrees:
        return kind.media_type
    if kind.family == "text":
        return named if named.startswith("text/") else kind.media_type
    return named


def files_of(delivery: Delivery) -> list[Enclosure]:
    """What goes along with a delivery: its own files, and those of the answer it brings."""
    own = list(delivery.enclosures.order_by("id"))
    return own + (list(delivery.answer.enclosures.order_by("id")) if delivery.answer else [])
