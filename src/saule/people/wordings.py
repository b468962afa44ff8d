"""What people are asked to agree to, in which words: every version that was ever shown, in each language.

A version is never edited: whoever agreed agreed to those words. A new one is added below; where it asks for
more than before, ``anew`` says that earlier consents do not stand for it.

Only what goes beyond answering needs consent. To read, group, answer and promise, and to tell somebody where
their own message stands, the desk has a public task or a legitimate interest (GDPR 6(1)(e), (f)), and people
object instead (`saule.people.suppressing`).
"""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What somebody can agree to, and take back."""

    PUBLIC_NAME = "public_name"
    PUBLIC_WORDS = "public_words"
    OTHER_NEWS = "other_news"


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of the words, by language."""

    version: str
    fr: str
    en: str
    anew: bool = False

    def in_language(self, language: str) -> str:
        """The words in French or, for everybody else, in English."""
        return self.fr if language == "fr" else self.en


WORDINGS: dict[Purpose, tuple[Wording, ...]] = {
    Purpose.PUBLIC_NAME: (
        Wording(
            "2026-12",
            fr="J’accepte que le nom que j’ai choisi soit affiché sur la page publique du sujet.",
            en="I agree that the name I chose is shown on the public page of the matter.",
        ),
    ),
    Purpose.PUBLIC_WORDS: (
        Wording(
            "2026-12",
            fr="J’accepte que ce que j’ai écrit ici soit affiché sur la page publique du sujet.",
            en="I agree that what I wrote here is shown on the public page of the matter.",
        ),
    ),
    Purpose.OTHER_NEWS: (
        Wording(
            "2026-12",
            fr="J’accepte de recevoir des nouvelles de ce sujet même une fois que j’ai eu ma réponse.",
            en="I agree to get news of this matter even once I have had my answer.",
        ),
    ),
}


def present(purpose: Purpose) -> Wording:
    """The words in which this is asked now."""
    return WORDINGS[purpose][-1]


def wording(purpose: Purpose, version: str) -> Wording:
    """The words of a version. KeyError for one that never was."""
    return {one.version: one for one in WORDINGS[purpose]}[version]


def versions_that_hold(purpose: Purpose) -> list[str]:
    """The versions to which a consent stands for what is done now."""
    versions: list[str] = []
    for one in WORDINGS[purpose]:
        versions = [one.version] if one.anew else [*versions, one.version]
    return versions
