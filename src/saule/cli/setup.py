"""``saule setup``: the first desk, by questions with defaults or all by options."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from saule.cli.speaking import gettext_noop, say, tell
from saule.cli.store import language_of_terminal, open_store

if TYPE_CHECKING:
    from saule.desk.founding import Founding

LANGUAGES = ("fr", "en")
ASKED = ("desk", "address", "owner_name", "owner_email", "capacity", "language")


def named(help_text: str) -> Any:
    """An option that is a word or a name."""
    return typer.Option(help=help_text)


NAME = named(gettext_noop("What the desk is called: the name people read."))
ADDRESS = named(gettext_noop("The mail address that people write to."))
OWNER_NAME = named(gettext_noop("The owner's name."))
OWNER_EMAIL = named(gettext_noop("The owner's address, to sign in with."))
LANGUAGE = named(gettext_noop("The desk's language: fr or en."))
COUNTRY = named(gettext_noop("The country whose holidays count (ISO code)."))
TIME_ZONE = named(gettext_noop("The desk's time zone."))
FROM_STDIN = typer.Option(
    "--password-stdin", help=gettext_noop("Read the owner's password from standard input.")
)
CAPACITY = typer.Option(
    min=0, help=gettext_noop("Answers the desk can give in a week; 0 if you do not know yet.")
)


def command(
    desk: Annotated[str, NAME] = "",
    address: Annotated[str, ADDRESS] = "",
    owner_name: Annotated[str, OWNER_NAME] = "",
    owner_email: Annotated[str, OWNER_EMAIL] = "",
    password_stdin: Annotated[bool, FROM_STDIN] = False,
    capacity: Annotated[int | None, CAPACITY] = None,
    language: Annotated[str, LANGUAGE] = "",
    country: Annotated[str, COUNTRY] = "FR",
    time_zone: Annotated[str, TIME_ZONE] = "Europe/Paris",
) -> int:
    """Make the first desk: its owner, mailbox (in rehearsal: nothing is sent), capacity and a charter."""
    open_store()
    from django.utils import timezone

    from saule.desk.founding import found

    refuse_second()
    stated = "" if capacity is None else str(capacity)
    given = dict(zip(ASKED, (desk, address, owner_name, owner_email, stated, language), strict=True))
    defaults = {"language": language_of_terminal(), "capacity": "0"}
    answers = complete(given, defaults, asks=sys.stdin.isatty() and not password_stdin)
    wish = founding(answers, password(password_stdin), country=country, time_zone=time_zone)
    found(wish, now=timezone.now())
    report(wish)
    return 0


def report(wish: "Founding") -> None:
    """Says that the desk is there, and what comes next."""
    from django.utils.translation import gettext as _

    say(_("“%(desk)s” is ready. It sends nothing until its owner switches it live.") % {"desk": wish.desk})
    words = _("Bring in what was written so far: saule import FILE.mbox --ours %(address)s")
    say(words % {"address": wish.address})
    say(_("Open the desk: saule serve"))


def refuse_second() -> None:
    """Raises AlreadyFounded before anything is asked."""
    from django.utils.translation import gettext as _

    from saule.desk.founding import AlreadyFounded
    from saule.desk.models import Desk

    if existing := Desk.objects.first():
        raise AlreadyFounded(
            _("There is a desk already: “%(desk)s”. Change it in its settings.") % {"desk": existing.name}
        )


def complete(given: dict[str, str], defaults: dict[str, str], *, asks: bool) -> dict[str, str]:
    """What was given, then answers to questions, or defaults where nobody can be asked."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError

    questions = {
        "desk": _("What is the desk called?"),
        "address": _("To which mail address do people write?"),
        "owner_name": _("Your name?"),
        "owner_email": _("Your mail address, to sign in with?"),
        "capacity": _("How many answers can the desk give in a week? (0 if you do not know yet)"),
        "language": _("In which language does the desk work? (fr, en)"),
    }
    missing = [name for name, value in given.items() if not value]
    if asks:
        return {**given, **{name: asked(name, questions[name], defaults.get(name)) for name in missing}}
    if nowhere := [f"--{name.replace('_', '-')}" for name in missing if name not in defaults]:
        raise CommandError(_("Missing: %(options)s.") % {"options": ", ".join(nowhere)})
    return {**given, **{name: defaults[name] for name in missing}}


def asked(name: str, question: str, default: str | None) -> str:
    """The answer to one question, asked again until it makes sense."""
    from saule.cli.errors import CommandError

    while True:
        answer: str = typer.prompt(question, default=default, prompt_suffix=" ", err=True)
        try:
            check_answer(name, answer)
        except CommandError as error:
            tell(str(error))
        else:
            return answer


def founding(answers: dict[str, str], secret: str, *, country: str, time_zone: str) -> "Founding":
    """The wish for the new desk. Raises CommandError for the first answer that makes no sense."""
    from saule.desk.founding import Founding

    check(answers, secret, time_zone)
    check_country(country)
    return Founding(
        desk=answers["desk"].strip(),
        owner_email=answers["owner_email"].strip(),
        owner_name=answers["owner_name"].strip(),
        password=secret,
        address=answers["address"].strip(),
        language=answers["language"].strip().lower(),
        capacity=int(answers["capacity"]),
        country=country.upper(),
        time_zone=time_zone,
    )


def check_country(country: str) -> None:
    """Raises CommandError for a country whose holidays are not known: dates would fall on them."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError
    from saule.desk.calendar import has_holidays

    if not has_holidays(country.upper()):
        raise CommandError(_("“%(given)s” is not the code of a country (such as FR).") % {"given": country})


def check(answers: dict[str, str], secret: str, time_zone: str) -> None:
    """Raises CommandError, in words, for the first answer that cannot be used."""
    from zoneinfo import available_timezones

    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError

    for name, answer in answers.items():
        check_answer(name, answer)
    if time_zone not in available_timezones():
        raise CommandError(_("“%(given)s” is not a time zone.") % {"given": time_zone})
    try:
        validate_password(secret)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None


def check_answer(name: str, answer: str) -> None:
    """Raises CommandError, in words, for an answer that its question cannot take."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError

    given = {"given": answer}
    if name in ("address", "owner_email") and not is_mail_address(answer):
        raise CommandError(_("“%(given)s” is not a mail address.") % given)
    if name == "language" and answer.strip().lower() not in LANGUAGES:
        raise CommandError(_("The language must be fr or en, not “%(given)s”.") % given)
    if name == "capacity" and not answer.strip().isdecimal():
        raise CommandError(_("The capacity must be a whole number, not “%(given)s”.") % given)


def is_mail_address(text: str) -> bool:
    """Whether mail could reach it from anywhere."""
    from saule.people.addresses import can_be_written_to

    return can_be_written_to("email", text) and "." in text.rpartition("@")[2]


def password(from_stdin: bool) -> str:
    """The owner's password: the first line of standard input, or typed twice and not shown."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandError(_("Missing: the password. Give it on standard input, with --password-stdin."))
    tell(_("Choose a password of 12 characters or more."))
    again = _("The same password again")
    typed: str = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=again, err=True)
    return typed
