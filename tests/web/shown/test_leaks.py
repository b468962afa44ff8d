"""Nothing that is not published leaves by any public address, whoever asks."""

import pytest
from django.core.cache import caches
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matters.colleagues import colleague
from tests.web.shown.conftest import OF_BOARD, OF_MATTER, SECRETS, WORDS

from saule.desk.models import Desk, Nature, Role
from saule.desk.opening import switch_matters
from saule.matters.merging import merge
from saule.matters.models import Matter
from saule.matters.publishing import publish, withdraw
from saule.web.shown.urls import urlpatterns

pytestmark = pytest.mark.django_db
PUBLIC_WORDS = (WORDS.title_fr, WORDS.title_en, WORDS.summary_fr, WORDS.summary_en)


def body(response):
    """What an answer says, with all that its head says."""
    return response.content.decode(errors="replace") + str(dict(response.items()))


def test_every_address_of_public_matters_is_looked_at_here():
    assert {page.name for page in urlpatterns} == {*OF_BOARD, *OF_MATTER, "embed-script"}


def test_what_people_wrote_and_who_they_are_is_nowhere(public, bus, everything, answer):
    answer(bus)
    for name, response in everything(bus).items():
        assert response.status_code == 200, name
        assert [word for word in SECRETS if word in body(response)] == [], name
        assert not response.cookies, name


def withdrawn(public, **by):
    withdraw(public, why="Mme Secret", **by)


def personal(public, **_by):
    Matter.objects.filter(pk=public.matter_id).update(nature=Nature.PERSONAL)


def closed(public, **by):
    switch_matters(public.desk, is_open=False, licence="etalab-2.0", **by)


def swallowed(public, **by):
    other = Matter.objects.exclude(pk=public.matter_id).earliest("pk")
    merge(public.matter, into=other, **by)


@pytest.mark.parametrize(
    ("hide", "status"), [(withdrawn, 410), (personal, 410), (closed, 404), (swallowed, 410)]
)
@pytest.mark.parametrize("who", [None, *Role])
def test_what_is_public_no_more_is_shown_to_nobody(
    hide, status, who, public, bus, town, everything, client, alice, now, desk
):
    town.write(town.matter(title="Les bus"))
    hide(public, by=alice.user, now=now)
    caches["copies"].clear()
    if who is not None:
        client.force_login(
            colleague(desk, "Dora", now, role=who).user, "django.contrib.auth.backends.ModelBackend"
        )
    for name, response in everything(bus).items():
        wanted = status if name in OF_MATTER else 404 if hide is closed else 200
        assert response.status_code == wanted, name
        said = body(response)
        assert [word for word in (*SECRETS, *PUBLIC_WORDS) if word in said] == [], name


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["publish", "withdraw", "open", "close"]), max_size=6))
def test_after_any_acts_it_is_public_only_if_published_on_an_open_board(acts, bus, desk, alice, client, now):
    by = {"by": alice.user, "now": now}
    is_open = is_public = False
    switch_matters(desk, is_open=False, licence="etalab-2.0", **by)
    known = getattr(Matter.objects.get(pk=bus.pk), "publication", None)
    if known is not None and known.state == "published":
        withdraw(known, why="again", **by)
    for act in acts:
        if act == "publish":
            publish(bus, WORDS, **by)
            is_public = True
        elif act == "withdraw" and is_public:
            withdraw(Matter.objects.get(pk=bus.pk).publication, why="no", **by)
            is_public = False
        elif act in ("open", "close"):
            is_open = act == "open"
            switch_matters(desk, is_open=is_open, licence="etalab-2.0", **by)
    caches["copies"].clear()
    keys = [desk.public_id, bus.public_id]
    for name in OF_MATTER:
        seen = client.get(reverse(name, args=keys)).status_code == 200
        assert seen == (is_open and is_public), (name, acts)
    on_board = WORDS.title_fr in client.get(reverse("matters-csv", args=keys[:1])).content.decode()
    assert on_board == (is_open and is_public)


def test_a_matter_is_not_found_under_another_desk(public, bus, client, alice, now):
    elsewhere = Desk.objects.create(name="Ailleurs", created_at=now)
    switch_matters(elsewhere, is_open=True, licence="etalab-2.0", by=alice.user, now=now)
    for name in OF_MATTER:
        assert client.get(reverse(name, args=[elsewhere.public_id, bus.public_id])).status_code == 404
    assert (
        WORDS.title_fr not in client.get(reverse("matters-json", args=[elsewhere.public_id])).content.decode()
    )


def test_a_page_is_the_same_for_whoever_is_signed_in(public, bus, read, client, alice):
    anonymous = read("public-matter", bus).content
    caches["copies"].clear()
    client.force_login(alice.user, "django.contrib.auth.backends.ModelBackend")
    assert read("public-matter", bus).content == anonymous
