"""Looking changes nothing on any page; no form takes what another site posts, but one-click unsubscribing."""

import pytest
from django.test import Client

from saule.config.urls import urlpatterns
from saule.people.register import our_models
from saule.web.policies import table

pytestmark = pytest.mark.django_db
NAMES = sorted(row.name for row in table(urlpatterns))
POSTED_FROM_OUTSIDE = {"unsubscribe"}


def everything() -> dict[str, list[str]]:
    """All rows of all tables of ours."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list())) for model in our_models()
    }


def test_looking_changes_nothing_on_any_page(world, alice, sign_in):
    urls = [world.url(name) for name in NAMES]
    client, before = sign_in(alice), everything()
    for url in urls:
        client.get(url, {"show": "all", "state": "all", "language": "en", "q": "bus", "write": ""})
    assert everything() == before


def test_what_another_site_posts_is_refused_on_every_page(world, alice):
    urls = {name: world.url(name) for name in NAMES}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice.user, backend="django.contrib.auth.backends.ModelBackend")
    before, wrong = everything(), []
    for name, url in urls.items():
        response = strict.post(url, {"why": "x", "language": "fr", "words": "x"})
        if name in POSTED_FROM_OUTSIDE:
            wrong += [name] if response.status_code != 200 else []
            before = everything()
        elif response.status_code != 403 or everything() != before:
            wrong.append(name)
    assert wrong == []
