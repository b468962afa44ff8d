"""What names the rows of people’s own pages: links, claims of addresses, proofs of erasures."""

from collections.abc import Callable
from typing import Any

from saule.people.erasing import ask_erasure, erase
from saule.people.linking import Purpose, signer
from saule.people.models import Address, AddressClaim, Person
from saule.people.owning import handle_of


def owned(world: Any) -> dict[str, Callable[[], Any]]:
    """For ``World.rare``: Léa’s page and all that hangs on it."""
    return {
        "page": lambda: page_token(address(world)),
        "claim": lambda: page_token(claimed(world)),
        "supported": lambda: (page_token(address(world)), world.matter.public_id),
        "agreed": lambda: (page_token(address(world)), "public_name"),
        "erased": lambda: erased(world),
    }


def page_token(about: Address | AddressClaim) -> str:
    """The token of the link to somebody’s own page, as it is now."""
    return signer(Purpose.PAGE).sign(handle_of(about))


def address(world: Any) -> Address:
    """Léa’s."""
    return Address.objects.filter(person=world.message.person).earliest("pk")


def claimed(world: Any) -> AddressClaim:
    """Another address that Léa says is hers."""
    facts = {"person": world.message.person, "value": "x@example.org"}
    return AddressClaim.objects.get_or_create(**facts, defaults={"at": world.matter.opened_at})[0]


def erased(world: Any) -> str:
    """The proof that somebody was erased."""
    desk, now = world.matter.desk, world.matter.opened_at
    gone = Person.objects.create(desk=desk, name="Ana", created_at=now)
    return erase(ask_erasure(gone, by=None, now=now, language="fr"), now=now).public_id
