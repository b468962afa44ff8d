"""What promises hold about persons: a date given to an opaque id, and the figures behind it."""

from saule.people.personal import OPAQUE, REASON
from saule.people.register import impersonal

FIGURES = "figures about the desk's work, not about the person"

impersonal("promises.Promise", "public_id", "basis", "engine", "state", because=OPAQUE)
impersonal("promises.Promise", "inputs", because=FIGURES)
impersonal("promises.Overheating", "facts", because=FIGURES)
impersonal("promises.Learned", "mark", "state", "tried", because=FIGURES)
impersonal("promises.MonthFigures", "figures", because=FIGURES)
impersonal("promises.PromiseTransition", "from_state", "to_state", because=OPAQUE)
impersonal("promises.PromiseTransition", "why", because=REASON)
