"""Searching: what is stored is found at once, by those who may see it, on both stores."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.desk.models import Desk, Membership, Role, Team, User
from saule.engines.queries import understand
from saule.matters import indexing, searching
from saule.matters.answering import draft_for, save_text
from saule.matters.correcting import rename
from saule.matters.grouping import group_waiting
from saule.matters.incoming import IncomingAttachment
from saule.matters.models import (
    AnswerText,
    AnswerWords,
    Conversation,
    MailClass,
    Matter,
    MatterWords,
    Message,
    MessageWords,
    PersonWords,
)
from saule.matters.narrowing import Narrowing, allowed
from saule.matters.receiving import receive_many
from saule.matters.searching import FINDERS, Search
from saule.people.joining import join
from saule.people.models import Person

pytestmark = pytest.mark.django_db

FLOOD = (
    "Bonjour, nos caves sont inondées depuis l’orage. Quand viendra-t-on pomper ? Les écoles ont de l’eau."
)
TIMES = "Bonjour, je cherche l’horaire d’ouverture de la déchèterie le samedi matin."
ENGLISH = "Hello, the flooding in Mill Lane has damaged the schools and the cars. Who pays for it?"


@pytest.fixture
def post(desk, now, mail):
    """Receives a mail and groups it; returns its message."""

    def act(said: str = FLOOD, *, ago: int = 0, **fields) -> Message:
        at = now - timedelta(days=ago)
        received = receive_many(desk, [mail(said, sent_at=at, **fields)], now=at)
        group_waiting(desk, now=now)
        return Message.objects.get(pk=received.messages[0])

    return act


def search(by: Membership, typed: str, **values: str) -> Search:
    return Search(by, understand(typed), Narrowing(by, allowed(by, values)))


def finds(by: Membership, typed: str, **values: str) -> list[int]:
    return search(by, typed, **values).messages().keys


@pytest.mark.parametrize(
    "typed",
    [
        "inondées",
        "INONDEES",
        "inondation",
        "inond*",
        "inondé*",
        "caves inondées",
        "ecole",
        "l'école",
        '"depuis l’orage"',
        "pomper -tennis",
    ],
)
def test_a_message_is_found_however_its_words_are_typed(alice, post, typed):
    message, _other = post(FLOOD), post(TIMES)

    assert finds(alice, typed) == [message.pk]


@pytest.mark.parametrize(
    "typed",
    ["orage depuis caves -écoles", "inondat*", '"orage depuis"', "inonder* zzz", "pomper -piscine", "-caves"],
)
def test_what_does_not_hold_the_words_is_not_found(alice, post, typed):
    post(FLOOD)

    assert finds(alice, typed) == []


def test_english_words_meet_their_stems_too(alice, post):
    message = post(ENGLISH)

    assert finds(alice, "floods school") == [message.pk]


def test_subject_and_names_of_files_are_searched(alice, post):
    file = IncomingAttachment(
        name="Devis-plomberie.pdf", content_type="application/pdf", size=1, part=1, scanned=True
    )
    message = post(TIMES, subject="Étang des Sablons", attachments=(file,))

    assert finds(alice, "etang sablon") == [message.pk]
    assert finds(alice, "devis plomberie") == [message.pk]


def test_a_word_in_the_subject_weighs_as_much_as_some_months(alice, post):
    recent = post("Bonjour, le barrage fuit, merci de faire vite.", subject="Urgent")
    titled = post("Bonjour, il y a une fuite, merci de faire vite.", subject="Barrage", ago=30)
    older = post("Bonjour, le barrage est une honte, voilà.", subject="Colère", ago=60)

    assert finds(alice, "barrage") == [titled.pk, recent.pk, older.pk]


def test_a_matter_is_found_by_its_new_title_at_once_and_not_by_the_old(alice, post, now):
    matter = post(TIMES, subject="Déchèterie").filings.get().matter
    rename(matter, "Kermesse du quartier", by=alice.user, now=now)
    assert search(alice, "kermesses").matters().keys == [matter.pk]

    rename(matter, "Brocante", by=alice.user, now=now)
    assert search(alice, "kermesse").matters().keys == []
    assert search(alice, "brocantes").matters().keys == [matter.pk]


def test_a_matter_is_found_by_what_its_messages_say(alice, post):
    matter = post(FLOOD, subject="Aide").filings.get().matter

    assert search(alice, "pomper").matters().keys == [matter.pk]


def test_an_answer_is_found_as_it_reads_now(alice, post, now):
    draft = draft_for(post().filings.get().matter, by=alice.user, now=now)
    save_text(draft, "fr", "Les pompiers passent jeudi.", by=alice.user, now=now)
    text = save_text(draft, "fr", "Les pompiers passent vendredi.", by=alice.user, now=now)

    assert search(alice, "vendredis").answers().keys == [text.pk]
    assert search(alice, "jeudi").answers().keys == []


@pytest.mark.parametrize(
    "typed", ["lefèvre", "LEFEVRE jeanne", "lef", "jeanne.lefevre@exemple.fr", "exemple"]
)
def test_a_person_is_found_by_name_and_address(alice, post, typed):
    message = post(sender="jeanne.lefevre@exemple.fr", sender_name="Jeanne Lefèvre")
    post(TIMES, sender="tom@other.example", sender_name="Tom Martin")

    assert search(alice, typed).people().keys == [message.person_id]


def test_two_persons_who_are_one_are_found_as_one(alice, post):
    one = post(sender="lea@example.org", sender_name="Léa Roux").person
    other = post(TIMES, sender="lea.roux@work.example", sender_name="Léa Roux").person
    other.joined_into = one
    other.save()

    assert search(alice, "roux").people().keys == [one.pk]
    assert search(alice, "work").people().keys == [one.pk]


def test_nobody_finds_what_they_may_not_see(alice, bob, desk, post, now):
    message = post(FLOOD, sender="lea@example.org", sender_name="Léa Roux")
    matter = message.filings.get().matter
    draft = draft_for(matter, by=alice.user, now=now)
    save_text(draft, "fr", "Nos caves aussi.", by=alice.user, now=now)
    team = Team.objects.create(desk=desk, name="Roads")
    kind = desk.kinds.get(code="transports")
    kind.team = team
    kind.save()
    Matter.objects.filter(pk=matter.pk).update(kind=kind)

    assert all(not find(search(bob, "caves")).keys for find in FINDERS.values())
    assert not search(bob, "roux").people().keys
    assert (
        not Conversation.objects.visible_to(bob)
        .filter(searching.conversations_holding(desk, "caves"))
        .exists()
    )

    bob.teams.add(team)
    bob = Membership.objects.get(pk=bob.pk)  # as the next request finds him
    found = {name: len(find(search(bob, "caves")).keys) for name, find in FINDERS.items()}
    assert found == {"matters": 1, "conversations": 1, "messages": 1, "people": 0, "answers": 1}
    assert search(bob, "roux").people().keys == [message.person_id]


def test_another_desk_and_an_auditor_find_nothing(desk, post, now):
    post(FLOOD, sender_name="Léa Roux")
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    dan = User.objects.create_user("dan@elsewhere.example", "Dan")
    owner = Membership.objects.create(desk=elsewhere, user=dan, role=Role.OWNER, since=now)
    auditor = Membership.objects.create(desk=desk, user=dan, role=Role.AUDITOR, since=now)

    for who in (owner, auditor):
        for typed in ("caves", "roux"):
            assert all(not find(search(who, typed)).keys for find in FINDERS.values())


def test_filters_narrow_by_what_they_say(alice, desk, post, now):
    message = post(FLOOD)
    machine = post(FLOOD, mail_class=MailClass.AUTO_REPLY)
    matter = message.filings.get().matter
    Matter.objects.filter(pk=matter.pk).update(kind=desk.kinds.get(code="transports"))

    assert finds(alice, "caves", **{"class": "auto_reply"}) == [machine.pk]
    assert finds(alice, "caves", **{"class": "human"}) == [message.pk]
    assert finds(alice, "caves", kind="transports") == [message.pk]
    assert finds(alice, "caves", kind="civil") == []
    assert finds(alice, "caves", state="open") == [message.pk]
    assert finds(alice, "caves", state="answered") == []
    assert finds(alice, "caves", given="nobody") == [machine.pk, message.pk]
    assert finds(alice, "caves", given="me") == []
    assert finds(alice, "caves", kind="no such kind") == [machine.pk, message.pk]


def test_what_saule_sent_by_itself_is_found_only_if_one_asks_for_it(alice, post):
    message = post(FLOOD)
    sent = post(FLOOD)
    Message.objects.filter(pk=sent.pk).update(outgoing=True, automatic=True, mail_class=MailClass.AUTO_REPLY)
    indexing.index_stored([sent.pk])

    assert finds(alice, "caves") == [message.pk]
    assert finds(alice, "caves", **{"class": "automatic"}) == [sent.pk]
    assert finds(alice, "caves", **{"class": "ours"}) == []


@pytest.mark.parametrize(
    ("since", "until", "hits"),
    [
        (None, None, 3),
        (20, None, 1),
        (400, None, 2),
        (None, 20, 2),
        (None, 400, 1),
        (100, 20, 1),
        (900, 500, 1),
        (90, 50, 0),
    ],
)
def test_dates_narrow_to_the_day(alice, post, now, since, until, hits):
    for ago in (2, 45, 800):
        post(FLOOD, ago=ago)
    days = [now - timedelta(days=ago) if ago else None for ago in (since, until)]
    narrowed = Search(alice, understand("caves"), Narrowing(alice, since=days[0], until=days[1]))

    assert len(narrowed.messages().keys) == hits


def test_lists_hold_the_same_words(alice, desk, post):
    message = post(FLOOD, sender_name="Léa Roux")
    conversations = Conversation.objects.visible_to(alice)
    matters = Matter.objects.visible_to(alice)

    for typed in ("cave", "roux"):
        assert (
            conversations.filter(searching.conversations_holding(desk, typed)).get() == message.conversation
        )
    assert matters.filter(searching.matters_holding(desk, "cave")).get() == message.filings.get().matter
    assert conversations.filter(searching.conversations_holding(desk, "")).count() == 1
    assert not conversations.filter(searching.conversations_holding(desk, '"""')).exists()


