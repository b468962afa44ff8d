"""The kinds of work that are killed: importing, grouping, fetching from a mail server, sending to one."""

import mailbox
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from itertools import count
from pathlib import Path

from tests.dovecot import PASSWORD, a_dovecot
from tests.sink import Server, Sink
from tests.worker.house import ROOT, House, a_house

from benchmarks.measuring import tell

CONNECT = str(ROOT / "tests" / "worker" / "mailboxes.py")
THINGS = (
    "la piscine",
    "le bus 12",
    "la crèche",
    "le marché",
    "la lampe de ma rue",
    "the library",
    "the tram",
)
DELAYS = (0.0, 0.0, 0.02, 0.1, 0.4)
AT_WORK = 0.8
LONGEST_START, LONGEST_WORK = 60.0, 3.0
MAILS_A_KILL, FETCHED_A_KILL, SENT_A_KILL = 150, 60, 20


@dataclass
class Counted:
    """What was found in one kind of work, of so many ``items``."""

    area: str
    kills: int = 0
    items: int = 0
    lost: int = 0
    doubled: int = 0
    uncertain: int = 0
    in_flight: int = 0
    interrupted: int = 0
    ill: list[str] = field(default_factory=list)

    def found(self, times: Counter[str] | dict[str, int], wanted: set[str]) -> None:
        """Each of ``wanted`` should be there once, and nothing else."""
        self.lost += len(wanted - times.keys())
        self.doubled += sum(number - 1 for number in times.values()) + len(times.keys() - wanted)


@dataclass
class Deadly:
    """A house whose processes are killed at moments drawn by lot, until that was done ``wanted`` times."""

    house: House
    dice: random.Random
    wanted: int
    counted: Counted
    in_flight: set[str] = field(default_factory=set)

    def go(
        self,
        *starts: tuple[str, ...],
        before: Callable[[], None] = lambda: None,
        progress: Callable[[], int] = lambda: 0,
    ) -> None:
        """Starts the commands and kills them, again and again; ``before`` is done each time."""
        while self.counted.kills < self.wanted:
            before()
            for words in starts:
                self.house.start(*words)
            self.once(progress)

    def once(self, progress: Callable[[], int], *, with_children: bool = True) -> None:
        """Kills what runs at a moment drawn by lot. It is no kill if nothing runs any more.

        Most moments lie in the seconds after ``progress`` has first moved: a start is long, and harmless.
        """
        if self.dice.random() < AT_WORK:
            before = progress()
            self.wait(time.monotonic() + LONGEST_START, lambda: progress() != before)
            self.wait(time.monotonic() + self.dice.uniform(0, LONGEST_WORK))
        else:
            self.wait(time.monotonic() + self.dice.uniform(0, 2 * LONGEST_WORK))
        self.counted.kills += bool(self.house.kill(with_children=with_children))
        query = "SELECT message_id FROM matters_delivery WHERE state = 'attempting'"
        self.in_flight |= {str(row[0]) for row in self.house.rows(query)}
        self.counted.in_flight = len(self.in_flight)
        tell(f"  {self.counted.area}: {self.counted.kills} of {self.wanted}")

    def wait(self, end: float, what: Callable[[], bool] = lambda: False) -> None:
        """Waits until then, or until something is so, or nothing runs any more."""
        while time.monotonic() < end and any(one.poll() is None for one in self.house.running) and not what():
            time.sleep(0.01)

    def examine(self) -> None:
        """Notes what the doctor finds besides deliveries of which nobody knows whether they left."""
        self.counted.ill = sorted(self.house.ill() - ({"deliveries"} if self.counted.uncertain else set()))


@contextmanager
def killed(
    home: Path, dice: random.Random, kills: int, area: str, **settings: str
) -> Iterator[tuple[Deadly, Counted]]:
    """A house like a new one, to be killed so many times."""
    with a_house(home, SAULE_ENCODER="use", **settings) as house:
        counted = Counted(area)
        yield Deadly(house, dice, kills, counted), counted


