"""Describing matters: a title, a kind and nature proposed from the charter, and whether it is grave."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from saule.desk.models import Desk, Kind, Nature
from saule.desk.writing import write_rows
from saule.engines.kinds import KindExamples, KindProposer
from saule.engines.naming import Background, name_matter
from saule.engines.severity import find_severity
from saule.matters.groupers import encoder
from saule.matters.indexing import index_matters
from saule.matters.models import Matter, Message
from saule.matters.models.messages import WEBFORM
from saule.matters.wording import bare_subject, wording

READ_FOR_TITLE = 60
READ_FOR_KIND = 12
GROWTH = 1.25
GROWN_BY = 1.5
SAMPLE = 1500
# Proposals that one glance corrects: rather a likely heading than none.
KIND_CUT, KIND_MARGIN = 0.12, 0.02
GRAVE_SHARE = 0.3
READABLE = range(40, 600)
NAMED = ["title", "phrases", "described_with", "voice", "language"]
JUDGED = ["kind", "nature", "grave", "grave_because"]


def describe(desk: Desk, matters: Collection[int], *, afresh: bool = False) -> None:
    """Proposes title, kind, nature and gravity of these matters; what a person has set stays as it is.

    Title and kind are proposed again only when a matter has grown by half, so that what people have read does
    not change its name every day; ``afresh`` looks again at all.
    """
    rows = list(Matter.objects.filter(pk__in=matters).select_related("kind"))
    knowledge = knowledge_of(desk)
    worded = {matter.pk: words_of(matter) for matter in rows if matter.described_with}
    for matter in rows:
        judge(matter)
        nature_of(matter)
        if afresh or grown(matter):
            propose(matter, knowledge)
    write_rows(rows, [*NAMED, *JUDGED])
    index_matters([matter.pk for matter in rows if words_of(matter) != worded.get(matter.pk)])


def words_of(matter: Matter) -> tuple[object, ...]:
    """What a matter is searched by."""
    return matter.title, matter.phrases, matter.language


def look_again(matters: Collection[int]) -> None:
    """Nature and gravity follow the messages that these matters hold now; titles and kinds stay."""
    rows = list(Matter.objects.filter(pk__in=matters).select_related("kind"))
    for matter in rows:
        judge(matter)
        nature_of(matter)
    write_rows(rows, ["nature", "grave", "grave_because"])


def grown(matter: Matter) -> bool:
    """Whether a matter has half as many messages again as when it was last described."""
    known = matter.described_with
    return known == 0 or matter.messages_count >= GROWN_BY * known


def propose(matter: Matter, knowledge: "Knowledge") -> None:
    """Title, phrases, voice and kind from the telling messages."""
    messages = telling(matter)
    if messages:
        entitle(matter, messages, knowledge)
        matter.voice = central(messages, matter.language)
        propose_kind(matter, messages[:READ_FOR_KIND], knowledge)
        matter.described_with = matter.messages_count


@dataclass(frozen=True)
class Knowledge:
    """What describing knows of a desk: its charter as the engine reads it, and which words are everywhere."""

    examples: list[KindExamples]
    kinds: dict[int, Kind]
    proposer: KindProposer
    background: Background
    messages: int
    language: str


KNOWLEDGE: dict[int, Knowledge] = {}


def knowledge_of(desk: Desk) -> Knowledge:
    """The desk's knowledge, learned again when its charter changed or its mail grew by a quarter."""
    known, examples = KNOWLEDGE.get(desk.pk), charter(desk)
    messages = Message.objects.filter(desk=desk).from_people().count()
    fresh = known is not None and known.proposer.encoder is encoder() and known.examples == examples
    spoken = known is not None and known.language == desk.language
    if known is not None and fresh and spoken and known.messages <= messages <= known.messages * GROWTH:
        return known
    knowledge = Knowledge(
        examples=examples,
        kinds={kind.pk: kind for kind in desk.kinds.all()},
        proposer=known.proposer if known and fresh else new_proposer().fit(examples),
        background=Background.from_texts(recent_texts(desk)),
        messages=messages,
        language=desk.language,
    )
    KNOWLEDGE[desk.pk] = knowledge
    return knowledge


def new_proposer() -> KindProposer:
    """A proposer that would rather propose than keep silent."""
    return KindProposer(encoder(), cut=KIND_CUT, margin=KIND_MARGIN)


def telling(matter: Matter) -> list[Message]:
    """The messages that best say what a matter is about: openings of conversations, one of each letter."""
    rows = Message.objects.filter(filings__matter=matter, vector__encoder=encoder().name)
    rows = rows.exclude(filings__decision__layer="thread").order_by("received_at", "id")
    first = {letter or -key: key for key, letter in reversed(rows.values_list("pk", "letter"))}
    keys = spread(sorted(first.values()), READ_FOR_TITLE)
    fields = ("subject", "said", "text", "language", "vector")
    return list(Message.objects.filter(pk__in=keys).select_related("vector").only(*fields).order_by("pk"))