@pytest.mark.parametrize("typed", ["roux", "Goff roux", "helene", "HÉLÈNE le go", "rou", "helene@mail"])
def test_people_are_listed_by_any_word_of_their_name_however_it_is_typed(desk, post, typed):
    post(FLOOD, sender="helene@mail.example", sender_name="Hélène Le Goff-Roux")
    post(TIMES, sender="paul@example.org", sender_name="Paul Petit")
    people = Person.objects.filter(joined_into=None)

    assert people.filter(searching.people_holding(desk, typed)).get().name == "Hélène Le Goff-Roux"


def test_who_is_one_with_somebody_is_listed_by_that_name_too(desk, alice, post, now):
    post(FLOOD, sender="lea@example.org", sender_name="Léa Roux")
    post(TIMES, sender="mme.roux@example.org", sender_name="Éléonore")
    lea, other = Person.objects.order_by("pk")
    join(other, lea, by=alice.user, now=now)

    assert Person.objects.filter(searching.people_holding(desk, "eleonore")).get() == lea


@pytest.mark.parametrize("typed", ["éclairage", "eclairages stade", "du stade", "eclairage du s", "eclaira"])
def test_a_matter_is_named_by_the_words_of_its_title_the_last_perhaps_begun(desk, alice, post, now, typed):
    named = post(TIMES).filings.get().matter
    rename(named, "Éclairage du stade", by=alice.user, now=now)
    said = "Bonjour, l’éclairage du stade me gêne la nuit, merci de l’éteindre."
    rename(post(said, subject="Bruit").filings.get().matter, "Nuisances", by=alice.user, now=now)

    assert Matter.objects.filter(searching.matters_named(desk, typed)).get() == named


