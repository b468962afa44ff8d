"""Grouping labelled messages as a desk would, and counting how well the groups agree with the labels.

Each file has the columns ``text`` and ``label`` (or ``category``), and may have ``language``: tabs between
them, or commas if the file's name ends so. The messages are streamed in three orders through the grouper
that a desk has, with its default parameters, in batches as a worker takes them, with a background pass now
and then and at the end. Every move the pass proposes is carried out: here nobody has acted on a matter.

``--peers`` groups the same messages offline with what others use, as far as it is installed. ``--scale N``
makes up to N messages out of these texts and measures how the cost of each grows.
"""

import csv
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import SOURCE, common, one_thread, options, present, tell

if TYPE_CHECKING:
    from saule.engines.grouping import MatterGrouper

ORDERS = 3
BATCH = 500
"""Messages that a worker takes at once."""
PASS_EVERY = 5000
"""Messages between two background passes; a worker passes when nothing waits, but not all the time."""
SCALES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
PERTURBED = 0.25
"""Share of the words of a made message that come from another one."""


@dataclass(frozen=True)
class Labelled:
    """The messages of one file."""

    texts: list[str]
    labels: list[str]
    languages: list[str]

    def ordered(self, order: Sequence[int]) -> "Labelled":
        """The same messages in another order."""
        return Labelled(
            [self.texts[at] for at in order],
            [self.labels[at] for at in order],
            [self.languages[at] for at in order],
        )


def main(arguments: list[str] | None = None) -> int:
    """Groups each file and prints what came of it."""
    parser = options("grouping", "how well groups agree with labels, and how fast they are found")
    parser.add_argument("--peers", action="store_true", help="also group offline with what others use")
    parser.add_argument("--scale", type=int, default=0, metavar="N", help="also the cost up to N messages")
    asked = parser.parse_args(arguments)
    one_thread()
    sys.path.insert(0, str(SOURCE))
    results = [
        measure(path, seed=asked.seed, limit=asked.limit, peers=asked.peers, scale=asked.scale)
        for path in asked.files
    ]
    result = results[0] if len(results) == 1 else {"files": results}
    present({**result, **common(defaults())}, as_json=asked.json)
    return 0


def defaults() -> dict[str, Any]:
    """The grouper's parameters, as every desk has them, and how it was driven."""
    return {**new_grouper().get_params(), "batch": BATCH, "pass_every": PASS_EVERY}


def new_grouper() -> "MatterGrouper":
    """The grouper that a desk has."""
    from saule.engines.encoders import load_encoder
    from saule.engines.grouping import MatterGrouper

    return MatterGrouper(load_encoder("use"))


def measure(path: Path, *, seed: int, limit: int, peers: bool, scale: int) -> dict[str, Any]:
    """Every figure of the contract for one file."""
    messages = read(path, seed=seed, limit=limit)
    orders = [one_order(messages, seed + order) for order in range(ORDERS)]
    result: dict[str, Any] = {"file": path.name, "messages": len(messages.texts)}
    result |= {key: mean([order[key] for order in orders]) for key in orders[0]}
    result["true_groups"] = len(set(messages.labels))
    result["orders"] = orders
    if peers:
        from benchmarks.peers import all_peers

        result["peers"] = all_peers(messages, lambda found: agreement(found, messages), seed=seed)
    if scale:
        result["scale"] = list(growing(messages, scale, seed))
    return result


