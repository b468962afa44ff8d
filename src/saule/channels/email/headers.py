"""What the header of a mail says, field by field, read when it is asked for: most of it never is."""

from collections.abc import Iterator, Mapping

from saule.channels.email import words
from saule.channels.email.structure import Part

LONGEST_VALUE = 100_000


class Headers(Mapping[str, str]):
    """The first value of each field by its name in lower case, decoded, in one line.

    ``charset`` is that of the mail's text: see `saule.channels.email.words.text_of`.
    """

    def __init__(self, mail: Part, charset: str) -> None:
        self.mail, self.charset = mail, charset

    def __getitem__(self, name: str) -> str:
        if name not in self.mail.fields_of:
            raise KeyError(name)
        return self.text(self.mail.value(name))

    def __contains__(self, name: object) -> bool:
        return name in self.mail.fields_of

    def __iter__(self) -> Iterator[str]:
        return iter(self.mail.fields_of)

    def __len__(self) -> int:
        return len(self.mail.fields_of)

    def every(self, name: str) -> list[str]:
        """All values of a field, in order."""
        return [self.text(value) for value in self.mail.values(name)]

    def runs(self, name: str, *, end: str) -> list[list[str]]:
        """All values of a field, in order, and apart where a field named ``end`` stands between them."""
        runs: list[list[str]] = [[]]
        for one in self.mail.fields:
            if one.name == name:
                runs[-1].append(self.text(self.mail.source[one.start : one.end]))
            elif one.name == end and runs[-1]:
                runs.append([])
        return runs

    def text(self, value: bytes) -> str:
        """A value, decoded."""
        return words.header_text(value[:LONGEST_VALUE], self.charset)
