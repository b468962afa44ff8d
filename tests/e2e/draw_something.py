"""Run beside a served demo: its answers were written by agents, and some are drawn for the supervisor."""

from datetime import timedelta


def main() -> None:
    """Follows what came of the answers, gives them to the agents, and draws from those of a week."""
    from saule.cli.store import start_django

    start_django()
    from django.utils import timezone

    from saule.desk.models import Desk
    from saule.matters.drawing import draw
    from saule.matters.following import follow
    from saule.matters.models import Rereading, Sequel

    desk = Desk.objects.get()
    now = timezone.now()  # noqa: TID251 - an edge
    while follow(now=now):
        pass
    agents = list(desk.memberships.filter(role="agent").order_by("pk"))
    for place, row in enumerate(Sequel.objects.filter(desk=desk).order_by("pk")):
        Sequel.objects.filter(pk=row.pk).update(by=agents[place % len(agents)].user)
    today = desk.local_date(now)
    # The worker beside the server has drawn from last week's, of which nobody knew then who wrote them.
    draw(desk, today - timedelta(days=today.weekday() + 14), seed="willow", now=now)
    leader = desk.memberships.get(role="supervisor").user
    if not Rereading.objects.filter(reader=leader).exists():
        # The lot may fall on others: then one of theirs is the leader's to read.
        one = Rereading.objects.exclude(sequel__by=leader).earliest("pk")
        Rereading.objects.filter(pk=one.pk).update(reader=leader)


if __name__ == "__main__":
    main()
