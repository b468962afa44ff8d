"""Run beside a served demo: Saule asks whether two matters with few people are one."""


def main() -> None:
    """Makes the question that comes first."""
    from saule.cli.store import start_django

    start_django()
    from django.utils import timezone

    from saule.matters.models import Matter, Suggestion

    alone = Matter.objects.open().filter(proposals=None, proposals_beside=None)
    one, other = alone.order_by("people", "pk")[:2]
    asked = {"desk": one.desk, "matter": one, "other": other, "score": 0.99}
    Suggestion.objects.create(**asked, at=timezone.now())  # noqa: TID251 - an edge


if __name__ == "__main__":
    main()
