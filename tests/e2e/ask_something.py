"""Run beside a served demo: Saule asks whether the two matters with most people are one."""


def main() -> None:
    """Makes the question that comes first."""
    from saule.cli.store import start_django

    start_django()
    from django.utils import timezone

    from saule.matters.models import Matter, Suggestion

    one, other = Matter.objects.open().order_by("-people")[:2]
    asked = {"desk": one.desk, "matter": one, "other": other, "score": 0.99}
    Suggestion.objects.create(**asked, at=timezone.now())  # noqa: TID251 - an edge


if __name__ == "__main__":
    main()
