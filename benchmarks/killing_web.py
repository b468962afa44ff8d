"""People who answer in the browser while the desk is killed: who gets no answer presses again."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import urlencode

from tests.dovecot import free_port

from benchmarks.killing import Counted, a_sink, count_sent, killed, to

OWNER, PASSWORD = "owner@mairie.example", "le-saule-plie"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FIELDS = re.compile(r'name="(seen|version|window|csrfmiddlewaretoken)" value="([^"]*)"')
PEOPLE = 2
TRIES = 400
LETTERS_A_KILL = 12


class Person:
    """Somebody who is signed in, takes one conversation after the other and replies until it is sent."""

    def __init__(self, port: int, letters: "Queue[str]", stop: threading.Event) -> None:
        self.port, self.letters, self.stop = port, letters, stop
        self.cookies: dict[str, str] = {}
        self.sent: set[str] = set()
        self.interrupted = 0
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self) -> None:
        """Replies until there is nothing left, or it is time to stop."""
        self.retried(self.sign_in)
        while not self.stop.is_set():
            try:
                self.answer(self.letters.get(timeout=0.2))
            except Empty:
                continue

    def sign_in(self) -> bool:
        """Whether it was taken."""
        _status, _to, page = self.ask("GET", "/sign-in")
        form = {**dict(FIELDS.findall(page)), "username": OWNER, "password": PASSWORD}
        return self.ask("POST", "/sign-in", form)[0] == 302

    def answer(self, letter: str) -> None:
        """Replies to one letter. The form is the same when it has to be pressed again."""
        form: dict[str, str] = {}

        def read_and_send() -> bool:
            if not form:
                form.update(FIELDS.findall(self.ask("GET", f"/conversations/{letter}")[2]))
                form.update({"body": f"Elle rouvre lundi ({letter}).", "then": "send"})
            status, place, _page = self.ask("POST", f"/conversations/{letter}/reply", form)
            if status == 302 and "seen=" not in place:
                return True
            form.clear()
            return False

        if self.retried(read_and_send):
            self.sent.add(letter)

    def retried(self, act: Callable[[], bool]) -> bool:
        """Does it until it is done: the desk may be away."""
        for _ in range(TRIES):
            try:
                if act():
                    return True
            except (OSError, HTTPException) as error:
                self.interrupted += not isinstance(error, ConnectionRefusedError)
            time.sleep(0.3)
        return False

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """The status of the answer, where it leads and what it shows."""
        wire = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            wire.request(method, path, urlencode(form or {}), {**headers, **(FORM if form else {})})
            answer = wire.getresponse()
            page = answer.read().decode()
        finally:
            wire.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), page


def web(home: Path, dice: random.Random, kills: int) -> list[Counted]:
    """People reply in the browser while the desk, with its worker, is killed, whole or its head alone."""
    with a_sink(dice) as sink, killed(home, dice, kills, "web", **to(sink)) as (deadly, counted):
        house, port, letters = deadly.house, free_port(), Queue[str]()
        for letter in house.scene("letters", str(LETTERS_A_KILL * kills), OWNER, PASSWORD):
            letters.put(letter)
        with answering(port, letters) as people:
            while counted.kills < kills:
                if letters.qsize() < LETTERS_A_KILL:
                    for letter in house.scene("more_letters", str(LETTERS_A_KILL * kills)):
                        letters.put(letter)
                house.start("serve", "--port", str(port))
                deadly.once(lambda: sum(len(one.sent) for one in people), with_children=dice.random() < 0.5)
            house.start("serve", "--port", str(port))
        house.kill(with_children=True)
        house.saule("worker", "--once")
        replied = house.scene("replied")
        count_sent(house, sink, counted)
        counted.found(replied, set().union(*(person.sent for person in people)))
        counted.interrupted = sum(person.interrupted for person in people)
        deadly.examine()
    return [counted]


@contextmanager
def answering(port: int, letters: "Queue[str]") -> Iterator[list[Person]]:
    """People at work; in the end each brings to its end what they have begun."""
    stop = threading.Event()
    people = [Person(port, letters, stop) for _ in range(PEOPLE)]
    for person in people:
        person.thread.start()
    try:
        yield people
    finally:
        stop.set()
        for person in people:
            person.thread.join(timeout=120)
