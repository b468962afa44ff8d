"""The figures of an answer as its page shows them: marked where they stand, in doubt or confirmed."""

from dataclasses import dataclass

from saule.engines.facts import Verdict
from saule.matters import guarding
from saule.matters.guarding import Doubt
from saule.matters.models import Answer
from saule.web.requests import DeskRequest


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: plain, or a figure with what the reference says of it."""

    text: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an answer in doubt, and those for which somebody stands."""

    doubts: list[Doubt]
    confirmed: list[Doubt]


def figures_of(request: DeskRequest, answer: Answer) -> Figures:
    """What is in doubt, and what was."""
    every = guarding.doubts_of(answer, now=request.now)
    return Figures(
        [one for one in every if one.confirmed is None], [one for one in every if one.confirmed is not None]
    )


def marked(request: DeskRequest, text: str) -> list[Piece]:
    """The text in pieces, each figure in doubt apart."""
    desk = request.desk
    found = guarding.read(text, guarding.reference(desk), desk=desk, now=request.now)
    pieces, at = [], 0
    for finding in found:
        if finding.verdict != Verdict.KNOWN:
            figure = finding.figure
            pieces += [Piece(text[at : figure.start]), Piece(figure.text, finding.verdict)]
            at = figure.end
    return [*pieces, Piece(text[at:])]
