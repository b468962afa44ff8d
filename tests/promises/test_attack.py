"""A real petition at its real moments, and in the midst of it a machine: the whole way, through the verbs.

Hundreds of each, so that the suite stays short; what is compared does not depend on how many they are.
"""

import csv
import os
from pathlib import Path

import pytest
from tests.matters.asked import outside
from tests.matters.groups import FIGURES

from saule.matters.counting import recount
from saule.matters.models import Confirmation, Matter, Signature
from saule.matters.setting_aside import set_aside
from saule.matters.sharing import NETWORK, counted_alike, groups
from saule.matters.vetting import held, let_count, refuse
from saule.promises.surging import surge_of, watch

__all__ = ["outside"]
DATA = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
TIMED = DATA / "petitions" / "signature_events_11786_one_petition.csv"
PEOPLE, MACHINE, PLACES = 300, 500, 5
PROVIDERS = ("gmail.com", "orange.fr", "free.fr", "laposte.net", "yahoo.fr")
HOUR = 3600

pytestmark = pytest.mark.skipif(not TIMED.exists(), reason="no timed signatures: SAULE_TEST_DATA")


def named(number: int) -> str:
    """A name without a number in it."""
    return "marie." + "".join("abcdefghij"[int(digit)] for digit in str(number))


@pytest.fixture
def attacked(outside):
    """People as they signed a real petition, every fortieth of them; on its second day a machine of 500."""
    moments = sorted(float(row["created"]) for row in csv.DictReader(TIMED.read_text().splitlines()))
    wishes = [
        (moment - moments[0], f"{named(n)}@{PROVIDERS[n % 5]}", f"home {n}")
        for n, moment in enumerate(moments[: 8 * PEOPLE : 8])
    ]
    begins = 24 * HOUR
    wishes += [
        (begins + 7 * n, f"citizen{n:05}@{PROVIDERS[n % 2]}", f"place {n % PLACES}") for n in range(MACHINE)
    ]
    for seconds, value, network in sorted(wishes):
        outside.sign(value, seconds=seconds, network=network)
    outside.over = begins + 7 * MACHINE
    return outside


def figures(matter) -> dict[str, object]:
    return Matter.objects.filter(pk=matter.pk).values(*FIGURES).get()


def test_an_attack_is_noticed_held_and_uncounted_exactly(desk, attacked, alice):
    matter, later = attacked.matter, attacked.at(attacked.over + 60)
    by_machine = Confirmation.objects.filter(matter=matter).filter(network__in=places(matter))
    assert by_machine.count() == MACHINE
    assert held(matter).count() == by_machine.filter(state="held").count() > 0.95 * MACHINE

    watch(desk, now=later)
    surge = surge_of(matter)
    assert surge.facts["count"] >= MACHINE
    assert surge.facts["sharing"] >= MACHINE / PLACES

    slipped = set()
    for group in groups(matter):
        if group.trait.name == NETWORK:
            slipped |= set(counted_alike(matter, group.trait).values_list("pk", flat=True))
    set_aside(matter, slipped, by=alice.user, now=later, why="one machine")
    kept = list(held(matter).order_by("pk"))
    refuse(kept[10:], by=alice.user, now=later, why="one machine")
    let_count(kept[:10], by=alice.user, now=later, why="they telephoned")

    was = figures(matter)
    assert (was["people"], was["confirmed"]) == (PEOPLE + 10, PEOPLE + 10)
    recount([matter.pk], now=later)
    assert figures(matter) == was
    assert Signature.objects.filter(matter=matter, state="set_aside").count() == MACHINE - len(kept)


def places(matter) -> list[bytes]:
    """The parts of the net from which more than one came."""
    return [bytes.fromhex(group.trait.key) for group in groups(matter) if group.trait.name == NETWORK]