def read(path: Path, *, seed: int = 1, limit: int = 0) -> Labelled:
    """The messages of a file; with a limit, some of them drawn at random."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        commas = path.suffix.lower() == ".csv"
        rows = list(
            csv.DictReader(file) if commas else csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        )
    if limit and limit < len(rows):
        rows = random.Random(seed).sample(rows, limit)
    kept = [row for row in rows if row.get("text") is not None]
    return Labelled(
        [row["text"] for row in kept],
        [row.get("label") or row.get("category") or "" for row in kept],
        [row.get("language") or "" for row in kept],
    )


def one_order(messages: Labelled, seed: int) -> dict[str, Any]:
    """Streams the messages in one order; the groups after the last pass, and the first decisions."""
    order = random.Random(seed).sample(range(len(messages.texts)), len(messages.texts))
    streamed = messages.ordered(order)
    grouper = new_grouper()
    grouper.encode(["warm"])  # loading the encoder is no message's cost
    began = time.process_time()
    first, last = stream(grouper, streamed)
    spent = time.process_time() - began
    found = as_numbers(last)
    at_first = agreement(as_numbers(first), streamed)
    tell(f"one order in {spent:.1f} CPU s")
    return {
        **agreement(found, streamed),
        "messages_per_cpu_second": round(len(order) / max(spent, 1e-9), 1),
        "first_decision_b3_f1": at_first["b3_f1"],
    }


def stream(grouper: "MatterGrouper", messages: Labelled) -> tuple[list[Any], list[Any]]:
    """Gives the messages to the grouper as a worker does; returns the matter of each, first and last."""
    first: list[Any] = []
    moved: dict[int, Any] = {}
    for start in range(0, len(messages.texts), BATCH):
        part = slice(start, start + BATCH)
        decisions = grouper.partial_fit(
            messages.texts[part],
            ids=range(start, start + len(messages.texts[part])),
            languages=messages.languages[part],
        )
        first += [decision.matter for decision in decisions]
        if (start + BATCH) % PASS_EVERY == 0:
            moved |= passed(grouper)
    if len(messages.texts) % PASS_EVERY:
        moved |= passed(grouper)
    return first, [moved.get(at, matter) for at, matter in enumerate(first)]


def passed(grouper: "MatterGrouper") -> dict[int, Any]:
    """A background pass, all of it carried out; returns where it puts which messages."""
    revisions = grouper.revise()
    grouper.apply(revisions)
    return {int(revision.message): revision.matter for revision in revisions}


def as_numbers(matters: Sequence[Any]) -> list[int]:
    """A number for each matter; a message without one is a group of its own."""
    numbers: dict[Any, int] = {}
    return [
        numbers.setdefault(("alone", at) if matter is None else matter, len(numbers))
        for at, matter in enumerate(matters)
    ]


# — how well groups agree with labels —


def agreement(found: Sequence[int], messages: Labelled) -> dict[str, Any]:
    """B³ (Bagga and Baldwin, 1998), V-measure (Rosenberg and Hirschberg, 2007) and adjusted Rand index."""
    import numpy as np

    truth = as_numbers(messages.labels)
    pairs, counts = np.unique(np.stack([np.asarray(found), np.asarray(truth)]), axis=1, return_counts=True)
    shared = counts.astype(float)
    groups, labels = (np.bincount(side).astype(float) for side in (found, truth))
    total = max(1, len(truth))
    precision = float((shared**2 / groups[pairs[0]]).sum()) / total
    recall = float((shared**2 / labels[pairs[1]]).sum()) / total
    result = {
        "groups": int((groups > 0).sum()),
        "b3_precision": round(precision, 4),
        "b3_recall": round(recall, 4),
        "b3_f1": round(2 * precision * recall / max(1e-12, precision + recall), 4),
        "v_measure": round(v_measure(shared, groups, labels), 4),
        "ari": round(rand_index(shared, groups, labels), 4),
    }
    met = across_languages(found, messages)
    return result if met is None else {**result, "cross_language_recall": round(met, 4)}


def v_measure(shared: Any, groups: Any, labels: Any) -> float:
    """The harmonic mean of homogeneity and completeness."""
    within, of_groups, of_labels = entropy(shared), entropy(groups), entropy(labels)
    both = of_groups + of_labels - within
    return float(2 * both / (of_groups + of_labels)) if of_groups + of_labels else 1.0


def entropy(counts: Any) -> float:
    """The entropy of these counts, in nats."""
    import numpy as np

    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def rand_index(shared: Any, groups: Any, labels: Any) -> float:
    """The share of pairs on which both agree, adjusted for chance (Hubert and Arabie, 1985)."""
    met, of_groups, of_labels = (float((one * (one - 1)).sum() / 2) for one in (shared, groups, labels))
    total = float(groups.sum() * (groups.sum() - 1) / 2)
    chance = of_groups * of_labels / max(1.0, total)
    most = (of_groups + of_labels) / 2
    return (met - chance) / (most - chance) if most != chance else 1.0


def across_languages(found: Sequence[int], messages: Labelled) -> float | None:
    """The share of pairs of one label and two languages that met; None if there are no such pairs."""
    from collections import Counter

    def pairs(of: Sequence[Any]) -> int:
        everyone = Counter(of)
        alike = Counter(zip(of, messages.languages, strict=True))
        return sum(count**2 for count in everyone.values()) - sum(count**2 for count in alike.values())

    wanted = pairs(messages.labels)
    return pairs(list(zip(found, messages.labels, strict=True))) / wanted if wanted else None


def mean(values: Sequence[float]) -> float:
    """The mean, rounded."""
    return round(sum(values) / len(values), 4)


# — how the cost grows —


def growing(messages: Labelled, most: int, seed: int) -> Iterator[dict[str, Any]]:
    """CPU time for each message since the last line, passes included, and the highest memory so far."""
    grouper = new_grouper()
    grouper.encode(["warm"])
    made = perturbed(messages, seed)
    count, spent, told = 0, 0.0, (0, 0.0)
    for target in [scale for scale in SCALES if scale < most] + [most]:
        while count < target:
            lines = [next(made) for _ in range(min(BATCH, target - count))]
            spent += timed(lambda lines=lines, count=count: take(grouper, lines, count))  # type: ignore[misc]
            count += len(lines)
        cost = (spent - told[1]) / (count - told[0])
        told = (count, spent)
        tell(f"{count} messages: {1000 * cost:.2f} CPU ms each")
        yield {"messages": count, "cpu_ms_per_message": round(1000 * cost, 3), "peak_rss_mb": memory()}


def take(grouper: "MatterGrouper", lines: Sequence[tuple[str, str]], count: int) -> None:
    """One batch, and a pass when it is due."""
    texts, languages = [text for text, _ in lines], [language for _, language in lines]
    grouper.partial_fit(texts, ids=range(count, count + len(lines)), languages=languages)
    if (count + len(lines)) % PASS_EVERY == 0:
        passed(grouper)


def timed(work: Callable[[], None]) -> float:
    """CPU seconds that it takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def memory() -> float:
    """The highest memory of this process so far, in MB."""
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(highest / (1_000_000 if sys.platform == "darwin" else 1_000), 1)


def perturbed(messages: Labelled, seed: int) -> Iterator[tuple[str, str]]:
    """Texts without end: each is a real one with some of its words taken from another of its language."""
    rng = random.Random(seed)
    words: dict[str, list[str]] = {}
    for text, language in zip(messages.texts, messages.languages, strict=True):
        words.setdefault(language, []).extend(text.split())
    while True:
        at = rng.randrange(len(messages.texts))
        language = messages.languages[at]
        said = [
            rng.choice(words[language]) if rng.random() < PERTURBED else word
            for word in messages.texts[at].split()
        ]
        yield " ".join(said), language


if __name__ == "__main__":
    raise SystemExit(main())
