"""Run beside a served demo: everybody can read of its largest matter; prints two who wait there, as JSON."""

import json


def main() -> None:
    """Prints the matter, and the way to the status pages of two people who asked there."""
    from saule.cli.store import start_django

    start_django()
    from django.utils import timezone

    from saule.desk.models import Desk
    from saule.desk.opening import switch_matters
    from saule.matters.models import Conversation, Matter
    from saule.matters.peering import is_open
    from saule.matters.publishing import Wording, publish
    from saule.promises.links import STATUS_PATH, status_token

    desk = Desk.objects.get()
    matter = Matter.objects.open().filter(desk=desk).latest("people")
    boss, now = desk.memberships.filter(role="owner").earliest("pk").user, timezone.now()  # noqa: TID251 - an edge
    if not is_open(matter):
        switch_matters(desk, is_open=True, licence="etalab-2.0", by=boss, now=now)
        publish(matter, Wording("Suppression de la ligne 12", "Elle s’arrête en janvier."), by=boss, now=now)
    rows = Conversation.objects.filter(messages__filings__matter=matter, peer_answers=None).waiting()
    one, other = rows.filter(person__peer_answers=None).distinct().order_by("-pk")[:2]
    ways = [f"{STATUS_PATH}{status_token(conversation)}?language=en" for conversation in (one, other)]
    print(json.dumps({"matter": f"/matters/{matter.public_id}", "one": ways[0], "other": ways[1]}))


if __name__ == "__main__":
    main()
