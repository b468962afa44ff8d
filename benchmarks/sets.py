"""Writes the sets that grouping is measured on as files of one form: ``python -m benchmarks.sets FOLDER``.

They are made from the public data in ``SAULE_TEST_DATA`` (default: ``../shared/data``):

- ``clinc-oos.tsv``: short requests, those out of scope among them, each with a label of its own;
- ``banking77.tsv``: questions to a bank;
- ``snips.tsv``: requests in English and French, with their language;
- ``snips-fr.tsv``: the French ones alone;
- ``petitions.tsv``: citizens' petitions of some 130 words, with their first issue as label.
"""

import argparse
import csv
import os
import re
from pathlib import Path

from benchmarks.grouping import Labelled, read
from benchmarks.measuring import tell

DATA = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
PETITIONS = "petitions_4095_title_body_count_threshold_status.csv"
SETS = {
    "clinc-oos.tsv": ("clinc/intents.tsv", ""),
    "banking77.tsv": ("banking77/train.csv", ""),
    "snips.tsv": ("snips/both.tsv", ""),
    "snips-fr.tsv": ("snips/both.tsv", "fr"),
}


def main(arguments: list[str] | None = None) -> int:
    """Writes every set whose data are there; says which are not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sets", description="the sets of grouping")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, (source, language) in SETS.items():
        path = DATA / "grouping" / source
        if path.is_file():
            write(folder / name, read(path), language)
        else:
            tell(f"{name}: no {path}")
    petitions = DATA / "petitions" / PETITIONS
    if petitions.is_file():
        write(folder / "petitions.tsv", read_petitions(petitions), "")
    else:
        tell(f"petitions.tsv: no {petitions}")
    return 0


def read_petitions(path: Path) -> Labelled:
    """What petitions ask for, under the first of the issues they name."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [f"{row['title']} {row['body']}" for row in rows]
    labels = [re.split(r"[;|,]", row["issues"])[0].strip() for row in rows]
    return Labelled(texts, labels, ["en"] * len(rows))


def write(path: Path, messages: Labelled, language: str) -> None:
    """One file: text, label and language, tabs between; all languages if none is named."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        rows.writerow(["text", "label", "language"])
        for text, label, spoken in zip(messages.texts, messages.labels, messages.languages, strict=True):
            if language in ("", spoken):
                rows.writerow([" ".join(text.split()), label, spoken])


if __name__ == "__main__":
    raise SystemExit(main())
