"""What the records of providers hold about persons: nothing. They name conversations by their keys."""

from saule.people.personal import OPAQUE, OURS, REASON
from saule.people.register import impersonal

impersonal("providers.Provider", "public_id", because=OPAQUE)
impersonal("providers.Provider", "name", because=OURS)
impersonal("providers.Terms", "languages", "weekdays", because=OURS)
impersonal("providers.OverflowRule", "mode", because=OPAQUE)
impersonal("providers.QuestionWeight", "question", because=OPAQUE)
impersonal("providers.SecurityAnswer", "question", "choice", because=OPAQUE)
impersonal("providers.SecurityAnswer", "evidence", because=OURS)
impersonal("providers.Stop", "why", "lift_why", because=REASON)
impersonal("providers.Handover", "public_id", "state", because=OPAQUE)
impersonal("providers.Handover", "why", because=OURS)
impersonal("providers.HandoverTransition", "from_state", "to_state", because=OPAQUE)
impersonal("providers.HandoverTransition", "why", because=REASON)
impersonal("providers.FigureStop", "figures", because="figures of a reply, without the words around them")
impersonal("providers.FigureStop", "why", because=REASON)
impersonal("providers.Statement", "public_id", "hash", "before", because=OPAQUE)
impersonal("providers.Statement", "figures", "lines", "rules", because=OURS)
impersonal("providers.Statement", "why", because=REASON)
impersonal("providers.StatementItem", "outcome", because=OPAQUE)
