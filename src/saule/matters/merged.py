"""Merged matters: which one stands for a matter now, and which ones it took in."""

from saule.matters.models import Matter


def standing_for(matter: Matter) -> Matter:
    """The matter in which everything is now that was in this one: itself, unless it was merged."""
    while matter.merged_into is not None:
        matter = matter.merged_into
    return matter


def family(matter: Matter) -> list[int]:
    """The keys of a matter and of those that were merged into it."""
    return [matter.pk, *merged_in(matter)]


def merged_in(matter: Matter) -> list[int]:
    """The keys of the matters that were merged into this one, directly or by way of another."""
    found: list[int] = []
    newest = [matter.pk]
    while newest:
        newest = list(Matter.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        found += newest
    return found
