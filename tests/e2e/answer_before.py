"""Run beside a served demo: something was answered before; prints a word that stands in that answer alone."""

WORD = "hirondelles"


def main() -> None:
    """Sends an answer to the smallest open matter, which names what no other does."""
    from saule.cli.store import start_django

    start_django()
    from django.utils import timezone

    from saule.desk.models import Desk
    from saule.matters.answering import draft_for, save_text, send
    from saule.matters.models import Matter

    desk, now = Desk.objects.get(), timezone.now()  # noqa: TID251 - an edge
    owner = desk.memberships.filter(role="owner").earliest("pk")
    matter = Matter.objects.open().filter(desk=desk, waiting__gt=0).earliest("people", "pk")
    answer = draft_for(matter, by=owner.user, now=now)
    for language in ("fr", "en"):
        body = f"Bonjour {{name}}, les nids des {WORD} restent en place."
        save_text(answer, language, body, by=owner.user, now=now)
    send(answer, by=owner, now=now)
    print(WORD)


if __name__ == "__main__":
    main()
