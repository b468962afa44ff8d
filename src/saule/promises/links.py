"""Links for people without an account: signed, so that nobody can guess another person's."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from saule.desk.models import Desk
from saule.matters.models import Conversation
from saule.people.suppressing import unsubscribe_token
from saule.promises.errors import UnknownLink

STATUS_PATH = "/status/"
UNSUBSCRIBE_PATH = "/unsubscribe/"


def status_token(conversation: Conversation) -> str:
    """The token of a conversation's status page: always the same, so that an old mail's link still works."""
    return signer().sign(conversation.public_id)


def status_url(conversation: Conversation) -> str:
    """The absolute address of the page on which a person sees where their message stands."""
    return f"{settings.PUBLIC_URL}{STATUS_PATH}{status_token(conversation)}"


def conversation_of(token: str) -> Conversation:
    """The conversation of a status token. Raises UnknownLink for one that we did not write."""
    try:
        public_id = signer().unsign(token)
        return Conversation.objects.select_related("desk", "person").get(public_id=public_id)
    except (BadSignature, Conversation.DoesNotExist):
        raise UnknownLink(
            _("This link is not complete. Copy it again from the message you received.")
        ) from None


def unsubscribe_url(desk: Desk, channel: str, value: str) -> str:
    """Where one click ends automatic mail to an address (RFC 8058). The link does not show the address."""
    return f"{settings.PUBLIC_URL}{UNSUBSCRIBE_PATH}{unsubscribe_token(desk, channel, value)}"


def privacy_url(desk: Desk) -> str:
    """The page that says what the desk does with people's data."""
    return f"{settings.PUBLIC_URL}/public/{desk.public_id}/privacy"


def signer() -> Signer:
    """Signs status tokens; a dot apart, which mail programs keep inside a link."""
    return Signer(sep="~", salt="status")
