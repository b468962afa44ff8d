"""Run beside a served demo: last week's answers were written by two agents, and some are drawn to be read."""


def main() -> None:
    """Gives the answers of a whole week to colleagues, follows what came of them, and draws."""
    from saule.cli.store import start_django

    start_django()
    from django.utils import timezone

    from saule.desk.models import Desk
    from saule.matters.drawing import draw_due
    from saule.matters.following import follow
    from saule.matters.models import Rereading, Sequel

    desk = Desk.objects.get()
    now = timezone.now()  # noqa: TID251 - an edge
    while follow(now=now):
        pass
    agents = list(desk.memberships.filter(role="agent").order_by("pk"))
    for place, row in enumerate(Sequel.objects.filter(desk=desk).order_by("pk")):
        Sequel.objects.filter(pk=row.pk).update(by=agents[place % len(agents)].user)
    draw_due(desk, now=now)
    leader = desk.memberships.get(role="supervisor").user
    if not Rereading.objects.filter(reader=leader).exists():
        # The lot may fall on others: then one of theirs is the leader's to read.
        one = Rereading.objects.exclude(sequel__by=leader).earliest("pk")
        Rereading.objects.filter(pk=one.pk).update(reader=leader)


if __name__ == "__main__":
    main()