def test_where_no_title_has_the_words_a_matter_is_named_by_its_phrases(desk, post):
    matter = post(FLOOD, subject="Aide").filings.get().matter
    matter.phrases = ["caves inondées"]
    matter.save()
    indexing.index_matters([matter.pk])

    assert Matter.objects.filter(searching.matters_named(desk, "caves inondees")).get() == matter
    assert not Matter.objects.filter(searching.matters_named(desk, "inondees aide zzz")).exists()
    assert not Matter.objects.filter(searching.matters_named(desk, "???")).exists()


def test_what_is_erased_leaves_no_word_behind(alice, post, now):
    message = post(FLOOD, sender="lea@example.org", sender_name="Léa Roux")
    matter = message.filings.get().matter
    save_text(draft_for(matter, by=alice.user, now=now), "fr", "Vos caves", by=alice.user, now=now)
    keys = {
        "messages": [message.pk],
        "people": [message.person_id],
        "matters": [matter.pk],
        "answers": [AnswerText.objects.get().pk],
    }

    assert indexing.forget(**keys) == 4

    assert all(
        not find(search(alice, "caves")).keys for find in FINDERS.values() if find is not Search.matters
    )
    assert not any(table.objects.exists() for table in (MessageWords, PersonWords, MatterWords, AnswerWords))
    assert indexing.forget(**keys) == 0


