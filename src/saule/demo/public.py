"""What everybody can read of in the demo: the bus line, under words that the owner wrote for it."""

from datetime import datetime

from saule.demo.slots import cut_day, spoken_date
from saule.desk.models import Desk, MattersBoard, Role
from saule.desk.opening import switch_matters
from saule.matters.models import Matter
from saule.matters.publishing import Wording, publish


def open_matters(desk: Desk, matter: Matter | None, *, now: datetime) -> None:
    """The owner opens the board of matters, and makes the bus line public."""
    if matter is None:
        return
    boss = desk.memberships.select_related("user").get(role=Role.OWNER).user
    switch_matters(desk, is_open=True, licence=MattersBoard.Licence.ETALAB, by=boss, now=now)
    publish(matter, wording(desk, now), by=boss, now=now)


def wording(desk: Desk, now: datetime) -> Wording:
    """What the owner wrote about the bus line."""
    cut = cut_day(desk.local_date(now))
    day_fr, day_en = spoken_date(cut, "fr"), spoken_date(cut, "en")
    return Wording(
        title_fr="Suppression de la ligne de bus 12",
        summary_fr=(
            f"La mairie supprime la ligne 12 le {day_fr}. Des habitants demandent comment ils"
            " iront à l’hôpital, à l’école, au marché."
        ),
        title_en="End of bus line 12",
        summary_en=(
            f"The town ends line 12 on {day_en}. People ask how they will get to the hospital,"
            " to school, to the market."
        ),
    )
