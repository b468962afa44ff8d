"""What groups look like, to compare before and after."""

from saule.matters.models import Answer, Filing, Matter, Signature, SignatureEvidence

FIGURES = ("people", "confirmed", "own_words", "waiting", "messages_count", "opened_at", "last_at")
FACTS = ("state", "merged_into", "title", "kind", "nature", "grave", "threshold")


def picture() -> tuple[object, ...]:
    """Where every message is, who counts where and why, what the matters are and what is written of them.

    Matters that a correction opened and that are empty again do not show.
    """
    counted = Signature.objects.filter(state__in=Signature.COUNTED)
    evidence = SignatureEvidence.objects.values_list("signature__matter", "signature__person", "message")
    standing = Matter.objects.exclude(state="merged", messages_count=0)
    return (
        sorted(Filing.objects.values_list("message", "matter")),
        sorted(counted.values_list("matter", "person", "state")),
        sorted(evidence),
        sorted(map(str, standing.values_list("pk", *FIGURES, *FACTS))),
        sorted(Answer.objects.values_list("pk", "matter")),
    )
