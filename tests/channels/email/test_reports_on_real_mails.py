"""Real reports: whose mail came back, for now or for good, and which mail it was."""

import os
from pathlib import Path

import pytest

from saule.channels.email.parsing import parse
from saule.matters.incoming import Report

MAIL = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[4] / "shared" / "data")) / "mail"

pytestmark = pytest.mark.skipif(not MAIL.is_dir(), reason="needs real mails: set SAULE_TEST_DATA")


def real(data: Path, name: str) -> Report | None:
    return parse((data / f"{name}.txt").read_bytes(), position="x").report


def test_the_failed_addresses_of_real_reports_are_found():
    data = MAIL / "flufl-bounce/tests/data"
    cases = (Path(__file__).parent / "returned_cases.txt").read_text().splitlines()[1:]
    right = in_time = 0
    for case in cases:
        name, *addresses = case.split()
        found = real(data, name.rstrip("*"))
        failures = found.failures if found else ()
        named = {f.address.lower() for f in failures}, {(f.original or f.address).lower() for f in failures}
        right += {address.lower() for address in addresses} in named
        in_time += bool(failures) and all(f.final for f in failures) is not name.endswith("*")
    assert right >= 0.92 * len(cases)
    assert in_time >= 0.95 * len(cases)


def test_nearly_every_real_report_names_somebody():
    names = list((MAIL / "sisimai-bounces").glob("*host-*.eml"))
    reports = [parse(path.read_bytes(), position="x").report for path in names]
    assert sum(bool(one and one.failures) for one in reports) >= 0.95 * len(names)
    assert sum(bool(one and one.message_ids) for one in reports) >= 0.8 * len(names)
