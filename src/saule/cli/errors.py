"""What can go wrong at the command line: one clear line, and an exit status."""

from saule.desk.errors import SauleError


class CommandError(SauleError):
    """The command cannot be carried out as it was given."""

    code = "command"


class NoDesk(CommandError):
    """There is no desk yet, or it is not clear which one is meant."""

    code = "no-desk"


class NotAFile(CommandError):
    """A file or folder that cannot be read, or is not what was expected."""

    code = "not-a-file"


class NoMailbox(CommandError):
    """The desk has no mailbox of the address that was given."""

    code = "no-mailbox"
