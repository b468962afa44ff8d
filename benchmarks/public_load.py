"""Loads a server from a process of its own: many people follow their links while others read the page.

Reads what to ask for as one JSON object on standard input, writes what came of it as one on standard output.
"""

import http.client
import json
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

PAUSE = 0.05
"""Between two readings by one reader, who reads the page all the time."""


@dataclass
class Load:
    """What is asked for, and what came of it."""

    port: int
    page: str
    links: SimpleQueue[str]
    answered: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        """One after the other confirms, until all have."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            headers = {"Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
            while True:
                try:
                    link = self.links.get_nowait()
                except Empty:
                    return
                began = time.perf_counter()
                self.answered.append(status_of(connection, "POST", link, headers))
                self.waits.append(1000 * (time.perf_counter() - began))

    def read(self) -> None:
        """Reads the page again and again until all have confirmed."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            while not self.over.wait(PAUSE):
                began = time.perf_counter()
                status = status_of(connection, "GET", self.page, {})
                self.reads.append(1000 * (time.perf_counter() - began))
                if status != 200:
                    self.refused.append(status)


def status_of(connection: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str]) -> int:
    """Asks for it and reads all of the answer; 0 where the connection broke."""
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0
    return response.status


def main() -> int:
    """Loads with as many at once as told."""
    told: dict[str, Any] = json.load(sys.stdin)
    links: SimpleQueue[str] = SimpleQueue()
    for link in told["links"]:
        links.put(link)
    load = Load(told["port"], told["page"], links)
    followers = [threading.Thread(target=load.follow) for _ in range(told["followers"])]
    readers = [threading.Thread(target=load.read) for _ in range(told["readers"])]
    began = time.monotonic()
    for thread in (*followers, *readers):
        thread.start()
    for thread in followers:
        thread.join()
    seconds = time.monotonic() - began
    load.over.set()
    for thread in readers:
        thread.join()
    found = {"seconds": seconds, "answered": load.answered, "waits": load.waits, "reads": load.reads}
    json.dump(found | {"refused": load.refused}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