def importing_and_grouping(home: Path, dice: random.Random, kills: int) -> list[Counted]:
    """Files are imported; then two workers group and promise what came in."""
    with killed(home, dice, kills - kills // 2, "import") as (deadly, counted):
        house, numbers = deadly.house, count()
        files: list[Path] = []
        house.scene("desk", "rehearsing")

        def next_file() -> None:
            if not files or house.count("matters_source") == MAILS_A_KILL * deadly.wanted * len(files):
                path = home / f"{len(files)}.mbox"
                files.append(write(path, dice, numbers, MAILS_A_KILL * deadly.wanted))

        for _ in range(3 * deadly.wanted):
            if counted.kills == deadly.wanted:
                break
            next_file()
            house.start("import", str(files[-1]), "--no-group")
            deadly.once(lambda: house.count("matters_source"))
        for file in files:
            house.saule("import", str(file), "--no-group")
        counted.items = MAILS_A_KILL * deadly.wanted * len(files)
        counted.found(house.scene("arrived"), {id_of(number) for number in range(counted.items)})
        deadly.examine()
        return [counted, grouping(house, dice, kills // 2, counted.items)]


def grouping(house: House, dice: random.Random, kills: int, items: int) -> Counted:
    """Two workers group what has come in; when all is grouped, more comes."""
    counted = Counted("grouping")
    deadly, numbers, files = Deadly(house, dice, kills, counted), count(items), count()

    def more() -> None:
        if not house.count("matters_message", "grouped_at IS NULL"):
            path = house.home / f"more{next(files)}.mbox"
            write(path, dice, numbers, MAILS_A_KILL * deadly.wanted)
            house.saule("import", str(path), "--no-group")

    decisions = partial(house.count, "matters_decision")
    deadly.go(("worker",), ("worker",), before=more, progress=decisions)
    house.saule("worker", "--once")
    left = house.scene("figures")
    counted.items = left["messages"]
    counted.lost = left["messages"] - left["filed"] + left["to_group"]
    counted.doubled = left["decided_twice"]
    deadly.examine()
    return counted


def fetching(home: Path, dice: random.Random, kills: int) -> list[Counted]:
    """A worker fetches what arrives on a mail server."""
    if not shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"):
        tell("dovecot is not installed: nothing is fetched")
        return []
    with a_dovecot() as server, killed(home, dice, kills, "fetching") as (deadly, counted):
        house, numbers = deadly.house, count()
        house.scene("desk", "rehearsing")
        house.run(sys.executable, CONNECT, "connect", str(server.port), PASSWORD, "contact")

        def deliver() -> None:
            for _ in range(dice.randint(1, 2 * FETCHED_A_KILL)):
                server.deliver("contact", mail(next(numbers), dice).as_bytes())

        deadly.go(("worker",), before=deliver, progress=lambda: house.count("matters_source"))
        deliver()
        house.saule("fetch")  # now: a worker would wait until the account is due again
        house.saule("worker", "--once")
        counted.items = next(numbers)
        counted.found(house.scene("arrived"), {id_of(number) for number in range(counted.items)})
        deadly.examine()
    return [counted]


def sending(home: Path, dice: random.Random, kills: int) -> list[Counted]:
    """Two workers send replies to a mail server that is slow now and then."""
    with a_sink(dice) as sink, killed(home, dice, kills, "sending", **to(sink)) as (deadly, counted):
        house, some = deadly.house, str(SENT_A_KILL * kills)
        house.scene("replies", some)

        def more() -> None:
            if house.count("matters_delivery", "state = 'waiting'") < SENT_A_KILL:
                house.scene("more_replies", some)

        deadly.go(("worker",), ("worker",), before=more, progress=lambda: len(sink.taken))
        house.saule("worker", "--once")
        count_sent(house, sink, counted)
        deadly.examine()
    return [counted]


def count_sent(house: House, sink: Sink, counted: Counted) -> None:
    """Compares what the desk says it sent with what the mail server was handed."""
    left = house.scene("figures")
    taken = {message_id.strip("<>"): number for message_id, number in sink.counted.items()}
    sent, uncertain = set(left["sent"]), set(left["uncertain"])
    counted.items = sum(left["states"].values())
    counted.uncertain = len(uncertain)
    counted.lost += len(sent - taken.keys()) + counted.items - len(sent) - len(uncertain)
    counted.doubled += sum(number - 1 for number in taken.values()) + len(taken.keys() - sent - uncertain)


@contextmanager
def a_sink(dice: random.Random) -> Iterator[Sink]:
    """A mail server that takes everything, on either side of a pause."""
    sink = Sink(delay=lambda: dice.choice(DELAYS))
    server = Server(sink)
    server.start()
    try:
        yield sink
    finally:
        server.stop()


def to(sink: Sink) -> dict[str, str]:
    """The settings that send there."""
    return {"SAULE_MAIL": "smtp", "SAULE_SMTP_URL": sink.url}


def id_of(number: int) -> str:
    """The Message-ID of a mail."""
    return f"{number}@example.org"


def mail(number: int, dice: random.Random) -> EmailMessage:
    """A question about one of a few things."""
    made = EmailMessage()
    made["From"] = f"person{number % 600}@example.org"
    made["To"] = "contact@mairie.example"
    made["Subject"] = "Question"
    made["Message-ID"] = f"<{id_of(number)}>"
    made.set_content(f"Bonjour,\n\nquand rouvre {dice.choice(THINGS)} ? Cela fait {number} jours.\n")
    return made


def write(path: Path, dice: random.Random, numbers: Iterator[int], size: int) -> Path:
    """A mailbox file with as many new mails."""
    box = mailbox.mbox(path)
    for _ in range(size):
        box.add(mail(next(numbers), dice))
    box.close()
    return path
