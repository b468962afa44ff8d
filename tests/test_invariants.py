"""The ten invariants: whatever people, workers and machines do, the doctor finds every one of them kept.

The other halves are where they belong: masking in ``engines/test_masking``, policies on every page in
``web/test_policies``, promises in ``promises/test_promising``, kills in ``worker/test_kills``, guards and
harms in ``test_guards``, many at once in ``test_at_once``.
"""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.living import ACTS, MORNING, TEXTS, Town, unwell
from tests.matters.groups import picture

from saule.desk.errors import SauleError
from saule.matters.attaching import attach, detach
from saule.matters.filing import move
from saule.matters.grouping import group_waiting
from saule.matters.merging import merge
from saule.matters.models import Correction, Delivery, Filing, Matter, Message, Source
from saule.matters.receiving import receive_many
from saule.matters.splitting import keep_apart, split, step_out
from saule.matters.undoing import undo
from saule.promises.telling import MISSED

ONE_AT_A_TIME = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DEEDS = ("move", "merge", "split", "attach", "detach", "keep_apart", "step_out")


@ONE_AT_A_TIME
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 20)), min_size=8, max_size=40
    )
)
@example(acts=[("split", 0, 0), ("confirm", 0, 18), ("apart", 0, 1)])  # confirms what has moved away
@example(acts=[("say", 0, 15), ("withdraw", 0, 0), ("confirm", 0, 0)])  # and what was withdrawn there
@example(acts=[("aside", 0, 0), ("say", 0, 15), ("put_back", 0, 0)])  # puts back into what was merged
def test_whatever_happens_the_doctor_finds_every_invariant_kept(desk, mail, alice, now, acts):
    with transaction.atomic():
        town = Town(desk, mail, alice, now)
        town.live([*MORNING, *acts])
        assert unwell(town.now) == []
        # 1: each position once, whatever was handed over how often.
        assert Source.objects.count() == Message.objects.exclude(source=None).count() == len(town.known)
        # 3: what was earned is never un-earned, but for fraud, reasoned.
        assert town.lost == []
        # 4: nothing was on the wire twice, unless a person decided so.
        again = {one for one in town.taken if town.taken.count(one) > 1}
        assert again <= town.decided
        # Nobody is acknowledged twice for one conversation.
        acks = Delivery.objects.exclude(MISSED).filter(purpose="acknowledgement")
        told = acks.values_list("conversation", flat=True)
        assert len(told) == len(set(told))
        # Nobody hears news twice at one beat.
        beats = Delivery.objects.filter(key__startswith="news:").values_list("key", "person")
        assert len({(key[:15], person) for key, person in beats}) == len(beats)
        transaction.set_rollback(True)


@ONE_AT_A_TIME
@given(steps=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_undoing_everything_restores_what_was_there(desk, mail, alice, now, steps):
    with transaction.atomic():
        receive_many(desk, [mail(text) for text in (*TEXTS[:3], *TEXTS[:2])], now=now)
        group_waiting(desk, now=now)
        before, done = [picture()], []
        for deed, message, matter in steps:
            now += timedelta(minutes=1)
            try:
                done.append(do(deed, message, matter, {"by": alice.user, "now": now}))
            except SauleError:
                continue  # refused in words: nothing was done
            before.append(picture())
        for correction in reversed(done):
            now += timedelta(minutes=1)
            assert before.pop() == picture()
            undo(correction, by=alice.user, now=now)
        assert before == [picture()]
        assert unwell(now) == []
        transaction.set_rollback(True)


def do(deed: str, message: int, matter: int, how) -> Correction:
    """One act of a person on one message and one matter, by their places."""
    filings = Filing.objects.order_by("pk")
    filing = filings[message % filings.count()]
    to = Matter.objects.order_by("pk")[matter % Matter.objects.count()]
    deeds = {
        "move": lambda: move(filing.message, to, before=filing.matter, **how).correction,
        "merge": lambda: merge(filing.matter, to, **how),
        "split": lambda: split(filing.matter, [filing.message], "Own", **how),
        "attach": lambda: attach(filing.message, to, **how),
        "detach": lambda: detach(filing.message, filing.matter, **how),
        "keep_apart": lambda: keep_apart(filing.message, to, **how),
        "step_out": lambda: step_out(filing.message.conversation, filing.matter, now=how["now"]),
    }
    done = deeds[deed]()
    assert done is not None
    return done