def test_a_deleted_message_takes_its_words_along(alice, post):
    message = post(FLOOD, mail_class=MailClass.SPAM)
    message.delete()

    assert not MessageWords.objects.exists()


def test_the_worker_indexes_what_was_stored_before_the_newest_first(alice, post):
    messages = [post(FLOOD, sender=f"p{number}@example.org") for number in range(3)]
    before = sorted(finds(alice, "caves"))
    for table in (MessageWords, PersonWords, MatterWords):
        table.objects.all().delete()
    assert not indexing.complete()

    walk = indexing.Walk()
    while not walk.done():
        indexing.catch_up(walk)

    assert sorted(finds(alice, "caves")) == before == sorted(message.pk for message in messages)
    assert indexing.complete()
    assert PersonWords.objects.count() == Person.objects.count()
    assert indexing.catch_up(indexing.Walk()) == 0


def test_a_megabyte_of_odd_words_is_stored_and_found(alice, post):
    odd = " ".join(f"\ufdfa{number:x}é" for number in range(60_000))
    message = post(f"Bonjour la cave. {odd}")

    assert finds(alice, "cave bonjour") == [message.pk]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.sampled_from("ab cé\"*-()+:^~&|!<>«»\x00'\\🙂#=_ANDORTE0"), max_size=80) | st.text(max_size=80)
)
def test_whatever_is_typed_gets_an_answer(alice, typed):
    for find in FINDERS.values():
        assert find(search(alice, typed)).keys == []
    Conversation.objects.filter(searching.conversations_holding(alice.desk, typed)).exists()
    Matter.objects.filter(searching.matters_holding(alice.desk, typed)).exists()


@pytest.mark.parametrize(
    "typed", ["a" * 10_000, '"' * 10_000, "a " * 5_000, "NEAR(a b)", "a:b", "^a", "a\x00b", "{a}:b"]
)
def test_odd_queries_get_an_answer(alice, post, typed):
    post(FLOOD)

    for find in FINDERS.values():
        assert isinstance(find(search(alice, typed)).keys, list)
