"""Files that came with a message: shown when their bytes say that it is safe, otherwise only handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from saule.channels.email.parsing import NoSuchPart, attachment_content
from saule.engines.file_kinds import decoded, is_program, is_showable, kind_of, lies
from saule.matters.models import Attachment, Conversation, Enclosure, Matter
from saule.web.policies import needs
from saule.web.requests import DeskRequest

ALONE = "sandbox; default-src 'none'"
MOST_LOOKED_AT = 12
LARGEST_LOOKED_AT = 20 * 1024 * 1024
LARGEST_TEXT = 200_000
DAY = 24 * 3600
Answer = TypeVar("Answer", HttpResponse, FileResponse)


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a file from its bytes: how it may be shown (image, text or not), and its warnings."""

    shown: str = ""
    lies: bool = False
    runs: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """One file beside a message, and what is known of it."""

    file: Attachment
    look: Look


def looked_at(files: Sequence[Attachment]) -> dict[int, Look]:
    """What is known of each file. The bytes are read once a day; of very many, only the first."""
    found: dict[int, Look] = {}
    read = 0
    for file in files:
        look = cache.get(key_of(file))
        if look is None and read < MOST_LOOKED_AT and file.size <= LARGEST_LOOKED_AT:
            read += 1
            look = look_at(file)
        found[file.pk] = look if isinstance(look, Look) else Look()
    return found


def key_of(file: Attachment) -> str:
    """Where what is known of a file is kept."""
    return f"look:{file.public_id}"


def look_at(file: Attachment) -> Look:
    """Reads the file and remembers what it is."""
    content = content_of(file)
    look = Look() if content is None else seen_in(content, file.content_type, file.name)
    cache.set(key_of(file), look, DAY)
    return look


def seen_in(content: bytes, claimed: str, name: str) -> Look:
    """What the bytes say. What is something else than it says is not shown, whatever it is."""
    kind = kind_of(content)
    lie, runs = lies(kind, claimed, name), is_program(kind, name)
    if lie or runs:
        return Look("", lie, runs)
    if is_showable(content):
        return Look("image")
    return Look("text" if kind.family == "text" and content else "")


def content_of(file: Attachment) -> bytes | None:
    """The file's bytes, read again from the mail as it came; None if they are not there."""
    source = file.message.source
    if source is None:
        return None
    try:
        return attachment_content(bytes(source.raw), file.part)[1]
    except NoSuchPart:
        return None


def visible(request: DeskRequest, public_id: str) -> tuple[Attachment, bytes]:
    """The file and its bytes if the member may see its conversation; else 404."""
    mine = Conversation.objects.visible_to(request.membership).filter(pk=OuterRef("message__conversation"))
    rows = Attachment.objects.select_related("message__source").filter(Exists(mine))
    found = get_object_or_404(rows, public_id=public_id)
    content = content_of(found)
    if content is None:
        raise Http404
    return found, content


@require_safe
@needs("see work")
def attachment(request: DeskRequest, public_id: str) -> FileResponse:
    """An attached file, as a download."""
    found, content = visible(request, public_id)
    return download(content, found.name)


@require_safe
@needs("see work")
def preview(request: DeskRequest, public_id: str) -> HttpResponse:
    """A picture or a text, inline, from a page that can do nothing; 404 for every other file."""
    found, content = visible(request, public_id)
    look = seen_in(content, found.content_type, found.name)
    if not look.shown:
        raise Http404
    if look.shown == "image":
        return alone(HttpResponse(content, content_type=kind_of(content).media_type))
    # Plain text, whatever language it is written in: no browser makes a page of it.
    words = decoded(content[:LARGEST_TEXT])
    return alone(HttpResponse(words, content_type="text/plain; charset=utf-8"))


@require_safe
@needs("see work")
def enclosure(request: DeskRequest, public_id: str) -> FileResponse:
    """A file that the desk sends or sent, as a download."""
    rows = Enclosure.objects.filter(desk=request.desk).select_related(
        "draft__conversation", "delivery__conversation", "answer__matter"
    )
    found = get_object_or_404(rows, public_id=public_id)
    if not may_see(request, found):
        raise Http404
    return download(bytes(found.content), found.name)


def may_see(request: DeskRequest, file: Enclosure) -> bool:
    """Whether the member sees what the file goes with. A draft is its author's alone."""
    mine = Conversation.objects.visible_to(request.membership)
    if file.delivery is not None:
        return mine.filter(pk=file.delivery.conversation_id).exists()
    if file.draft is not None:
        return file.draft.author_id == request.user.pk and mine.filter(pk=file.draft.conversation_id).exists()
    if file.answer is None:
        return False
    return Matter.objects.visible_to(request.membership).filter(pk=file.answer.matter_id).exists()


def download(content: bytes, name: str) -> FileResponse:
    """The bytes under this name, that a browser keeps and never opens by itself."""
    response = FileResponse(BytesIO(content), as_attachment=True, filename=name or "file")
    # Never the sender's own type.
    response["Content-Type"] = "application/octet-stream"
    return alone(response)


def alone(response: Answer) -> Answer:
    """Nothing in it may run, load or be taken for something else."""
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response
