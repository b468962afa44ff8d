"""A worker fetches mail within seconds, day and night, and stops when it is asked to."""

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
    arrived(house, 2, within=90)


def test_once_fetches_and_stops(house: House, server: Dovecot) -> None:
    server.deliver("contact", mail(1))
    house.saule("worker", "--once")
    assert house.count("matters_source") == 1
