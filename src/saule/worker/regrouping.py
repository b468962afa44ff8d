"""Proving that corrections left the groups whole: nothing hangs in what was merged, undone means undone."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.matters.models import Correction, Decision, Filing, Matter, Signature, Suggestion, SupportMove
from saule.worker.findings import Check, Finding, finding

MERGED = Matter.State.MERGED


def merged(_now: datetime) -> Finding:
    """Invariant 2: a merged matter holds nothing and nobody, and leads to another one of its desk."""
    here = {"matter": OuterRef("pk")}
    held = Q(Exists(Filing.objects.filter(**here)))
    held |= Q(Exists(Signature.objects.filter(state__in=Signature.COUNTED, **here)))
    held |= Q(merged_into=None) | Q(merged_into=F("pk")) | ~Q(merged_into__desk=F("desk"))
    wrong = Matter.objects.filter(held, state=MERGED).count()
    ill = ngettext(
        "%(count)s merged matter still holds a message or a signature.",
        "%(count)s merged matters still hold messages or signatures.",
        wrong,
    )
    return finding("merged", wrong, _("What was merged is empty."), ill % {"count": wrong})


def undone(_now: datetime) -> Finding:
    """Invariant 6: what was undone was undone as a whole, and each decision of an act says which it was."""
    taken_back = Decision.objects.filter(undoes=OuterRef("pk"), correction=OuterRef("correction__undone_by"))
    half = Decision.objects.filter(~Exists(taken_back), correction__undone_by__isnull=False)
    twice = Correction.objects.filter(undoes__verb=Correction.Verb.UNDO)
    wrong = half.count() + twice.count()
    ill = ngettext(
        "%(count)s decision stands although its correction was undone.",
        "%(count)s decisions stand although their corrections were undone.",
        wrong,
    )
    return finding("undone", wrong, _("What was undone was undone as a whole."), ill % {"count": wrong})


def support(_now: datetime) -> Finding:
    """Whose support moved is told or spared, never both, and is counted once however they are joined."""
    both = SupportMove.objects.exclude(spared="").filter(told_at__isnull=False)
    silenced = SupportMove.objects.filter(correction__undone_by__isnull=False, told_at=None, spared="")
    wrong = both.count() + silenced.count()
    ill = ngettext(
        "%(count)s person is to be told of something that was undone, or was told needlessly.",
        "%(count)s people are to be told of something that was undone, or were told needlessly.",
        wrong,
    )
    return finding(
        "support", wrong, _("Whose support moved is told, or knows already."), ill % {"count": wrong}
    )


def questions(_now: datetime) -> Finding:
    """What was answered has the act that followed."""
    answered = (Suggestion.State.ACCEPTED, Suggestion.State.DECLINED)
    wrong = Suggestion.objects.filter(state__in=answered, correction=None).count()
    ill = ngettext(
        "%(count)s suggestion was answered, and nothing followed.",
        "%(count)s suggestions were answered, and nothing followed.",
        wrong,
    )
    return finding(
        "questions", wrong, _("Every answer to a suggestion was carried out."), ill % {"count": wrong}
    )


REGROUPING: tuple[Check, ...] = (merged, undone, support, questions)
