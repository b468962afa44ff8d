"""Killed −9 at any moment and started again: nothing is lost, nothing is done twice."""

import mailbox
import random
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from tests.sink import Server, Sink
from tests.worker.house import House, a_house

REPLIES = 40
WORKERS = 2
MAILS = 1200

pytestmark = pytest.mark.slow


@pytest.fixture
def dice(request) -> random.Random:
    """The same moments for everyone."""
    return random.Random(request.node.name)


@pytest.fixture
def sink(dice):
    """A mail server that is slow now and then, on either side of having taken a mail."""
    sink = Sink(delay=lambda: dice.choice((0.0, 0.0, 0.01, 0.05, 0.15)))
    server = Server(sink)
    server.start()
    yield sink
    server.stop()


def test_sending(tmp_path, dice, sink):
    with a_house(tmp_path, SAULE_MAIL="smtp", SAULE_SMTP_URL=sink.url) as house:
        house.scene("replies", str(REPLIES))
        in_flight = kill_while_sending(house, sink, dice, kills=4)
        house.saule("worker", "--once")
        left = house.scene("figures")
        ill = house.ill()
    counted = {message_id.strip("<>"): count for message_id, count in sink.counted.items()}
    assert len(left["sent"]) + len(left["uncertain"]) == REPLIES
    assert set(counted.values()) == {1}
    assert set(left["sent"]) <= counted.keys()
    assert counted.keys() <= {*left["sent"], *left["uncertain"]}
    assert len(left["uncertain"]) <= in_flight
    assert ill == ({"deliveries"} if left["uncertain"] else set())
    assert (left["outgoing"], left["waiting"]) == (len(left["sent"]), len(left["uncertain"]))


def kill_while_sending(house: House, sink: Sink, dice: random.Random, *, kills: int) -> int:
    """Starts two workers and kills both some mails later, again and again; how many mails were in flight."""
    in_flight = 0
    for _ in range(kills):
        enough = len(sink.taken) + dice.randint(1, 8)
        for _ in range(WORKERS):
            house.start("worker")
        house.wait_for(lambda: len(sink.taken) >= enough)  # noqa: B023
        time.sleep(dice.uniform(0, 0.1))
        in_flight += house.kill()
    assert in_flight > 0
    return in_flight


def test_a_worker_that_is_asked_to_stop_leaves_nothing_open(tmp_path, sink):
    with a_house(tmp_path, SAULE_MAIL="smtp", SAULE_SMTP_URL=sink.url) as house:
        house.scene("replies", "12")
        worker = house.start("worker")
        house.wait_for(lambda: len(sink.taken) >= 3)
        worker.terminate()
        assert worker.wait(timeout=60) == 0
        left = house.scene("figures")
    assert left["states"].keys() <= {"sent", "waiting"}
    assert left["states"]["sent"] == len(sink.taken) >= 3


def test_import_and_grouping(tmp_path, dice):
    file = mails(tmp_path / "old.mbox", dice)
    with a_house(tmp_path) as house:
        house.scene("desk", "rehearsing")
        for _ in range(3):
            kill_midway(house, dice, "matters_source", "import", str(file), "--no-group")
        assert 0 < house.count("matters_source") < MAILS
        house.saule("import", str(file), "--no-group")
        brought = house.scene("figures")
        assert (brought["messages"], brought["sources"], brought["positions"]) == (MAILS, MAILS, MAILS)
        kill_midway(house, dice, "matters_decision", "worker")
        assert house.scene("figures")["to_group"] > 0
        house.saule("worker", "--once")
        grouped = house.scene("figures")
        assert house.ill() == set()
    assert (grouped["messages"], grouped["to_group"], grouped["grouped"]) == (MAILS, 0, MAILS)
    assert (grouped["filed"], grouped["most_decisions"]) == (MAILS, 1)
    assert grouped["signatures"] > 0
    assert grouped["states"] == {}


def kill_midway(house: House, dice: random.Random, table: str, *words: str) -> None:
    """Starts a command and kills it when it has stored a first batch and works on the next."""
    before = house.count(table)
    house.start(*words)
    house.wait_for(lambda: house.count(table) > before)
    time.sleep(dice.uniform(0, 0.2))
    assert house.kill() == 1


def mails(path: Path, dice: random.Random) -> Path:
    """A mailbox file full of questions about a few things."""
    things = ("la piscine", "le bus 12", "la crèche", "le marché", "la lampe de ma rue")
    day = datetime(2026, 3, 2, 8, tzinfo=UTC)
    box = mailbox.mbox(path)
    for number in range(MAILS):
        mail = EmailMessage()
        mail["From"] = f"person{number % 600}@example.org"
        mail["To"] = "contact@mairie.example"
        mail["Subject"] = "Question"
        mail["Date"] = format_datetime(day + timedelta(minutes=10 * number))
        mail["Message-ID"] = f"<{number}@example.org>"
        thing = dice.choice(things)
        mail.set_content(f"Bonjour,\n\nquand aurons-nous de nouveau {thing} ? Cela fait {number} jours.\n")
        box.add(mail)
    box.close()
    return path
