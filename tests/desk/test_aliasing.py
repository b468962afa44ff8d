"""Aliases of a mailbox are the desk's own addresses."""

import pytest

from saule.desk.aliasing import add_alias, remove_alias
from saule.desk.changing import NotPossible

pytestmark = pytest.mark.django_db


def test_an_alias_is_the_desk_s_once(desk, mailbox, now):
    with pytest.raises(NotPossible):
        add_alias(mailbox, mailbox.address, by=None, now=now)
    alias = add_alias(mailbox, "accueil@mairie.example", by=None, now=now)
    with pytest.raises(NotPossible):
        add_alias(mailbox, "accueil@mairie.example", by=None, now=now)
    remove_alias(alias, by=None, now=now)
    assert not desk.owns("accueil@mairie.example")
