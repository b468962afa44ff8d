"""Everyone's own page: the link in a mail is the key, and it opens what is one's own, and nothing else."""

import io
import json
import re
import time
import zipfile

import pytest
from django.urls import reverse
from tests.web.owners import page_token

from saule.desk.models import Role
from saule.matters.asking import ask_writer
from saule.matters.models import Message, Signature
from saule.people import consenting, owning
from saule.people.joining import join
from saule.people.linking import link_for
from saule.people.models import Address, AddressClaim, Consent, LinkMail, NewsWish, Person
from saule.people.wordings import Purpose as Agreement

pytestmark = pytest.mark.django_db
LEA, TOM = "lea@example.org", "tom@example.org"


def address_of(value: str) -> Address:
    return Address.objects.get(value=value)


def link(name: str, value: str = LEA, *args: str) -> str:
    return reverse(name, args=[page_token(address_of(value)), *args])


def body(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_known_or_not_whoever_asks_reads_the_same_words(client, world, desk):
    asked = [{"desk": desk.public_id, "address": who} for who in (LEA, "nobody@x.example")]
    said = [body(client.post("/me", one)) for one in asked]
    assert said[0] == said[1]
    assert list(LinkMail.objects.values_list("value", "purpose")) == [(LEA, "page")]


def test_asking_again_at_once_is_asking_once(client, world, desk):
    for _time in range(3):
        client.post("/me", {"desk": desk.public_id, "address": LEA.upper()})
    assert LinkMail.objects.count() == 1


def test_the_link_in_the_mail_opens_the_page(client, world, desk):
    client.post("/me", {"desk": desk.public_id, "address": LEA})
    mail = LinkMail.objects.get()
    page = client.get(link_for(mail.purpose, mail.about).removeprefix("http://127.0.0.1:8000"))
    assert page.status_code == 200
    assert world.conversation.subject in body(page)
    assert page["Cache-Control"] == "private, no-store"
    assert "noindex" in page["X-Robots-Tag"]


def of_somebody_else(token: str) -> str:
    return f"a{address_of(TOM).pk}{token[token.index('~') :]}"


@pytest.mark.parametrize("bend", [lambda token: token[:-1], of_somebody_else, lambda _token: "x"])
def test_a_link_that_was_tampered_with_opens_nothing(client, world, bend):
    token = bend(page_token(address_of(LEA)))
    assert client.get(reverse("own", args=[token])).status_code == 404
    assert client.post(reverse("own-name", args=[token]), {"name": "Eve"}).status_code == 404
    assert not Person.objects.filter(name="Eve").exists()


def test_the_link_is_over_after_two_hours(client, world, monkeypatch):
    path, made = link("own"), time.time()
    for seconds, status in ((7190, 200), (7210, 404)):
        monkeypatch.setattr("django.core.signing.time.time", lambda ago=seconds: made + ago)
        page = client.get(path)
        assert page.status_code == status
    assert reverse("own-asking") in page.content.decode()


def snapshot(value: str) -> list[object]:
    """Everything of somebody that their page can change."""
    person = address_of(value).person
    return [
        (person.name, person.language, person.erased_at, person.joined_into_id),
        list(Address.objects.filter(person=person).values_list("value", "preferred_at", "verified_at")),
        list(NewsWish.objects.filter(person=person).values_list("rhythm")),
        list(AddressClaim.objects.filter(person=person).values_list("value")),
        list(Consent.objects.filter(person=person).values_list("purpose", "withdrawn_at")),
        list(Signature.objects.filter(person=person).order_by("pk").values_list("state", "matter")),
        list(Message.objects.filter(person=person).order_by("pk").values_list("text", "said")),
    ]


def test_no_address_of_a_page_touches_what_is_somebody_elses(client, world, desk, now):
    """Every act under Tom's link, with everything of Léa's that can be named in it."""
    consenting.consent(address_of(LEA).person, Agreement.PUBLIC_NAME, language="fr", now=now)
    before, lea = snapshot(LEA), address_of(LEA)
    given = {"address": str(lea.pk), "rhythm": "answer", "language": "en", "name": "Eve", "sure": "yes"}
    matters = Signature.objects.filter(person=lea.person).values_list("matter__public_id", flat=True)
    paths = [
        *(link(name, TOM) for name in ("own-wishes", "own-name", "own-addresses")),
        *(link("own-support", TOM, matter) for matter in matters),
        *(link("own-consent", TOM, purpose.value) for purpose in Agreement),
        link("own-erasure", TOM),
    ]
    for path in paths:
        client.post(path, given)
        assert snapshot(LEA) == before, path
    assert Person.objects.filter(erased_at__isnull=False).count() == 1, "Tom himself"


def test_each_page_shows_what_is_ones_own_only(client, world):
    for value, other in ((LEA, TOM), (TOM, LEA)):
        page = client.get(link("own", value)).content.decode()
        assert value in page
        assert other not in page
        packed = client.get(link("own-file", value)).content
        assert other not in zipfile.ZipFile(io.BytesIO(packed)).read("data.json").decode()


def test_two_that_are_one_share_a_page(client, world, now):
    join(address_of(TOM).person, address_of(LEA).person, by=None, now=now)
    for value in (LEA, TOM):
        page = client.get(link("own", value)).content.decode()
        assert LEA in page
        assert TOM in page


def test_rhythm_language_and_name_are_kept(client, world):
    client.post(link("own-wishes"), {"rhythm": "answer", "language": "en"})
    client.post(link("own-name"), {"name": "  Léa\u0000 Morin-<script> "})
    person = address_of(LEA).person
    assert (person.language, person.name) == ("en", "Léa Morin-<script>")
    assert owning.rhythm_of([person.pk]) == "answer"
    page = client.get(link("own")).content.decode()
    assert "<script>" not in page
    assert 'lang="en"' in page


def test_a_name_of_ten_thousand_letters_is_cut(client, world):
    client.post(link("own-name"), {"name": "x" * 10_000})
    assert len(address_of(LEA).person.name) == owning.LONGEST_NAME


def test_who_leaves_a_matter_counts_no_more_and_can_come_back(client, world):
    row = Signature.objects.get(person=address_of(LEA).person, matter=world.matter)
    for counts in (False, True, False, True):
        client.post(link("own-support", LEA, world.matter.public_id))
        row.refresh_from_db()
        assert (row.state in Signature.COUNTED) is counts


def test_consents_are_given_and_taken_back_with_receipts(client, world):
    person = address_of(LEA).person
    client.post(link("own-consent", LEA, "public_name"), {"given": "yes"})
    assert consenting.agreed([person.pk], Agreement.PUBLIC_NAME)
    client.post(link("own-consent", LEA, "public_name"))
    assert not consenting.agreed([person.pk], Agreement.PUBLIC_NAME)
    assert Consent.objects.get(person=person).withdrawn_at
    assert Consent.objects.get().wording_version in body(client.get(link("own")))


def test_another_address_is_proven_by_its_own_link(client, world):
    client.post(link("own-addresses"), {"address": "Lea.Morin@example.net"})
    claim = AddressClaim.objects.get()
    assert not Address.objects.filter(value="lea.morin@example.net").exists()
    token = page_token(claim)
    client.get(reverse("own", args=[token]))
    assert not Address.objects.filter(value="lea.morin@example.net").exists(), "scanners follow links too"
    client.post(reverse("own-claim", args=[token]))
    assert address_of("lea.morin@example.net").person == address_of(LEA).person
    chosen = address_of("lea.morin@example.net")
    client.post(link("own-wishes"), {"address": str(chosen.pk)})
    assert owning.preferred([address_of(LEA).person_id])[address_of(LEA).person_id] == chosen


def test_everything_can_be_taken_along(client, world):
    response = client.get(link("own-file"))
    assert response["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    held = json.loads(archive.read("data.json"))
    records = {part["record"]: part for part in held["records"]}
    assert held["schema"] == "saule.person/1"
    message = Message.objects.filter(person=address_of(LEA).person, outgoing=False).first()
    assert message.said in [row["said"] for row in records["matters.Message"]["rows"]]
    assert records["matters.Message"]["fields"]["said"]["purpose"]
    assert records["people.Address"]["rows"][0]["value"] == LEA
    assert message.subject in archive.read("read-me.html").decode()
    assert any(name.startswith("mails/") for name in archive.namelist())


def test_erasing_takes_two_steps_and_gives_a_proof(client, world):
    path, person = link("own-erasure"), address_of(LEA).person
    assert client.post(path).status_code == 200
    person.refresh_from_db()
    assert person.erased_at is None
    answer = client.post(path, {"sure": "yes"}, follow=True)
    person.refresh_from_db()
    assert person.erased_at is not None
    assert "matters.Message.said" in body(answer)
    places = client.get(answer.redirect_chain[-1][0].partition("?")[0] + ".json").json()
    assert {"place", "done", "count"} <= set(places["places"][0])
    assert LEA not in json.dumps(places)
    assert client.get(path).status_code == 404, "the page is gone with its person"


def test_an_owner_erases_for_somebody_with_a_reason(owner, world, sign_in, colleague):
    path = reverse("person-erasure", args=[address_of(LEA).person.public_id])
    person = address_of(LEA).person
    owner.post(path, {"sure": "yes", "why": ""})
    owner.post(path, {"why": "asked by letter"})
    person.refresh_from_db()
    assert person.erased_at is None
    owner.post(path, {"sure": "yes", "why": "asked by letter"})
    person.refresh_from_db()
    assert person.erased_at is not None
    assert person.erasure.why == "asked by letter"
    assert sign_in(colleague(Role.SUPERVISOR)).get(path).status_code == 403


def test_mails_go_where_the_person_wishes(client, world, now, mailbox):
    address = address_of(LEA)
    person, facts = address.person, {"desk": address.desk, "channel": "email", "created_at": now}
    chosen = Address.objects.create(person=person, value="new@example.org", **facts)
    client.post(link("own-wishes"), {"address": str(chosen.pk)})
    for purpose, goes_to in (("news", chosen), ("reply", address)):
        wish = {"purpose": purpose, "person": person, "mailbox": mailbox, "language": "fr", "body": "Bonjour"}
        assert ask_writer(world.message, key=f"x:{purpose}", now=now, **wish).address == goes_to
