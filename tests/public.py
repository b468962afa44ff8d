"""What everybody may read of, for tests."""

from django.utils import timezone

from saule.desk.models import MattersBoard
from saule.desk.opening import switch_matters
from saule.matters.confirming import Wish, ask
from saule.matters.publishing import Wording, publish

WORDS = Wording(
    title_fr="Suppression de la ligne 12",
    summary_fr="La ligne s’arrête le 4 janvier.",
    title_en="Bus line 12 ends",
    summary_en="The line stops on 4 January.",
)


def made_public(matter, by, now, wording: Wording = WORDS):
    """The matter with a public page, on a board that is open; ``by`` is a member who leads."""
    switch_matters(matter.desk, is_open=True, licence=MattersBoard.Licence.ETALAB, by=by.user, now=now)
    publish(matter, wording, by=by.user, now=now)
    return matter


def asked_to_sign(matter) -> str:
    """Somebody has signed just now, and not followed the link yet: the opaque id of it."""
    wish = Wish(purpose="sign", value="zoe@example.org", language="fr", matter=matter)
    now = timezone.now()  # noqa: TID251 - links hold for two days of the real clock
    return ask(matter.desk, wish, title=WORDS.title_fr, now=now).public_id
