"""Form letters: texts that several people sent, to the letter or nearly."""

from collections.abc import Sequence

from saule.desk.writing import write_rows
from saule.engines.decisions import Decision as Thought
from saule.matters.models import Letter, Message


def note_copies(thoughts: Sequence[Thought], messages: dict[int, Message]) -> None:
    """Marks copies: a message that is the same text as an earlier one shares its letter.

    The same person sending a text twice makes no letter: a letter is what several people sent.
    """
    copies = [t for t in thoughts if t.layer in ("exact", "near") and t.nearest is not None]
    pairs = {int(thought.message): int(thought.nearest or 0) for thought in copies}
    wanted = set(pairs) | set(pairs.values())
    rows = {row.pk: row for row in Message.objects.filter(pk__in=wanted).only("letter", "person", "desk")}
    changed = []
    for copy_key, original_key in pairs.items():
        copy, original = rows[copy_key], rows.get(original_key)
        if original is None or copy.person_id == original.person_id:
            continue
        if original.letter_id is None:
            original.letter = Letter.objects.create(desk=original.desk)
            changed.append(original)
        copy.letter = original.letter
        changed.append(copy)
    write_rows(changed, ["letter"])
