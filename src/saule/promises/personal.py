"""What promises hold about persons: a date given to an opaque id, and the figures behind it."""

from django.utils.translation import gettext_lazy as _

from saule.people.personal import ONLY_GROWS, OPAQUE, REASON, WITH_ITS_PERSON
from saule.people.register import End, impersonal, record

FIGURES = "figures about the desk's work, not about the person"

record(
    "promises.Promise",
    path=("person", "conversation__person"),
    end=End("keep", ONLY_GROWS),
    lifetime=WITH_ITS_PERSON,
    what=_("the dates you were given"),
)
impersonal("promises.Promise", "public_id", "basis", "engine", "state", because=OPAQUE)
impersonal("promises.Promise", "inputs", because=FIGURES)
impersonal("promises.Overheating", "facts", because=FIGURES)
impersonal("promises.Learned", "mark", "state", "tried", because=FIGURES)
impersonal("promises.MonthFigures", "figures", because=FIGURES)
impersonal("promises.PromiseTransition", "from_state", "to_state", because=OPAQUE)
impersonal("promises.PromiseTransition", "why", because=REASON)
