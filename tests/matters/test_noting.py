"""Notes stay in the house, call those they name, and belong to their author."""

from datetime import timedelta

import pytest
from tests.matters.colleagues import colleague, team

from saule.desk.errors import NotAllowed
from saule.desk.models import Role
from saule.matters.answering import draft_for, save_text, send
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Delivery, Matter, Mention, Note
from saule.matters.noting import LONGEST, BadNote, edit, mentioned, note, remove, saw, uncalled
from saule.matters.receiving import receive_many
from saule.matters.seeing import seers
from saule.promises.acknowledging import acknowledge_due
from saule.promises.promising import give_due

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar : elle a déjà appelé trois fois"


def called(written: Note) -> set[str]:
    return {mention.user.name for mention in written.mentions.all()}


def test_no_mail_ever_holds_a_note(desk, alice, bob, mail, now):
    receive_many(desk, [mail(sender="lea@example.org")], now=now)
    group_waiting(desk, now=now)
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    matter, conversation = Matter.objects.get(), Conversation.objects.get()
    note(conversation, SECRET, by=bob.user, now=now)
    note(matter, SECRET, by=bob.user, now=now)
    draft = draft_for(matter, by=alice.user, now=now)
    save_text(draft, "fr", "Bonjour {name}, la ligne reste.", by=alice.user, now=now)

    send(draft, by=alice, now=now)

    assert Delivery.objects.filter(answer=draft).exists()
    for mail in Delivery.objects.values():
        assert "Zanzibar" not in str(mail)


def test_a_note_calls_those_it_names_or_chooses(desk, alice, town, now):
    bob = colleague(desk, "Bob Martin", now)
    zoe = colleague(desk, "Zoé Le Goff", now)
    dan = colleague(desk, "Dan", now)
    conversation = town.write()

    written = note(
        conversation, "@bob martin, voir avec @ZOE LE GOFF.", by=alice.user, now=now, calling=[dan.user]
    )

    assert called(written) == {"Bob Martin", "Zoé Le Goff", "Dan"}
    assert Mention.objects.filter(user__in=[bob.user, zoe.user], seen_at=None).count() == 2


def test_a_first_name_is_enough_when_only_one_has_it(desk, town, now):
    people = [
        colleague(desk, name, now).user
        for name in ("Anne", "Anne Petit", "Paul Roy", "Paul Blanc", "Luc Roy")
    ]

    def names(body):
        return {user.name for user in mentioned(body, people)}

    assert names("@Luc et @Anne Petit") == {"Luc Roy", "Anne Petit"}
    assert names("@Paul ?") == set()
    assert names("@Paul Roy ?") == {"Paul Roy"}
    assert names("luc@roy.example, @Lucien") == set()
    assert uncalled("luc@roy.example @Luc, @Anne Petit, @Lucien, @Paul; @paul roy", people) == (
        ["Lucien"],
        ["Paul"],
    )


def test_nobody_is_called_to_what_they_may_not_see(desk, alice, bob, town, now):
    matter = town.matter()
    matter.kind.team = team(desk)
    matter.kind.save()
    conversation = town.write(matter)
    colleague(desk, "Rita", now, team(desk))
    colleague(desk, "Otto", now, role=Role.AUDITOR)

    written = note(conversation, "@Bob @Rita @Otto @Alice", by=alice.user, now=now, calling=[bob.user])

    assert called(written) == {"Rita"}
    assert called(note(matter, "@Bob @Rita", by=alice.user, now=now)) == {"Rita"}


def test_those_who_see_are_those_to_whom_it_is_visible(desk, alice, bob, town, now):
    roads, baths = team(desk), team(desk, "Baths")
    colleague(desk, "Rita", now, roads)
    colleague(desk, "Ben", now, baths)
    colleague(desk, "Both", now, roads, baths)
    colleague(desk, "Otto", now, role=Role.AUDITOR)
    teamless, shared = town.matter(nature="personal"), town.matter()
    shared.kind.team = roads
    shared.kind.save()
    town.write()
    town.write(teamless)
    town.write(shared, conversation=town.write(teamless))
    for user, given in ((None, baths), (bob.user, None), (None, None)):
        conversation = town.write(shared)
        Conversation.objects.filter(pk=conversation.pk).update(assigned_to=user, assigned_team=given)

    for conversation in Conversation.objects.all():
        may = [m for m in desk.memberships.all() if conversation in Conversation.objects.visible_to(m)]
        assert set(seers(conversation)) == set(may)
    for matter in Matter.objects.all():
        may = [m for m in desk.memberships.all() if matter in Matter.objects.visible_to(m)]
        assert set(seers(matter)) == set(may)


def test_only_its_author_changes_a_note_or_takes_it_away(desk, alice, bob, town, now):
    written = note(town.write(), "@Alice regarde", by=bob.user, now=now)
    for change in (
        lambda: edit(written, "x", by=alice.user, now=now),
        lambda: remove(written, by=alice.user, now=now),
    ):
        with pytest.raises(NotAllowed):
            change()

    edit(written, "Alice regarde encore", by=bob.user, now=now)
    assert called(written) == {"Alice"}
    remove(written, by=bob.user, now=now)

    written.refresh_from_db()
    assert (written.body, written.removed_at) == ("", now)
    assert not Mention.objects.exists()
    with pytest.raises(BadNote):
        edit(written, "back", by=bob.user, now=now)


@pytest.mark.parametrize("body", ["", " \n\t ", "\x00", "x" * (LONGEST + 1), "é" * 1_000_000])
def test_a_note_has_words_and_not_too_many(body, alice, town, now):
    with pytest.raises(BadNote):
        note(town.write(), body, by=alice.user, now=now)
    assert not Note.objects.exists()


def test_no_card_number_is_kept_in_a_note(alice, town, now):
    written = note(town.write(), "Sa carte : 4111 1111 1111 1111", by=alice.user, now=now)

    assert "4111 1111" not in written.body


def test_what_was_seen_is_seen_once_and_only_by_who_looked(alice, bob, town, now):
    conversation = town.write()
    note(conversation, "@Bob", by=alice.user, now=now)
    note(town.write(), "@Bob", by=alice.user, now=now)

    assert saw(conversation, by=alice.user, now=now) == 0
    assert saw(conversation, by=bob.user, now=now) == 1
    assert saw(conversation, by=bob.user, now=now + timedelta(1)) == 0
    assert bob.user.mentions.filter(seen_at=None).count() == 1
