"""One promise by itself: leaders move it once, before its day, after seeing what follows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.town import Town

from saule.desk.models import Desk
from saule.matters.models import Matter
from saule.promises.models import Promise
from saule.promises.promising import give_due
from saule.promises.publishing import sweep_public

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def public(desk, now) -> Promise:
    """What is promised to the public about a matter in which one person waits."""
    town = Town(desk, now)
    matter = town.matter(threshold=3, confirmed=3, waiting=1, people=3, earned_at=now)
    town.write(matter)
    give_due(desk, now=now)
    sweep_public(desk, now=now)
    return Promise.objects.get(matter=matter)


def path(promise) -> str:
    return reverse("promise", args=[promise.public_id])


def read(client, promise) -> str:
    return client.get(path(promise)).content.decode()


def sent(client, promise, **values) -> str:
    """Sends the form, and once more as it says, if it shows what follows."""
    response = client.post(path(promise), values, follow=True)
    sure = response.context.get("sure") if response.context else None
    if sure:
        assert Promise.objects.filter(follows=promise).count() == 0
        return client.post(path(promise), {**values, "sure": sure}, follow=True).content.decode()
    return response.content.decode()


def test_the_public_promise_is_moved_from_the_page_of_its_matter(owner, public):
    matter = Matter.objects.get(pk=public.matter_id)
    assert path(public) in owner.get(reverse("matter", args=[matter.public_id])).content.decode()
    day = public.day + timedelta(days=21)

    preview = owner.post(path(public), {"day": day, "why": "the council meets"}).content.decode()
    assert "1 person in it has an earlier date" in preview
    assert "Moved." in sent(owner, public, day=day, why="the council meets")

    new = Promise.objects.get(follows=public)
    assert (new.matter, new.state) == (matter, "given")
    assert new.day >= day
    page = read(owner, new)
    assert "the council meets" in page
    assert "It was moved once already" in page
    assert 'name="day"' not in page


@pytest.mark.parametrize(
    ("days", "why", "said"),
    [(-1, "x", "a day to come"), (21, "", "This field is required"), (0, "x", "This is the day that it has")],
)
def test_what_cannot_be_is_said_and_nothing_moves(owner, public, now, days, why, said):
    day = public.day + timedelta(days=days) if days >= 0 else now.date()
    assert said in sent(owner, public, day=day, why=why)
    assert not Promise.objects.filter(follows=public).exists()


def test_an_agent_reads_it_and_is_offered_nothing(sign_in, colleague, public):
    browser = sign_in(colleague("agent", "Zoe"))
    page = read(browser, public)
    assert "To the public" in page
    assert 'name="day"' not in page
    assert browser.post(path(public), {"day": public.day, "why": "x"}).status_code == 403


def test_an_auditor_reads_the_date_but_not_whose_it_is(sign_in, colleague, public):
    theirs = Promise.objects.get(conversation__isnull=False)
    page = read(sign_in(colleague("auditor", "Ana")), theirs)
    assert "To one person, about their message." in page
    assert theirs.conversation.subject not in page


def test_that_of_another_desk_is_not_found(owner, public, now):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    Promise.objects.filter(pk=public.pk).update(desk=elsewhere)
    assert owner.get(path(public)).status_code == 404
