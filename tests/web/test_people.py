"""The pages of people: one timeline over everything, seen by whose work it is; two who may be one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from saule.desk.models import Desk, Membership, Role, Team, User
from saule.matters.models import Message, Note, Signature
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.people.models import Address, Likeness, Person, PersonJoin
from saule.promises.closing import settle, take_back
from saule.promises.models import Promise
from saule.promises.promising import sweep_dates

pytestmark = pytest.mark.django_db
LEA = "lea@example.org"


def person_of(address: str) -> Person:
    return Address.objects.get(value=address).person


def page(client, address: str, **query) -> str:
    return client.get(reverse("person", args=[person_of(address).public_id]), query).content.decode()


@pytest.fixture
def twins(desk, mail, now) -> tuple[Person, Person]:
    """One name behind two addresses, and a telephone number in both letters."""
    for number, domain in enumerate(("home.example", "work.example")):
        said = f"Bonjour, rappelez-moi, lettre {number}."
        text = f"{said}\n\nZoé Le Goff\n06 12 34 56 78"
        zoe = mail(said, text=text, sender=f"zoe.legoff@{domain}", sender_name="Zoé Le Goff")
        receive_many(desk, [zoe], now=now - timedelta(days=number))
    return person_of("zoe.legoff@home.example"), person_of("zoe.legoff@work.example")


def test_everything_that_happened_stands_in_one_column(world, desk, alice, colleague, now, sign_in):
    settle(world.conversation, by=alice.user, now=now - timedelta(hours=3), why="by telephone")
    object_to(world.conversation, answer=None, words="Et le dimanche ?", now=now - timedelta(hours=2))
    Note.objects.create(desk=desk, conversation=world.conversation, body="Ring her", at=now, by=alice.user)
    sweep_dates(desk, now=now)

    html = page(sign_in(colleague(Role.OWNER)), LEA)

    for words in (
        "Je suis contre la suppression",  # what came in
        "waiting",  # the answer that has not left yet
        "An answer promised by",
        "by telephone",
        "Et le dimanche ?",
        "Ring her",
        "Counts for",
        reverse("matter", args=[world.matter.public_id]),
        reverse("delivery", args=[world.delivery.public_id]),
        reverse("message", args=[world.message.public_id]),
        "They wrote</b> · •••@e•••.org",
    ):
        assert words in html
    assert html.index("Ring her") < html.index("Et le dimanche ?") < html.index("Je suis contre")


def test_a_settlement_that_was_taken_back_says_who_when_and_why(world, alice, bob, colleague, now, sign_in):
    settle(world.conversation, by=alice.user, now=now - timedelta(days=2), why="by telephone")
    take_back(world.conversation, by=bob.user, now=now - timedelta(days=1), why="she asks too")

    html = page(sign_in(colleague(Role.OWNER)), LEA)
    entry = html[html.index("Settled without an answer") :].partition("</li>")[0]
    told = entry[entry.index("It needs an answer after all") :]

    assert "taken back" in entry
    assert "by telephone" in entry
    for words in (bob.user.name, "20 November", "she asks too"):
        assert words in told
    assert "The date stands again: an answer by" in html


def test_a_filter_shows_what_was_said_or_promised_only(world, colleague, sign_in):
    client = sign_in(colleague(Role.OWNER))

    said, promises = page(client, LEA, show="said"), page(client, LEA, show="promises")

    assert "Je suis contre" in said
    assert "An answer promised by" not in said
    assert "An answer promised by" in promises
    assert "Je suis contre" not in promises


def test_a_long_timeline_is_read_page_by_page_and_nothing_is_lost(desk, mail, colleague, now, sign_in):
    mails = [mail(f"Lettre-{n:02d} sur la piscine", sender=LEA, sender_name="Léa") for n in range(70)]
    receive_many(desk, mails, now=now)  # all at the same moment
    client = sign_in(colleague(Role.OWNER))
    url, seen, pages = reverse("person", args=[person_of(LEA).public_id]), [], 0
    query = {"show": "said"}
    while True:
        response = client.get(url, query)
        stretch = response.context["stretch"]
        seen += [entry.thing.pk for entry in stretch.entries]
        pages += 1
        if not stretch.older:
            break
        query = {"show": "said", "after": stretch.older}

    assert pages == 3
    assert sorted(seen) == sorted(Message.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("after", ["x", "~~", "2026-01-01~0~0", "9999-99-99T00:00:00+00:00~1~1"])
def test_a_place_that_is_none_shows_the_newest(after, world, colleague, sign_in):
    assert "Je suis contre" in page(sign_in(colleague(Role.OWNER)), LEA, after=after)


def test_a_page_takes_as_many_queries_for_a_hundred_letters_as_for_one(
    desk, mail, colleague, now, sign_in, django_assert_max_num_queries
):
    receive_many(desk, [mail(f"Lettre {n}", sender=LEA) for n in range(100)], now=now)
    client = sign_in(colleague(Role.OWNER))

    with django_assert_max_num_queries(50):
        page(client, LEA)


def test_agents_see_the_people_of_their_work_and_of_them_what_is_theirs(world, desk, bob, mail, now, sign_in):
    kind = desk.kinds.get(code="transports")
    kind.team = Team.objects.create(desk=desk, name="Roads")
    kind.save()
    world.matter.kind = kind
    world.matter.save()
    client = sign_in(bob)
    url = reverse("person", args=[person_of(LEA).public_id])
    assert client.get(url).status_code == 404
    assert url not in client.get(reverse("people")).content.decode()

    receive_many(desk, [mail("Autre chose, sans équipe", sender=LEA)], now=now)

    html = page(client, LEA)
    assert "Autre chose" in html
    assert "Je suis contre" not in html
    assert url in client.get(reverse("people")).content.decode()


def test_people_of_another_desk_are_not_there(world, now, sign_in):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    dan = User.objects.create_user("dan@elsewhere.example", "Dan")
    owner = Membership.objects.create(desk=elsewhere, user=dan, role=Role.OWNER, since=now)
    lea, tom = person_of(LEA).public_id, person_of("tom@example.org").public_id
    client = sign_in(owner)

    assert client.get(reverse("person", args=[lea])).status_code == 404
    assert client.get(reverse("likeness", args=[lea, tom])).status_code == 404


def test_people_are_found_by_name_and_by_address(world, colleague, sign_in):
    client, lea = sign_in(colleague(Role.OWNER)), world.url("person")

    assert lea in client.get(reverse("people"), {"q": "léa"}).content.decode()
    assert lea in client.get(reverse("people"), {"q": "lea@exam"}).content.decode()
    assert lea not in client.get(reverse("people"), {"q": "tom"}).content.decode()
    assert "holds these words" in client.get(reverse("people"), {"q": "nobody"}).content.decode()
    assert client.get(reverse("people"), {"page": "99"}).status_code == 200


def test_who_may_be_the_same_is_proposed_with_what_speaks_for_it(twins, colleague, sign_in):
    one, other = twins
    client = sign_in(colleague(Role.AGENT))

    html = page(client, "zoe.legoff@home.example")
    assert "Perhaps the same person" in html
    for words in ("the same full name", "the same telephone number", "the same address, but for"):
        assert words in html
    pair = client.get(reverse("likeness", args=[one.public_id, other.public_id])).content.decode()
    assert "lettre 0" in pair
    assert "lettre 1" in pair
    assert not Likeness.objects.exists()  # looking writes nothing


def test_a_shared_name_alone_is_said_to_be_weak(desk, mail, colleague, now, sign_in):
    for who in ("jo", "jojo"):
        receive_many(
            desk, [mail(f"Moi, {who}", sender=f"{who}@example.org", sender_name="Jo Martin")], now=now
        )

    html = page(sign_in(colleague(Role.OWNER)), "jo@example.org")

    assert "Only the name is the same" in html


def test_somebody_without_a_full_name_resembles_nobody(desk, mail, colleague, now, sign_in):
    for who in ("jo", "jojo"):
        receive_many(desk, [mail(f"Moi, {who}", sender=f"{who}@example.org", sender_name="Jo")], now=now)

    assert "Perhaps the same person" not in page(sign_in(colleague(Role.OWNER)), "jo@example.org")


def test_joined_they_have_one_page_and_one_timeline_and_it_is_undone(twins, colleague, sign_in):
    one, other = twins
    client = sign_in(colleague(Role.AGENT))
    url = reverse("likeness", args=[one.public_id, other.public_id])

    client.post(url, {"verdict": "same", "why": "same number"})

    html = page(client, "zoe.legoff@home.example")
    assert "lettre 0" in html
    assert "lettre 1" in html
    assert "same number" in html
    assert client.get(reverse("person", args=[other.public_id])).url == reverse(
        "person", args=[one.public_id]
    )
    assert Likeness.objects.get().state == "accepted"
    assert "phone" in Likeness.objects.get().evidence

    response = client.post(reverse("parting", args=[PersonJoin.objects.get().pk]), follow=True)

    assert "two persons again" in response.content.decode()
    assert "lettre 1" not in page(client, "zoe.legoff@home.example")
    assert Likeness.objects.get().state == "open"


def test_not_the_same_is_kept_and_never_proposed_again_until_it_is_taken_back(twins, colleague, sign_in):
    one, other = twins
    client = sign_in(colleague(Role.AGENT))
    url = reverse("likeness", args=[other.public_id, one.public_id])

    client.post(url, {"verdict": "different"})

    assert "Perhaps the same person" not in page(client, "zoe.legoff@home.example")
    assert "Perhaps the same person" not in page(client, "zoe.legoff@work.example")
    assert "two persons" in client.get(url).content.decode()

    client.post(url, {"verdict": "open"})

    assert "Perhaps the same person" in page(client, "zoe.legoff@home.example")
    assert Likeness.objects.get().transitions.count() == 2


def test_a_join_that_cannot_be_says_why_and_changes_nothing(twins, colleague, sign_in):
    one, _other = twins
    client = sign_in(colleague(Role.OWNER))

    response = client.post(
        reverse("likeness", args=[one.public_id, one.public_id]), {"verdict": "same"}, follow=True
    )

    assert "one person already" in response.content.decode()
    assert not PersonJoin.objects.exists()


def test_conversation_mail_and_matter_lead_to_the_person(world, colleague, sign_in):
    client = sign_in(colleague(Role.OWNER))
    link = reverse("person", args=[person_of(LEA).public_id])

    for name in ("conversation", "delivery", "outcomes"):
        assert link in client.get(world.url(name)).content.decode()
    people = f"{reverse('people')}?matter={world.matter.public_id}"
    assert people in client.get(world.url("matter")).content.decode()
    assert link in client.get(people).content.decode()
    other = client.get(reverse("people"), {"matter": "nothing"}).content.decode()
    assert "Nobody" in other


def test_nobody_is_joined_by_whoever_only_reads(twins, colleague, sign_in):
    one, other = twins
    client = sign_in(colleague(Role.AUDITOR))

    response = client.post(reverse("likeness", args=[one.public_id, other.public_id]), {"verdict": "same"})

    assert response.status_code == 403
    assert Promise.objects.count() == Signature.objects.count() == 0
