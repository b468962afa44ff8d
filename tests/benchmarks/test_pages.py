"""The benchmark of pages keeps its contract; how quick the pages are is not a matter of tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
COMMON = {"settings", "version", "cpu_seconds", "peak_rss_mb"}
PAGE = {"name", "median_ms", "p95_ms", "queries"}


def test_every_page_is_known_and_the_figures_are_those_of_the_contract():
    command = [sys.executable, "-m", "benchmarks.pages", "--conversations", "60", "--limit", "5", "--json"]
    environment = {**os.environ, "SAULE_DATABASE_URL": ""}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    assert found.keys() >= COMMON | {"pages", "conversations"}
    assert found["conversations"] == 60
    assert len(found["pages"]) == 5
    assert all(page.keys() >= PAGE and page["queries"] > 0 for page in found["pages"])
    assert found["pages"][0]["name"] == "overview (owner)"
    assert found["over_http"]
