"""A worker fetches mail within seconds, day and night, and stops when it is asked to."""

import json
import os
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.dovecot import PASSWORD, Dovecot, a_dovecot
from tests.worker.house import House, a_house

MAILS = Path(__file__).with_name("mailboxes.py")
pytestmark = pytest.mark.slow


@pytest.fixture
def server():
    with a_dovecot() as running:
        yield running


@pytest.fixture
def house(tmp_path, server):
    with a_house(tmp_path) as made:
        made.scene("desk", "rehearsing")
        made.run(sys.executable, str(MAILS), "connect", str(server.port), PASSWORD, "contact")
        yield made


def mail(n: int) -> bytes:
    head = f"From: p{n}@example.org\nTo: contact@mairie.example\nSubject: n\nMessage-ID: <{n}@x>\n"
    return f"{head}\nQuand rouvre la piscine {n} ?\n".encode()


def arrived(house: House, count: int, within: float = 60.0) -> float:
    """Waits until so many mails are at rest; returns how long it took."""
    began = time.monotonic()
    while house.count("matters_source") < count:
        assert time.monotonic() - began < within, (house.home / "log").read_text()[-3000:]
        time.sleep(0.1)
    return time.monotonic() - began


def test_new_mail_is_here_within_seconds(house: House, server: Dovecot) -> None:
    server.deliver("contact", mail(1))
    worker = house.start("worker")
    arrived(house, 1)
    time.sleep(5)  # the doorbell is hung
    server.deliver("contact", mail(2))
    assert arrived(house, 2) < 12
    worker.terminate()
    assert worker.wait(60) == 0


def test_two_workers_and_one_killed_bring_each_mail_once(house: House, server: Dovecot) -> None:
    for n in range(300):
        server.deliver("contact", mail(n))
    first, _second = house.start("worker"), house.start("worker")
    arrived(house, 50)
    first.kill()
    for n in range(300, 320):
        server.deliver("contact", mail(n))
    arrived(house, 320, within=120)
    house.kill()
    assert house.scene("figures")["sources"] == house.scene("figures")["messages"] == 320


def test_a_server_that_was_away_is_found_again(house: House, server: Dovecot) -> None:
    house.start("worker")
    server.deliver("contact", mail(1))
    arrived(house, 1)
    server.stop()
    time.sleep(3)
    threading.Timer(2, server.start).start()
    time.sleep(4)
    server.deliver("contact", mail(2))
    assert arrived(house, 2, within=90) < 90


def test_once_fetches_and_stops(house: House, server: Dovecot) -> None:
    server.deliver("contact", mail(1))
    house.saule("worker", "--once")
    assert house.count("matters_source") == 1


def test_a_hundred_mailboxes_lag_less_than_a_minute(tmp_path) -> None:
    users = [f"desk{n}" for n in range(100)]
    with a_dovecot(users) as server, a_house(tmp_path) as house:
        house.scene("desk", "rehearsing")
        house.run(sys.executable, str(MAILS), "connect", str(server.port), PASSWORD, *users)
        for n, user in enumerate(users):
            server.deliver(user, mail(n))
        worker = house.start("worker")
        arrived(house, 100, within=120)
        time.sleep(20)  # every mailbox was looked at, and waits for its next turn
        before = seconds_of(worker.pid)
        for n, user in enumerate(users):
            server.deliver(user, mail(100 + n))
        lag = arrived(house, 200)
        rest = seconds_of(worker.pid) - before
        print(f"lag {lag:.1f} s, CPU {rest:.1f} s", file=sys.stderr)
        assert lag < 60
        assert not any(
            one["failures"] for one in json.loads(house.run(sys.executable, str(MAILS), "health").stdout)
        )


def seconds_of(pid: int) -> float:
    """The processor time that a process has used, where that can be read."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
