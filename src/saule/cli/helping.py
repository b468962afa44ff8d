"""What ``--help`` shows and what a wrong word gets, in the terminal's language."""

import gettext as catalogues
from typing import Any

from saule.cli.speaking import LOCALE, gettext, gettext_noop

# What the command line's library says itself: looked up in our catalogue, where these lines put it.
LIBRARY = (
    gettext_noop("Show this message and exit."),
    gettext_noop("Arguments"),
    gettext_noop("Options"),
    gettext_noop("Commands"),
    gettext_noop("[default: {}]"),
    gettext_noop("[required]"),
    gettext_noop("Missing command."),
    gettext_noop("No such command {name!r}."),
)
SUMMARIES = {
    "demo": gettext_noop(
        "Try Saule on a fictional town hall. Nothing is sent anywhere: mail goes into files."
    ),
    "setup": gettext_noop(
        "Make the first desk: its owner, mailbox (in rehearsal: nothing is sent), capacity and a charter."
    ),
    "import": gettext_noop(
        "Bring in mails from files. Nothing is ever sent for it; running it again brings nothing twice."
    ),
    "connect": gettext_noop(
        "Connect a mailbox of the desk to its server. The password is asked for, and never shown."
    ),
    "fetch": gettext_noop(
        "Fetch the mail of every connected mailbox once; exit status 1 if one cannot be read."
    ),
    "serve": gettext_noop("Serve the desk to browsers, and work in the background."),
    "worker": gettext_noop(
        "Do what waits to be done: group messages, give dates, tell people, send answers."
    ),
    "matters": gettext_noop("List what people write about, strongest first."),
    "answer": gettext_noop("Write an answer once; without --send it stays a draft and nothing leaves."),
    "doctor": gettext_noop("Check that everything is as it must be; exit status 1 if something is not."),
}


def lend_catalogue() -> None:
    """Lets the library look its words up in our catalogue. Call it before the library is loaded."""
    catalogues.bindtextdomain("django", LOCALE)
    catalogues.textdomain("django")


def translate(app: Any) -> Any:
    """Puts the help of every command and option into the terminal's language; returns ``app``."""
    from typer import Context

    for command in [app, *getattr(app, "commands", {}).values()]:
        command.help = gettext(SUMMARIES.get(command.name, command.help or ""))
        command.epilog = gettext(command.epilog) if command.epilog else command.epilog
        # The library makes the option --help when it is first asked for, and keeps it.
        for parameter in (*command.params, command.get_help_option(Context(command))):
            if text := getattr(parameter, "help", ""):
                parameter.help = gettext(text)
    return app


def usage_error(error: Any) -> str:
    """Why the words of a command cannot be carried out."""
    from typer._click import exceptions as wrong

    if isinstance(error, wrong.NoSuchOption):
        return gettext("There is no option “%(name)s”.") % {"name": error.option_name}
    if isinstance(error, wrong.MissingParameter) and error.param is not None:
        return gettext("Missing: %(options)s.") % {"options": name_in(error)}
    if isinstance(error, wrong.BadParameter) and error.param is not None:
        return unfit(name_in(error), error)
    return str(error.format_message())


def name_in(error: Any) -> str:
    """The option or argument that an error is about, as one types it."""
    return str(error.param.get_error_hint(error.ctx)).strip("'")


def unfit(name: str, error: Any) -> str:
    """Why a value cannot be taken: our words for numbers, the library's for the rest."""
    lowest, highest = (getattr(error.param.type, end, None) for end in ("min", "max"))
    if lowest is None:
        return gettext("%(name)s cannot take this value: %(reason)s") % {
            "name": name,
            "reason": error.message,
        }
    if highest is None:
        return gettext("%(name)s takes a whole number from %(low)s on.") % {"name": name, "low": lowest}
    words = gettext("%(name)s takes a whole number from %(low)s to %(high)s.")
    return words % {"name": name, "low": lowest, "high": highest}
