"""What a reply carries below: the earlier message, quoted in the manner of the writer's mail program."""

from saule.demo.notes import OFFICE, Note
from saule.demo.slots import DAYS, MONTHS

SHORT_DAYS = {"fr": [day[:3] + "." for day in DAYS["fr"]], "en": [day[:3] for day in DAYS["en"]]}
SHORT_MONTHS = {
    "fr": ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    "en": [month[:3] for month in MONTHS["en"]],
}


def full_text(note: Note, depth: int = 2) -> str:
    """Return what is written now and, below it, what it answers; quotes nest ``depth`` deep."""
    if note.answers is None or depth == 0 or note.quoting == "none":
        return note.text
    earlier = full_text(note.answers, depth - 1)
    if note.quoting == "header":
        return f"{note.text}\n\n{header_block(note.answers, note.language)}\n\n{earlier}"
    quoted = "\n".join(f"> {line}".rstrip() for line in earlier.split("\n"))
    return f"{note.text}\n\n{said_line(note.answers, note.language)}\n\n{quoted}"


def said_line(earlier: Note, language: str) -> str:
    """Return the line that introduces a quote."""
    when, name, address = earlier.when, earlier.from_name or earlier.from_address, earlier.from_address
    day, month = SHORT_DAYS[language][when.weekday()], SHORT_MONTHS[language][when.month - 1]
    if language == "fr":
        return f"Le {day} {when.day} {month} {when.year} à {when:%H:%M}, {name} <{address}> a écrit :"
    return f"On {day}, {when.day} {month} {when.year} at {when:%H:%M}, {name} <{address}> wrote:"


def header_block(earlier: Note, language: str) -> str:
    """Return the block of headers that some programs put before an unmarked quote."""
    when = earlier.when
    day, month = DAYS[language][when.weekday()], MONTHS[language][when.month - 1]
    receiver = earlier.person.address if earlier.ours else OFFICE
    if language == "fr":
        return (
            f"-----Message d'origine-----\nDe : {earlier.from_name} <{earlier.from_address}>\n"
            f"Envoyé : {day} {when.day} {month} {when.year} {when:%H:%M}\n"
            f"À : {receiver}\nObjet : {earlier.subject}"
        )
    return (
        f"-----Original Message-----\nFrom: {earlier.from_name} <{earlier.from_address}>\n"
        f"Sent: {day}, {when.day} {month} {when.year} {when:%H:%M}\n"
        f"To: {receiver}\nSubject: {earlier.subject}"
    )
