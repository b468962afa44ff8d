"""Setting up: by options alone, refused the second time, and never half done."""

import io

import pytest

from saule.desk.models import Desk, Membership, User

OPTIONS = {
    "--desk": "Mairie de Saint-Aubin",
    "--address": "contact@mairie.example",
    "--owner-name": "Alice",
    "--owner-email": "alice@mairie.example",
    "--capacity": "40",
    "--language": "fr",
}


@pytest.fixture
def setup(saule, monkeypatch):
    def run(password="correct horse battery", **changes):
        options = {**OPTIONS, **{f"--{name.replace('_', '-')}": value for name, value in changes.items()}}
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        words = [word for name, value in options.items() if value is not None for word in (name, value)]
        return saule("setup", "--password-stdin", *words)

    return run


def test_a_desk_is_made_from_options(setup):
    outcome = setup()
    assert outcome.status == 0
    assert "sends nothing" in outcome.out
    desk = Desk.objects.get()
    assert (desk.name, desk.mailboxes.get().live) == ("Mairie de Saint-Aubin", False)
    assert desk.capacities.get().answers_per_week == 40
    assert User.objects.get().check_password("correct horse battery")


def test_a_second_time_is_refused_and_changes_nothing(setup):
    setup()
    outcome = setup(desk="Another")
    assert outcome.status == 1
    assert "There is a desk already" in outcome.err
    assert (Desk.objects.get().name, Membership.objects.count()) == ("Mairie de Saint-Aubin", 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"desk": None, "owner_name": None}, "Missing: --desk, --owner-name."),
        ({"address": "nobody"}, "“nobody” is not a mail address."),
        ({"owner_email": "a b@c.example"}, "is not a mail address"),
        ({"language": "de"}, "fr or en"),
        ({"password": "short"}, "too short"),
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
        ({"country": "ZZ"}, "not the code of a country"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(setup, changes, words):
    outcome = setup(**changes)
    assert outcome.status == 1
    assert words in outcome.err
    assert outcome.err.count("\n") == 1
    assert not Desk.objects.exists()
    assert not User.objects.exists()


def test_what_has_a_default_may_be_left_out(setup):
    assert setup(capacity=None, language=None).status == 0
    assert not Desk.objects.get().capacities.exists()


def test_without_a_terminal_the_password_must_come_on_standard_input(saule, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    words = [word for pair in OPTIONS.items() for word in pair]
    outcome = saule("setup", *words)
    assert (outcome.status, "--password-stdin" in outcome.err) == (1, True)


def test_a_question_is_asked_again_until_its_answer_makes_sense(saule, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    typed = [
        "Mairie",
        "nobody",
        "contact@mairie.example",
        "Alice",
        "alice@mairie.example",
        "many",
        "40",
        "fr",
    ]
    answers = iter(typed)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("saule.cli.setup.typer.prompt", lambda *_a, **_k: next(answers))
    monkeypatch.setattr("saule.cli.setup.password", lambda _from_stdin: "correct horse battery")
    outcome = saule("setup")
    assert outcome.status == 0
    assert "“nobody” is not a mail address." in outcome.err
    assert "not “many”" in outcome.err
    assert Desk.objects.get().mailboxes.get().address == "contact@mairie.example"
