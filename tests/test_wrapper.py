"""The wrapper ``./saule``, with Pythons that only note what they are asked: no network, nothing installed."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = "sh env cat cksum cp ln ls mktemp readlink rm sleep dirname mkdir".split()  # noqa: SIM905 (a list of commands reads best so)
PYTHON = """#!/bin/sh
echo "$*" >>"$HOUSE/calls"
case "$*" in
    *version_info*) exit "${OLD:-0}" ;;
    *"import ensurepip"*) exit "${BARE:-0}" ;;
    *"-m venv"*)
        for folder; do :; done
        mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python"
        exit "${BROKEN:-0}" ;;
    *"-m pip"*)
        echo "chatter of pip" && sleep "${SLOW:-0}"
        exit "${OFFLINE:-0}" ;;
    *)
        ls -d "${SAULE_HOME:-/}" >>"$HOUSE/homes"
        echo "in $PWD with $PYTHONPATH: $*" && exit "${STATUS:-0}" ;;
esac
"""
SHIM = "#!/bin/sh\necho 'this version is not installed' >&2\nexit 127\n"


class House:
    """A checkout of the wrapper alone, and a machine that has only what ``TOOLS`` and ``give`` put there."""

    def __init__(self, folder: Path):
        self.root = folder / "a house"  # a space, since people have them
        self.path = folder / "path"
        self.root.mkdir()
        self.path.mkdir()
        shutil.copy(ROOT / "saule", self.root)
        for lock in ("requirements.lock", "requirements-dev.lock"):
            (self.root / lock).write_text(f"{lock} of today")
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool) or pytest.skip(f"{tool} is not on this machine"))

    def give(self, name: str, script: str = PYTHON) -> None:
        """Puts a command on the machine."""
        (self.path / name).write_text(script)
        (self.path / name).chmod(0o755)

    def start(self, *words: str, command: Path | None = None, **environment: str) -> "subprocess.Popen[str]":
        """Starts the wrapper from a directory that is not its own."""
        known = {"PATH": str(self.path), "HOUSE": str(self.root)}
        return subprocess.Popen(
            [command or self.root / "saule", *words],
            cwd=self.root.parent,
            env=known | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, command: Path | None = None, **environment: str) -> tuple[int, str, str]:
        """Status, stdout and stderr of one run."""
        process = self.start(*words, command=command, **environment)
        out, err = process.communicate(timeout=20)
        return process.returncode, out, err

    def installations(self) -> list[str]:
        """The calls of pip so far."""
        calls = self.root / "calls"
        return [c for c in calls.read_text().splitlines() if "-m pip" in c] if calls.exists() else []


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house on a machine that has Python 3.12."""
    house = House(tmp_path)
    house.give("python3.12")
    return house


def wait_for(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_first_run_installs_and_says_so_away_from_stdout(house):
    status, out, err = house.run("demo", "--json")

    assert status == 0
    assert out == f"in {house.root.parent} with {house.root}/src: -P -m saule demo --json\n"
    assert err == "Installing Saule's parts (once, about a minute)…\n"
    [call] = house.installations()
    assert "--require-hashes" in call
    assert call.endswith(f"{house.root}/requirements.lock")


def test_the_second_run_installs_nothing(house):
    house.run("--version")

    assert house.run("--version")[2] == ""
    assert len(house.installations()) == 1


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_changed_lock_is_installed(house, lock):
    house.run("test")
    (house.root / lock).write_text("of tomorrow")

    house.run("test")

    assert len(house.installations()) == 2


def test_the_development_lock_holds_the_other_one(house):
    house.run("--install-dev")

    house.run("demo")

    assert len(house.installations()) == 1


def test_words_and_exit_status_pass_through(house):
    status, out, _ = house.run("import", "two words.mbox", "--ours", "a@b.example", STATUS="3")

    assert status == 3
    assert out.endswith("-m saule import two words.mbox --ours a@b.example\n")


def test_it_works_through_links(house):
    first, second = house.root.parent / "first", house.root.parent / "second"
    first.symlink_to("a house/saule")
    second.symlink_to(first)

    status, out, _ = house.run("--version", command=second)

    assert (status, f"with {house.root}/src:" in out) == (0, True)


def test_test_runs_pytest_in_the_house_and_lists_skips(house):
    status, out, _ = house.run("test", "-k", "wrapper")

    assert status == 0
    assert out == f"in {house.root} with {house.root}/src: -m pytest -ra -k wrapper\n"
    assert house.installations()[0].endswith("requirements-dev.lock")


def test_tests_get_a_home_of_their_own_and_their_status_is_kept(house):
    status, _, _ = house.run("test", STATUS="5", SAULE_HOME="/the/user/s")

    home = (house.root / "homes").read_text().strip()
    assert status == 5
    assert home != "/the/user/s"
    assert not Path(home).exists()


def test_a_version_manager_s_empty_command_is_passed_over(house):
    house.give("python3.13", SHIM)

    assert house.run("--version")[0] == 0


@pytest.mark.parametrize("environment", [{}, {"OLD": "1"}], ids=["none", "too old"])
def test_without_a_recent_python_one_line_says_what_is_needed(house, environment):
    if not environment:
        (house.path / "python3.12").unlink()

    status, out, err = house.run("demo", **environment)

    assert (status, out) == (1, "")
    assert (
        err.splitlines()[-1] == "saule: Python 3.11 or newer is needed, and none was found on this machine."
    )


@pytest.mark.parametrize("fault", ["BARE", "BROKEN"])
def test_without_venv_one_sentence_says_what_to_install_and_nothing_is_left(house, fault):
    status, out, err = house.run("demo", **{fault: "1"})

    assert (status, out) == (1, "")
    assert "apt install python3-venv" in err.splitlines()[-1]
    assert not (house.root / ".venv").exists()
    assert house.run("demo")[0] == 0


def test_when_the_parts_do_not_come_one_line_says_so_and_the_next_run_tries_again(house):
    status, out, err = house.run("demo", OFFLINE="1")

    assert (status, out) == (1, "")
    assert "could not be installed" in err.splitlines()[-1]
    assert "chatter" not in err
    assert "chatter" in (house.root / ".venv/install.log").read_text()
    assert house.run("demo")[0] == 0
    assert len(house.installations()) == 2


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_installation_starts_over(house, blow):
    process = house.start("demo", SLOW="20")
    wait_for(house.installations)
    os.killpg(process.pid, blow)
    process.communicate(timeout=10)

    status, _, err = house.run("demo")

    assert status == 0
    assert err.startswith("Installing")
    assert len(house.installations()) == 2
    assert not os.path.lexists(house.root / ".venv.lock")


def test_two_at_once_install_once(house):
    first = house.start("demo", SLOW="0.5")
    wait_for(house.installations)

    status, out, err = house.run("demo")

    first.communicate(timeout=10)
    assert (status, first.returncode, len(house.installations())) == (0, 0, 1)
    assert err.startswith("Waiting for another installation")
    assert "-m saule demo" in out


def test_an_environment_whose_python_is_gone_is_made_anew(house):
    house.run("demo")
    (house.root / ".venv/bin/python").unlink()

    assert house.run("demo")[0] == 0
    assert len(house.installations()) == 2
