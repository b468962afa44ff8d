"""How many signatures a minute can be confirmed while everybody reads the page of the matter.

A desk of its own with one public matter, and so many wishes that wait for their link to be followed. The
product's own server is started as ``saule serve`` starts it; another process follows the links over several
connections (one in twenty of them twice) and reads the page over others, all the time.

``lost``: a link was followed, and its person does not count. ``doubled``: somebody counts or wrote twice, or
the figures of the matter are not what its rows say.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import common, one_thread, options, present, quantile, tell, temporary_home
from benchmarks.pages import open_desk, served, store_of_its_own, vendor

if TYPE_CHECKING:
    from saule.matters.models import Matter

CONVERSATIONS = 300
TWICE = 20


def main(arguments: list[str] | None = None) -> int:
    """Makes the desk, loads the server, counts, prints; an error where something was lost or doubled."""
    parser = options("public", __doc__ or "", files=False)
    parser.add_argument("--signatures", type=int, default=6000, help="how many links are followed")
    parser.add_argument("--followers", type=int, default=8, help="how many confirm at once")
    parser.add_argument("--readers", type=int, default=8, help="how many read the page at once")
    chosen = parser.parse_args(arguments)
    one_thread()
    os.environ["SAULE_HOSTS"] = "localhost,127.0.0.1"
    with temporary_home() as home, store_of_its_own():
        open_desk(CONVERSATIONS, chosen.seed, home)
        matter = published()
        keys = wishes(matter, min(chosen.signatures, chosen.limit or chosen.signatures))
        loaded = load(matter, keys, Random(chosen.seed), chosen.followers, chosen.readers)
        result = figures(loaded, matter, keys)
        settings = {"signatures": len(keys), "followers": chosen.followers, "readers": chosen.readers}
        settings |= {"store": vendor(), "seed": chosen.seed, "conversations": CONVERSATIONS}
        present({**result, **common(settings)}, as_json=chosen.json)
    return int(bool(result["lost"] or result["doubled"]))


def published() -> "Matter":
    """The largest matter of the desk, public, on a board that is open."""
    from saule.desk.models import MattersBoard, Membership, Nature
    from saule.desk.opening import switch_matters
    from saule.matters.models import Matter
    from saule.matters.publishing import Wording, publish

    now = datetime.now(UTC)  # noqa: TID251 - an edge
    matter = Matter.objects.filter(nature=Nature.SHARED, merged_into=None).latest("people")
    boss = Membership.objects.select_related("user").get(role="owner").user
    switch_matters(matter.desk, is_open=True, licence=MattersBoard.Licence.ETALAB, by=boss, now=now)
    words = {f"{part}_{language}": "Ligne 12" for part in ("title", "summary") for language in ("fr", "en")}
    publish(matter, Wording(**words), by=boss, now=now)
    return matter


def wishes(matter: "Matter", count: int) -> list[str]:
    """People who have asked to sign, and not followed their link yet; their opaque ids."""
    from saule.desk.ids import keyed_digest
    from saule.matters.models import Confirmation
    from saule.people.addresses import mailbox_digest

    asked = datetime.now(UTC) - timedelta(minutes=5)  # noqa: TID251 - an edge
    rows = [
        Confirmation(
            desk=matter.desk,
            purpose=Confirmation.Purpose.SIGN,
            matter=matter,
            value=f"person{number}@d{number % 97}.example",
            language="fr",
            subject="Ligne 12",
            network=keyed_digest("network", str(number % 500), size=16),
            alike=mailbox_digest(matter.desk, f"person{number}@d{number % 97}.example"),
            asked_at=asked,
        )
        for number in range(count)
    ]
    Confirmation.objects.bulk_create(rows, batch_size=500)
    return [row.public_id for row in rows]


def load(matter: "Matter", keys: list[str], rng: Random, followers: int, readers: int) -> dict[str, Any]:
    """What came of it when another process followed the links and read the page."""
    from django.conf import settings
    from django.urls import reverse

    from saule.people.linking import link_for

    paths = [link_for("confirmation", key).removeprefix(settings.PUBLIC_URL) for key in keys]
    links = [*paths, *paths[::TWICE]]
    rng.shuffle(links)
    page = reverse("public-matter", args=[matter.desk.public_id, matter.public_id])
    with served() as port:
        told = {"port": port, "page": page, "links": links, "followers": followers, "readers": readers}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.public_load"],
            input=json.dumps(told),
            cwd=Path(__file__).resolve().parent.parent,
            capture_output=True,
            text=True,
            check=True,
        )
    loaded: dict[str, Any] = json.loads(done.stdout)
    if loaded["refused"]:
        raise SystemExit(f"The page answered {sorted(set(loaded['refused']))}")
    return loaded


def figures(loaded: dict[str, Any], matter: "Matter", keys: list[str]) -> dict[str, Any]:
    """The figures of the contract, and how long each waited."""
    from django.db.models import Count

    from saule.matters.models import Confirmation, SignatureEvidence

    rows = Confirmation.objects.filter(public_id__in=keys, state="confirmed").exclude(person=None)
    people = set(rows.values_list("person", flat=True))
    evidence = SignatureEvidence.objects.filter(signature__matter=matter, signature__state="confirmed")
    counted = dict(evidence.filter(person__in=people).values_list("person").annotate(times=Count("pk")))
    broken = sum(status != 302 for status in loaded["answered"])
    if broken:
        tell(f"{broken} requests were not answered as they should be")
    doubled = sum(times > 1 for times in counted.values())
    return {
        "confirmations_per_minute": round(60 * len(counted) / loaded["seconds"]),
        "page_p95_ms": round(quantile(loaded["reads"], 0.95), 1),
        "page_median_ms": round(quantile(loaded["reads"], 0.5), 1),
        "pages_read": len(loaded["reads"]),
        "confirmation_p95_ms": round(quantile(loaded["waits"], 0.95), 1),
        "seconds": round(loaded["seconds"], 1),
        "lost": len(keys) - len(counted),
        "doubled": doubled + int(not is_right(matter)),
    }


def is_right(matter: "Matter") -> bool:
    """Whether the figures of the matter are what its rows say."""
    from saule.matters.models import Matter
    from saule.worker.checking import miscounted

    return miscounted(list(Matter.objects.filter(pk=matter.pk).values_list("pk", flat=True))) == 0


if __name__ == "__main__":
    sys.exit(main())
