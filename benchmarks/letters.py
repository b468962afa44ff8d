"""Form letters among other mail: are exact and edited copies recognised, and nothing else taken for one?

The file has a column ``text`` (tabs or commas between columns). Some of its longer texts are made letters,
each with exact copies, signed ones, and ones with 8 % and 25 % of their words replaced; all others are
sent once. They are streamed in one order, drawn from ``--seed``, through the grouper that a desk has, with
its background pass.

``b3_f1_letters`` asks, for the letters and their copies alone, whether each set of copies was recognised
as such at the first decision (the layers of same and nearly same texts); ``wrong_links`` counts messages
that these layers tied to a text they were not made from (two texts of the file that say the same for half
of the shorter one, word for word in runs of three and more, are copies themselves: real files hold some).
``b3_f1`` is over all messages as they stand at the end, as if every text were about something of its own:
what is grouped by meaning counts against it.
"""

import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from benchmarks.grouping import Labelled, agreement, as_numbers, defaults, new_grouper, read
from benchmarks.measuring import SOURCE, common, one_thread, options, present

LETTERS = 20
COPIES = {"exact": 10, "signed": 10, "edited_8": 10, "edited_25": 5}
SHORTEST = 40
"""Words that a text must have to be made a letter."""
SAME_WORDS = 0.5
"""Share of the shorter text from which two texts of the file are themselves copies of one another."""
SAME_RUN = 3
"""Words in a row that must be the same to be counted as copied."""
BATCH = 500
NAMES = ("Jeanne Martin", "Ali Benali", "Mary Smith", "Noé Durand", "Ana Silva", "Tom Jones", "Zoé Petit")
STREETS = ("rue des Lilas", "High Street", "place du Marché", "Mill Lane", "quai de la Loire")


@dataclass(frozen=True)
class Sent:
    """One message: its text, the text it was made from, that one's name, and how."""

    text: str
    source: str
    origin: str
    how: str


def main(arguments: list[str] | None = None) -> int:
    """Makes the letters, groups everything and prints what was recognised."""
    asked = options("letters", "whether form letters are recognised").parse_args(arguments)
    one_thread()
    sys.path.insert(0, str(SOURCE))
    results = [
        {"file": path.name, **measure(read(path, seed=asked.seed, limit=asked.limit), asked.seed)}
        for path in asked.files
    ]
    settings = {**defaults(), "letters": LETTERS, "copies": COPIES, "shortest": SHORTEST}
    result = results[0] if len(results) == 1 else {"files": results}
    present({**result, **common(settings)}, as_json=asked.json)
    return 0


def measure(messages: Labelled, seed: int) -> dict[str, Any]:
    """Every figure of the contract for one file."""
    sent = list(made(messages, random.Random(seed)))
    random.Random(seed).shuffle(sent)
    grouper = new_grouper()
    grouper.encode(["warm"])
    began = time.process_time()
    decisions: list[Any] = []
    for start in range(0, len(sent), BATCH):
        part = sent[start : start + BATCH]
        names = range(start, start + len(part))
        decisions += grouper.partial_fit([one.text for one in part], ids=names)
    grouper.apply(grouper.revise())
    spent = time.process_time() - began
    labels = grouper.labels_
    truth = Labelled([one.text for one in sent], [one.origin for one in sent], [""] * len(sent))
    return {
        "messages": len(sent),
        **recognised(sent, decisions),
        "b3_f1": agreement(as_numbers([labels[at] for at in range(len(sent))]), truth)["b3_f1"],
        "messages_per_cpu_second": round(len(sent) / max(spent, 1e-9), 1),
    }


def recognised(sent: list[Sent], decisions: list[Any]) -> dict[str, Any]:
    """What the layers of same and nearly same texts made of the letters."""
    of = list(range(len(sent)))
    wrong = 0
    for at, decision in enumerate(decisions):
        if decision.layer in ("exact", "near"):
            of[at] = of[decision.nearest]
            wrong += is_wrong(sent[at], sent[decision.nearest])
    copies = [at for at, one in enumerate(sent) if one.how != "once"]
    truth = Labelled([sent[at].text for at in copies], [sent[at].origin for at in copies], [""] * len(copies))
    found = agreement([of[at] for at in copies], truth)
    return {"b3_f1_letters": found["b3_f1"], "wrong_links": wrong, "letter_messages": len(copies)}


def is_wrong(one: Sent, other: Sent) -> bool:
    """Whether a message was tied to one made from another text, and these two are not themselves copies."""
    if one.origin == other.origin:
        return False
    here, there = words_of(one.source), words_of(other.source)
    runs = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
    copied = sum(run.size for run in runs if run.size >= SAME_RUN)
    return copied < SAME_WORDS * min(len(here), len(there))


def words_of(text: str) -> list[str]:
    """The words of a text, without case and punctuation."""
    return re.findall(r"\w+", text.casefold())


def made(messages: Labelled, rng: random.Random) -> Iterator[Sent]:
    """All texts, some of them with their copies; texts that the file itself holds twice have one origin."""
    unique = list(dict.fromkeys(" ".join(text.split()) for text in messages.texts))
    long = [text for text in unique if len(text.split()) >= SHORTEST]
    chosen = set(rng.sample(long, min(LETTERS, len(long))))
    words = [word for text in long or unique for word in text.split()]
    for number, text in enumerate(unique):
        yield Sent(text, text, f"text {number}", "original" if text in chosen else "once")
        if text in chosen:
            for how, count in COPIES.items():
                for _ in range(count):
                    yield Sent(copy(text, how, words, rng), text, f"text {number}", how)


def copy(text: str, how: str, words: list[str], rng: random.Random) -> str:
    """One copy of a letter."""
    if how == "exact":
        return text
    if how == "signed":
        return f"{text}\n\n{rng.choice(NAMES)}, {rng.randint(1, 99)} {rng.choice(STREETS)}"
    share = int(how.removeprefix("edited_")) / 100
    return " ".join(rng.choice(words) if rng.random() < share else word for word in text.split())


if __name__ == "__main__":
    raise SystemExit(main())
