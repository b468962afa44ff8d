"""A real browser on a real server: the demo's town hall, made once, copied for each file of tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
)
PATIENCE = 600


@dataclass(frozen=True)
class Served:
    """A running desk: its address and where its data lives."""

    url: str
    home: Path


def saule(*words: str) -> list[str]:
    """The command line that runs Saule."""
    return [sys.executable, "-m", "saule", *words]


def environment(home: Path) -> dict[str, str]:
    """An environment of its own: the embedded store, the real encoder, mail into files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAULE_", "DJANGO_"))}
    return {**kept, "SAULE_HOME": str(home), "PYTHONPATH": "src"}


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's data. Several test processes share one: the first makes it, the others wait."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    home, ready, lock = shared / "demo", shared / "demo.ready", shared / "demo.lock"
    with suppress(FileExistsError):
        lock.mkdir()
        command = saule("demo", "--no-serve", "--json")
        made = subprocess.run(
            command, env=environment(home), capture_output=True, text=True, timeout=PATIENCE
        )
        assert made.returncode == 0, made.stderr
        ready.write_text(made.stdout, encoding="utf-8")
    until = time.monotonic() + PATIENCE
    while not ready.exists():
        assert time.monotonic() < until, "the demo was not made in time"
        time.sleep(0.5)
    return home / "demo"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the demo, served with its worker until the file's tests are over."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(demo_home, home)
    with serving(home, SAULE_DEMO="1") as served:
        yield served


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[Served]:
    """``saule serve`` on a free port with its worker, until the block is left."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = {**environment(home), "SAULE_PUBLIC_URL": url, **settings}
    log = (home / "serve.log").open("wb")
    process = subprocess.Popen(
        saule("serve", "--port", str(port)), env=environ, stdout=log, stderr=log, start_new_session=True
    )
    try:
        wait_for(url, process, home)
        yield Served(url, home)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()
        log.close()


def wait_for(url: str, process: subprocess.Popen[bytes], home: Path) -> None:
    """Returns once the desk answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, (home / "serve.log").read_text(encoding="utf-8", errors="replace")
        with suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise AssertionError("the desk did not answer in time")


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium, without a screen."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip("needs a browser: install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser, served: Served):
    """A fresh window on the served desk. A script error or a server error fails the test."""
    context = browser.new_context(
        base_url=served.url, locale="en-GB", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 500 else None)
    yield page
    context.close()
    assert faults == []
