"""One message of the story before it is put on the wire, and what is true about it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from saule.demo.people import Person
from saule.demo.writing import Text

OFFICE = "contact@mairie-saint-aubin.example"
OFFICE_NAME = "Mairie de Saint-Aubin"
OFFICE_HOST = "mairie-saint-aubin.example"


Label = TypedDict(
    "Label",
    {
        "theme": str,
        "kind": str,
        "nature": str,
        "class": str,
        "language": str,
        "person": str,
        "letter": str | None,
        "is_ours": bool,
        "grave": bool,
        "flaws": list[str],
        "message_id": str,
        "sent_at": datetime,
    },
)
"""What is true about one message, for measuring; the product never reads it. ``class`` is a mail class;
``person`` is a key (empty for machines and for the office); ``letter`` names the form letter that a message
copies; ``flaws`` are the deliberate faults of its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes along: name, media type and content."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True, kw_only=True)
class Note:
    """A message of the story. ``person`` is the writer, or the receiver where the office writes (``ours``).

    ``text`` is what is written now, signature included; ``answers`` is the message it replies to, quoted in
    the manner of ``quoting`` (``angle``, ``header``, ``none``). ``written`` is the text it was made from;
    ``ready`` a body made beforehand: its header lines and its bytes. Machines are persons without a key.
    """

    when: datetime
    person: Person
    subject: str
    text: str
    theme: str
    kind: str
    language: str
    message_id: str
    nature: str = "shared"
    ours: bool = False
    answers: "Note | None" = None
    quoting: str = "angle"
    mail_class: str = "human"
    letter: str | None = None
    grave: bool = False
    flaws: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    written: Text | None = None
    ready: tuple[list[str], bytes] | None = None

    @property
    def from_address(self) -> str:
        """The address in From."""
        return OFFICE if self.ours else self.person.address

    @property
    def from_name(self) -> str:
        """The display name in From."""
        return OFFICE_NAME if self.ours else self.person.shown

    def label(self) -> Label:
        """Return what is true about this message."""
        return {
            "theme": self.theme,
            "kind": self.kind,
            "nature": self.nature,
            "class": self.mail_class,
            "language": self.language,
            "person": "" if self.ours else self.person.key,
            "letter": self.letter,
            "is_ours": self.ours,
            "grave": self.grave,
            "flaws": list(self.flaws),
            "message_id": self.message_id,
            "sent_at": self.when,
        }
