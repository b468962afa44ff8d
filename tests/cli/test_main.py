"""The command line itself: help, version, and one clear line whatever goes wrong."""

import errno
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, OperationalError

from saule.cli import main
from saule.cli.errors import CommandError

QUICK = """
import sys
from saule.cli.main import run
run(["--version"])
print([name for name in ("django", "numpy", "typer") if name in sys.modules])
"""
WRONG = [["nonsense"], ["matters", "--nonsense"], ["matters", "--limit", "many"], ["answer"]]


@pytest.fixture
def failing(monkeypatch, tmp_path):
    """A command that raises what it is given."""
    monkeypatch.setenv("SAULE_HOME", str(tmp_path))

    def run(error: BaseException) -> int:
        def command() -> int:
            """Fail."""
            raise error

        monkeypatch.setitem(sys.modules, "failing", SimpleNamespace(command=command))
        return main.run(["fail"], more={"fail": "failing"})

    return run


def test_no_arguments_is_help(saule):
    outcome = saule()
    assert outcome.status == 0
    assert all(name in outcome.out for name in main.COMMANDS)


def test_every_command_explains_itself(saule):
    for name in main.COMMANDS:
        outcome = saule(name, "--help")
        assert outcome.status == 0
        assert "Usage: saule " + name in outcome.out


def test_the_version_is_there_at_once():
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", QUICK], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("saule 0")
    assert done.stdout.endswith("[]\n")
    assert time.monotonic() - start < 10  # a second on a quiet machine


@pytest.mark.parametrize("argv", WRONG)
def test_a_wrong_word_is_one_line(saule, argv):
    outcome = saule(*argv)
    assert outcome.status == 2
    assert outcome.err.startswith("saule: ")
    assert outcome.err.count("\n") == 1


def test_an_error_of_ours_is_its_sentence(failing, capsys):
    assert failing(CommandError("Say which\nfile.")) == 1
    assert capsys.readouterr().err == "saule: Say which file.\n"


def test_a_full_disk_is_said_in_words(failing, capsys):
    assert failing(OSError(errno.ENOSPC, "No space left on device", "/data/x")) == 1
    assert capsys.readouterr().err == "saule: No space left on device: /data/x\n"


def test_a_store_that_fails_is_said_in_words(failing, capsys):
    assert failing(OperationalError("database or disk is full")) == 1
    assert "database or disk is full" in capsys.readouterr().err


def test_what_nobody_foresaw_is_logged_without_anybody_s_data(failing, capsys, tmp_path):
    assert failing(ValueError("marie.durand@example.org owes 4111111111111111")) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ValueError" in said
    log = (tmp_path / "errors.log").read_text()
    assert "in command" in log
    assert "marie" not in log + said
    assert "4111" not in log + said
    assert (tmp_path / "errors.log").stat().st_mode & 0o077 == 0


def test_interrupting_is_quiet(failing, capsys):
    assert failing(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""


def test_a_reader_who_leaves_is_no_error():
    code = "import sys; sys.exit(__import__('saule.cli.main').cli.main.run(['--help']))"
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    program.stdout.close()
    assert b"Traceback" not in program.stderr.read()
    program.stderr.close()
    program.wait()


def test_a_damaged_store_is_called_damaged(failing, capsys):
    assert failing(DatabaseError("file is not a database")) == 1
    assert "The store is damaged" in capsys.readouterr().err


def test_what_the_system_says_is_said_in_french_to_the_french(failing, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert failing(OSError(errno.ENOSPC, "No space left on device", "/data/x")) == 1
    assert capsys.readouterr().err == "saule: Plus de place sur le disque: /data/x\n"


def test_a_home_that_is_a_file_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    environment = {**os.environ, "SAULE_HOME": str(tmp_path / "file"), "LC_ALL": "C.UTF-8"}
    program = [sys.executable, "-m", "saule", "matters"]
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert "is a file: a folder was expected." in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("wrong", [{"SAULE_MAIL": "pigeon"}, {"SAULE_DATABASE_URL": "mysql://x/y"}])
def test_a_wrong_setting_is_named(tmp_path, wrong):
    environment = {**os.environ, "SAULE_HOME": str(tmp_path), **wrong}
    program = [sys.executable, "-m", "saule", "matters"]
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert next(iter(wrong)) in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_people_wrote_is_readable_by_the_owner_alone(tmp_path):
    environment = {**os.environ, "SAULE_HOME": str(tmp_path), "SAULE_DATABASE_URL": ""}
    program = [sys.executable, "-m", "saule", "matters"]
    subprocess.run(program, capture_output=True, check=False, env=environment)
    assert (tmp_path / "saule.sqlite3").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", [*main.COMMANDS, "demo"])
def test_help_is_french_to_the_french(name, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    main.run([name, "--help"], more={"demo": "saule.demo.command"})
    said = capsys.readouterr().out
    assert "Affiche cette aide." in said
    for english in ("Print JSON", "The desk", "several", " what ", "Show this"):
        assert english not in said


def test_a_number_out_of_range_is_said_in_words(saule):
    outcome = saule("serve", "--port", "99999")
    assert outcome.err == "saule: --port takes a whole number from 1 to 65535. (saule --help says more.)\n"
