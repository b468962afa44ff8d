"""The benchmark of mails keeps its contract, and tells what was read right from what was not."""

import json
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
COMMON = {"settings", "version", "cpu_seconds", "peak_rss_mb"}
MAIL = """From: Zoé <Zoe@example.org>
Subject: =?utf-8?q?=C3=89t=C3=A9?=
Content-Type: text/plain; charset=utf-8

Bonjour,
quand ouvre la piscine ?
"""


def test_the_figures_are_those_of_the_contract(tmp_path):
    right = {
        "from": "zoe@example.org",
        "subject": "Été",
        "body": "Bonjour, quand ouvre la piscine ?",
        "attachments": [],
        "class": "human",
    }
    wrong = {"from": "paul@example.org", "subject": "Hiver", "class": "bounce"}
    other = {"attachments": [1, 2], "body": None, "parts": []}
    for name, truth in {"right": right, "wrong": wrong, "other": other, "alone": None}.items():
        (tmp_path / f"{name}.eml").write_text(MAIL)
        if truth is not None:
            (tmp_path / f"{name}.json").write_text(json.dumps(truth))
    twice_encoded = "été".encode().decode("latin-1")
    (tmp_path / "garbled.eml").write_text(MAIL.replace("piscine", twice_encoded))
    (tmp_path / "no extension").write_text(MAIL)
    (tmp_path / "LICENSE").write_text("Anybody may use it.")
    (tmp_path / "broken.eml").write_text(MAIL)
    (tmp_path / "broken.json").write_text("{")

    command = [sys.executable, "-m", "benchmarks.mail", str(tmp_path), "--json"]
    environment = {**os.environ, "SAULE_DATABASE_URL": ""}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1  # for the error
    assert "broken.eml" in done.stderr
    found = json.loads(done.stdout)

    assert found.keys() >= COMMON | {"compared", "matched", "mojibake", "errors"}
    assert (found["messages"], found["compared"], found["errors"]) == (7, 2, 1)
    assert found["matched"] == {"from": 1, "subject": 1, "body": 1, "attachments": 1, "class": 1}
    assert found["stated"] == {"from": 2, "subject": 2, "body": 1, "attachments": 1, "class": 2}
    assert found["mojibake"] == 1
