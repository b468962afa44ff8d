"""The reference and the figure guard in the browser."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.test_answers import pool, write  # noqa: F401 -- a fixture

from saule.desk.models import Role
from saule.matters.models import Fact, FigureConfirmation

pytestmark = pytest.mark.django_db

FEE = {"name_fr": "Tarif de la piscine", "name_en": "Pool fee", "sort": "amount", "value": "5 €"}


@pytest.fixture
def agent(colleague, sign_in):
    """An agent, signed in."""
    return sign_in(colleague(Role.AGENT, "Ann"))


@pytest.fixture
def fee(owner) -> Fact:
    """Stated by the owner in the browser."""
    owner.post(reverse("new-fact"), FEE)
    return Fact.objects.get()


def test_an_empty_reference_says_what_it_is_for(owner):
    assert "No fact is stated yet" in owner.get(reverse("facts")).content.decode()


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(owner):
    page = owner.post(reverse("new-fact"), {**FEE, "value": "five"})

    assert page.status_code == 422
    assert "Write one amount with its currency" in page.content.decode()
    assert 'value="five"' in page.content.decode()
    assert not Fact.objects.exists()


def test_a_figure_in_doubt_is_marked_in_place_and_confirmed_by_name(fee, pool, agent):  # noqa: F811
    write(agent, pool, "Bonjour, la piscine rouvre, tarif 6 €.")
    address = reverse("answer", args=[pool.public_id])
    html = agent.get(address).content.decode()
    assert '<mark class="doubt">6 €</mark>' in html
    assert "Tarif de la piscine = 5 €" in html or "Pool fee = 5 €" in html

    answer = pool.answers.get()
    refused = agent.post(reverse("sending", args=[answer.public_id]), follow=True).content.decode()
    assert "The reference does not have this figure so: 6 €" in refused

    agent.post(reverse("figures", args=[answer.public_id]), {"sure": "amount:6 EUR"})
    assert "was confirmed by Ann" in agent.get(address).content.decode()
    sent = agent.post(reverse("sending", args=[answer.public_id]), follow=True).content.decode()
    assert "3 messages are leaving" in sent


def test_a_confirmation_is_taken_back(fee, pool, agent):  # noqa: F811
    write(agent, pool, "La piscine coûte 6 €.")
    figures = reverse("figures", args=[pool.answers.get().public_id])
    agent.post(figures, {"sure": "amount:6 EUR"})
    html = agent.post(figures, {"withdrawn": "amount:6 EUR"}, follow=True).content.decode()

    assert "the figure is in doubt again" in html
    assert not FigureConfirmation.objects.exists()


def test_a_reply_asks_for_the_name_beside_the_text(world, fee, agent):
    html = agent.get(world.url("conversation")).content.decode()
    fields = dict(re.findall(r'name="(seen|version|window)" value="([^"]*)"', html))
    said = {**fields, "body": "Le tarif de la piscine est de 7 €.", "then": "send"}
    page = agent.post(world.url("reply"), said)

    assert page.status_code == 422
    assert "I stand by name for:" in page.content.decode()
    assert ">Le tarif de la piscine est de 7 €.</textarea>" in page.content.decode()
    fields = dict(re.findall(r'name="(seen|version|window)" value="([^"]*)"', page.content.decode()))
    done = agent.post(world.url("reply"), {**said, **fields, "sure": "amount:7 EUR"}, follow=True)
    assert "can be undone" in done.content.decode()


def test_the_answers_that_told_a_changed_figure_are_listed(fee, pool, owner):  # noqa: F811
    write(owner, pool, "La piscine coûte 5 €.")
    owner.post(reverse("sending", args=[pool.answers.get().public_id]))
    page = owner.post(reverse("fact", args=[fee.public_id]), {**FEE, "value": "6 €"}, follow=True)

    assert "Look below at the answers that told the figure as it was." in page.content.decode()
    assert reverse("outcomes", args=[pool.answers.get().public_id]) in page.content.decode()


def test_a_fact_is_taken_out_and_brought_back(fee, owner):
    removal = reverse("fact-removal", args=[fee.public_id])
    assert "Nothing is read against it any more." in owner.post(removal, follow=True).content.decode()
    assert "It stands again." in owner.post(removal, follow=True).content.decode()


def test_a_file_comes_in_or_says_which_line_is_wrong(owner):
    def send(text: str, name: str = "facts.csv"):
        file = SimpleUploadedFile(name, text.encode())
        return owner.post(reverse("facts-import"), {"file": file}, follow=True).content.decode()

    assert "Line 2" in send("name_en,sort,value\nPool,amount,five\n")
    assert "1 fact is new or changed." in send("name_en,sort,value\nPool,amount,£5\n")
    assert "Pool,amount,£5" in owner.get(reverse("facts-export")).content.decode()