def central(messages: list[Message], language: str) -> Message:
    """The message that is most like all of them, rather one in this language that is quickly read."""
    vectors = np.stack([np.frombuffer(message.vector.values, np.float16) for message in messages])
    likeness = vectors.astype(np.float32) @ vectors.mean(axis=0, dtype=np.float32)
    ranked = sorted(zip(-likeness, messages, strict=True), key=lambda pair: (round(pair[0], 4), pair[1].pk))
    chosen = [message for _, message in ranked]
    spoken = [message for message in chosen if message.language == language] or chosen
    return next((message for message in spoken if len(message.said) in READABLE), spoken[0])


def spread(keys: list[int], most: int) -> list[int]:
    """At most ``most`` of the keys, taken evenly from the first to the last."""
    step = max(1.0, len(keys) / most)
    return [keys[int(at * step)] for at in range(min(len(keys), most))]


def subject_lines(matter: Matter) -> list[tuple[str, str]]:
    """Subject lines of conversations, with their languages, spread over all messages."""
    rows = Message.objects.filter(filings__matter=matter, filings__decision__layer__in=("exact", "near"))
    found = list(rows.order_by("pk").values_list("subject", "language"))
    return [(bare_subject(found[at][0]), found[at][1]) for at in spread([*range(len(found))], READ_FOR_TITLE)]


def recent_texts(desk: Desk) -> list[str]:
    """A sample of what the desk receives, to know which words are common to everything."""
    rows = Message.objects.filter(desk=desk).from_people().order_by("-received_at")
    return [wording(message) for message in rows.only("subject", "said", "text")[:SAMPLE]]


def entitle(matter: Matter, messages: list[Message], knowledge: "Knowledge") -> None:
    """A title in the people's own words, unless a person has named the matter."""
    if matter.title_by_person:
        return
    # Whoever copies a letter still chooses its subject line: these count all, the letter's words once.
    lines = subject_lines(matter) if matter.messages_count > len(messages) else []
    title = name_matter(
        [bare_subject(message.subject) for message in messages] + [subject for subject, _ in lines],
        [message.said or message.text for message in messages] + [""] * len(lines),
        [message.language for message in messages] + [language for _, language in lines],
        background=knowledge.background,
        own=round(matter.messages_count * min(1.0, SAMPLE / max(1, knowledge.messages))),
        reader=knowledge.language,
    )
    matter.title = title.text[:200] or matter.title
    matter.language = title.language[:5] or matter.language
    matter.phrases = list(title.phrases)


def charter(desk: Desk) -> list[KindExamples]:
    """The charter's headings with their examples, as the engine takes them; none that is archived."""
    kinds: list[Kind] = list(desk.kinds.filter(archived_at=None).prefetch_related("examples"))
    return [
        KindExamples(kind.pk, kind.nature, tuple(example.text for example in kind.examples.all()))
        for kind in kinds
    ]


def propose_kind(matter: Matter, messages: list[Message], knowledge: Knowledge) -> None:
    """The kind whose examples are nearest, unless a person has set it."""
    if matter.kind_by_person:
        return
    rows = [np.frombuffer(message.vector.values, np.float16) for message in messages]
    vectors = np.stack(rows).astype(np.float32)
    proposal = knowledge.proposer.propose([wording(message) for message in messages], vectors=vectors)
    matter.kind = knowledge.kinds.get(int(proposal.kind)) if proposal.kind is not None else None
    nature_of(matter)


def nature_of(matter: Matter) -> None:
    """One person's matter is their own; several people's is shared, unless its kind is of personal cases."""
    if not matter.kind_by_person:
        shared = matter.people > 1 and (matter.kind is None or matter.kind.nature == Nature.SHARED)
        matter.nature = Nature.SHARED if shared else Nature.PERSONAL


def mark_severity(messages: Collection[Message]) -> None:
    """Notes the grave places of each message: words of danger, people who need care."""
    severe = []
    for message in messages:
        spans = find_severity(wording(message))
        if spans:
            message.severity = [{"words": span.text, "reason": span.reason} for span in spans]
            severe.append(message)
    write_rows(severe, ["severity"])


def judge(matter: Matter) -> None:
    """Grave when a good share of its messages are, few voices or many; a person's judgement stays."""
    if matter.grave_by_person:
        return
    rows = Message.objects.filter(filings__matter=matter).exclude(text="", channel=WEBFORM)
    severe = list(rows.exclude(severity=[]).values_list("severity", flat=True))
    matter.grave = bool(severe) and len(severe) >= GRAVE_SHARE * rows.count()
    matter.grave_because = [span for spans in severe[:3] for span in spans[:2]] if matter.grave else []
