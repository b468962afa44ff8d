"""Charting: the headings of the charter are added, changed, ordered and archived, never lost."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible, change, check, refuse_unseen, values_of
from saule.desk.models import Desk, Event, Kind, KindExample, Language, User, log
from saule.desk.writing import write_rows

FIELDS = [
    *("name_fr", "name_en", "nature"),
    *("entitled_days", "in_working_days", "statutory", "legal_basis"),
    *("hoped_days", "team"),
]
MOST_EXAMPLES = 100
LONGEST_EXAMPLE = 500


def add_kind(desk: Desk, values: Mapping[str, Any], *, by: User | None, now: datetime) -> Kind:
    """A new heading at the end of the charter. Raises NotPossible when its name is taken."""
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        last = desk.kinds.aggregate(last=Max("position"))["last"]
        kind = Kind(desk=desk, position=0 if last is None else last + 1, **values)
        refuse_taken(kind)
        refuse_vague(kind)
        kind.code = free_code(desk, kind.name_fr)
        check(kind, {*values, "code"})
        kind.save()
        log(desk, "add kind", kind, by=by, now=now, code=kind.code)
    return kind


def text_of(kind: Kind) -> dict[str, Any]:
    """All that the charter says under a heading, as a form shows it: examples are lines of a text."""
    lines: dict[str, list[str]] = {language: [] for language in Language.values}
    for example in kind.examples.order_by("pk"):
        lines[example.language].append(example.text)
    texts = {f"examples_{language}": "\n".join(found) for language, found in lines.items()}
    return {**values_of(kind, FIELDS), **texts}


def change_kind(
    kind: Kind, values: Mapping[str, Any], *, seen: str = "", by: User | None, now: datetime
) -> Event | None:
    """Changes what the charter says under a heading. Promises already given stay as they are.

    ``seen`` is the stamp of ``text_of`` the heading when it was shown.
    """
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=kind.desk_id)
        wanted = Kind.objects.select_related("desk", "team").get(pk=kind.pk)
        refuse_unseen(text_of(wanted), seen)
        for name, value in values.items():
            setattr(wanted, name, value)
        refuse_taken(wanted)
        refuse_vague(wanted)
        return change(kind, values, "change kind", by=by, now=now)


def refuse_vague(kind: Kind) -> None:
    """Raises NotPossible where a text is said to grant an answer, but not within how long, or not which."""
    if kind.statutory and not kind.entitled_days:
        raise NotPossible(_("Say within how many days the text grants an answer."), "entitled_days")
    if kind.statutory and not kind.legal_basis.strip():
        raise NotPossible(_("Say which text grants it: people may ask."), "legal_basis")


def refuse_taken(kind: Kind) -> None:
    """Raises NotPossible when another heading of the desk has one of these names in the same language."""
    for other in kind.desk.kinds.exclude(pk=kind.pk):
        for field in ("name_fr", "name_en"):
            if getattr(other, field).casefold() == getattr(kind, field).strip().casefold():
                text = (
                    _("An archived heading has this name. Bring it back instead.")
                    if other.archived_at
                    else _("Another heading has this name.")
                )
                raise NotPossible(text, field)


def free_code(desk: Desk, name: str) -> str:
    """A short code made from the name, that no heading of the desk has."""
    stem = slugify(name)[:34].strip("-") or "kind"
    taken = set(desk.kinds.values_list("code", flat=True))
    codes = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def set_examples(
    kind: Kind, language: str, texts: Iterable[str], *, by: User | None, now: datetime
) -> Event | None:
    """The sentences of one language that show what belongs under a heading; the same one counts once.

    The trail says how many there were and are, not what they say.
    """
    wanted = list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    field = f"examples_{language}"
    if len(wanted) > MOST_EXAMPLES:
        raise NotPossible(_("%(most)s examples are enough.") % {"most": MOST_EXAMPLES}, field)
    if any(len(text) > LONGEST_EXAMPLE for text in wanted):
        text = _("An example is one sentence, of %(most)s characters at most.")
        raise NotPossible(text % {"most": LONGEST_EXAMPLE}, field)
    with transaction.atomic():
        Kind.objects.select_for_update().get(pk=kind.pk)
        rows = kind.examples.filter(language=language)
        before = list(rows.order_by("pk").values_list("text", flat=True))
        if before == wanted:
            return None
        rows.delete()
        KindExample.objects.bulk_create(KindExample(kind=kind, text=t, language=language) for t in wanted)
        return log(
            kind.desk,
            "change examples",
            kind,
            by=by,
            now=now,
            language=language,
            before=len(before),
            after=len(wanted),
        )


def reorder(kind: Kind, step: int, *, by: User | None, now: datetime) -> Event | None:
    """Moves a heading up (-1) or down (1) among those that are not archived; None at the end of the way."""
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=kind.desk_id)
        kinds = list(kind.desk.kinds.filter(archived_at=None))
        at = next((n for n, one in enumerate(kinds) if one.pk == kind.pk), -1)
        to = at + step
        if at < 0 or not 0 <= to < len(kinds):
            return None
        kinds.insert(to, kinds.pop(at))
        for position, one in enumerate(kinds):
            one.position = position
        write_rows(kinds, ["position"])
        return log(kind.desk, "reorder kinds", kind, by=by, now=now, before=at + 1, after=to + 1)


def archive_kind(kind: Kind, *, by: User | None, now: datetime) -> Event | None:
    """The heading is offered no more. The matters under it keep it. None if it is archived already."""
    with transaction.atomic():
        if not Kind.objects.filter(pk=kind.pk, archived_at=None).update(archived_at=now):
            return None
        kind.archived_at = now
        return log(kind.desk, "archive kind", kind, by=by, now=now, code=kind.code)


def restore_kind(kind: Kind, *, by: User | None, now: datetime) -> Event | None:
    """An archived heading is offered again. None if it is not archived."""
    with transaction.atomic():
        if not Kind.objects.filter(pk=kind.pk, archived_at__isnull=False).update(archived_at=None):
            return None
        kind.archived_at = None
        return log(kind.desk, "restore kind", kind, by=by, now=now, code=kind.code)
