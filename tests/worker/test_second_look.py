"""What people corrected binds the worker's later looks; what is Saule's own alone is mended by them."""

from datetime import timedelta
from itertools import combinations

import pytest

from saule.channels.registry import Channels
from saule.matters.filing import move
from saule.matters.merging import merge
from saule.matters.models import Decision, Filing, Matter, Message, Suggestion
from saule.matters.placing import carry_out
from saule.matters.receiving import receive_many
from saule.matters.splitting import split
from saule.worker.sweeps import sweep_once

TOPICS = {
    "bus": ("ligne douze", "arrêt supprimé", "chauffeur", "horaires du car", "trajet du matin", "abribus"),
    "pool": ("piscine fermée", "bassin", "maître-nageur", "vestiaires", "couloir de nage", "eau froide"),
    "trees": ("tilleuls abattus", "élagage", "racines", "branches mortes", "écorce", "feuilles au sol"),
}


def texts(topic: str) -> list[str]:
    """Twenty messages about the same thing, no two with the same words."""
    return [f"Bonjour : {', '.join(words)}." for words in combinations(TOPICS[topic], 3)]


@pytest.fixture
def town(desk, mail, now):
    """Three matters of twenty messages each, as the worker left them; ``look`` is a later round of it."""

    class Town:
        def __init__(self) -> None:
            self.now = now
            said = [text for trio in zip(*map(texts, TOPICS), strict=True) for text in trio]
            receive_many(desk, [mail(text, subject="") for text in said], now=now, imported=True)
            self.look()

        def look(self) -> None:
            """Two rounds, a while later: the first groups what came, the second looks at all together."""
            for _round in range(2):
                self.now += timedelta(minutes=20)
                swept = sweep_once(now_fn=lambda: self.now, worker="here:1:1", channels=Channels())
                assert swept.failed == []

        def about(self, topic: str) -> list[Message]:
            return list(Message.objects.filter(said__in=texts(topic)).order_by("pk"))

        def home(self, topic: str) -> Matter:
            return Matter.objects.get(pk=places(self.about(topic)).pop())

        def write(self, text: str) -> None:
            receive_many(desk, [mail(text, subject="")], now=self.now, imported=True)

    town = Town()
    assert [len(places(town.about(topic))) for topic in TOPICS] == [1, 1, 1]
    assert Matter.objects.current().count() == 3
    return town


def places(messages) -> set[int]:
    """The matters where these are filed."""
    return set(Filing.objects.filter(message__in=messages).values_list("matter", flat=True))


def test_what_saule_misplaced_is_mended_and_what_a_person_placed_stays(town, alice):
    bus, pool = town.home("bus"), town.home("pool")
    by_person, by_saule = town.about("bus")[:2]
    place = {"matter": pool, "before": bus, "at": town.now, "layer": "meaning", "reason": "similar"}
    carry_out([Decision(message=by_saule, outcome=Decision.Outcome.MOVED, **place)], now=town.now)
    town.look()
    assert places([by_saule]) == {bus.pk}
    move(by_person, pool, by=alice.user, now=town.now, before=bus)
    town.look()
    assert (places([by_person]), places([by_saule])) == ({pool.pk}, {bus.pk})


def test_what_a_person_split_off_stays_apart_and_what_they_merged_stays_one(town, alice):
    bus, pool, trees = (town.home(topic) for topic in TOPICS)
    part = town.about("bus")[:8]
    new = split(bus, part, by=alice.user, now=town.now).other
    merge(trees, pool, by=alice.user, now=town.now)
    for topic in TOPICS:
        town.write(f"Bonjour, encore une fois : {', '.join(TOPICS[topic])} !")
    town.look()
    assert places(part) == {new.pk}
    assert places(town.about("bus")[8:]) == {bus.pk}
    assert places(town.about("pool") + town.about("trees")) == {pool.pk}
    assert Matter.objects.current().count() == 3
    assert not Suggestion.objects.open().exists()
