"""What everybody can read of in the demo: the bus line and some more, under words that the owner wrote."""

import tomllib
from dataclasses import fields
from datetime import datetime
from importlib.resources import files

from django.db.models import Count, Q

from saule.demo.slots import cut_day, spoken_date
from saule.desk.models import Desk, MattersBoard, Nature, Role
from saule.desk.opening import switch_matters
from saule.matters.models import Matter
from saule.matters.publishing import Wording, publish
from saule.promises.publishing import sweep_public

FEWEST = 5
WORDS = tuple(one.name for one in fields(Wording))


def open_matters(desk: Desk, matter: Matter | None, *, now: datetime) -> None:
    """The owner opens the board of matters, and makes the bus line and some others public."""
    if matter is None:
        return
    boss = desk.memberships.select_related("user").get(role=Role.OWNER).user
    switch_matters(desk, is_open=True, licence=MattersBoard.Licence.ETALAB, by=boss, now=now)
    for one in written():
        if (other := most_about(desk, one["kind"], one["about"])) not in (None, matter):
            publish(other, Wording(**{name: one[name] for name in WORDS}), by=boss, now=now)
    publish(matter, wording(desk, now), by=boss, now=now)
    sweep_public(desk, now=now)


def written() -> list[dict[str, str]]:
    """The words for the other matters."""
    source = files("saule.demo").joinpath("texts/public.toml").read_text()
    matters: list[dict[str, str]] = tomllib.loads(source)["matter"]
    return matters


def most_about(desk: Desk, kind: str, word: str) -> Matter | None:
    """The open matter under a heading of which most letters hold a word, if it is one that many share."""
    shared = Matter.objects.open().filter(desk=desk, kind__code=kind, nature=Nature.SHARED)
    said = Count("filings", filter=Q(filings__message__said__icontains=word))
    return shared.annotate(said=said).filter(said__gte=FEWEST).order_by("-said", "pk").first()


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
