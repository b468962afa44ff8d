"""Origins: from which site a form was sent, and from which part of the net.

Pages that everybody keeps a copy of hold no secret that a form could bring back. What their forms do needs no
cookie either: nothing comes of it but a mail. So it is enough that another site does not send them.
"""

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from saule.desk.ids import keyed_digest
from saule.desk.models import Desk

V4, V6 = 24, 48
"""How many bits of an address tell one part of the net from another (a household, a school, a provider's
customers nearby).
"""
DIGEST_BYTES = 16


def refuse_other_sites(request: HttpRequest) -> None:
    """Raises PermissionDenied for a form that another site sent, or of which nothing says that it is ours.

    Every browser says so in one of three headers: Origin (RFC 6454), Sec-Fetch-Site, or Referer.
    """
    sent_from = request.headers.get("Origin") or request.headers.get("Referer", "")
    fetched = request.headers.get("Sec-Fetch-Site", "same-origin" if sent_from else "")
    if fetched != "same-origin" or (sent_from and urlsplit(sent_from).netloc != request.get_host()):
        raise PermissionDenied


def network_of(request: HttpRequest, desk: Desk) -> bytes:
    """The keyed digest of the part of the net that asks: the address itself is not kept."""
    return network_digest(desk, asker(request))


def network_digest(desk: Desk, address: str) -> bytes:
    """The same for an address."""
    try:
        one = ip_address(address)
    except ValueError:
        return keyed_digest("network", desk.public_id, "unknown", size=DIGEST_BYTES)
    one = getattr(one, "ipv4_mapped", None) or one
    part = ip_network((one, V4 if one.version == 4 else V6), strict=False)
    return keyed_digest("network", desk.public_id, str(part), size=DIGEST_BYTES)


def asker(request: HttpRequest) -> str:
    """The address that asks: as our own proxies saw it (``SAULE_PROXIES``), else the connection's."""
    seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.SAULE_PROXIES and len(seen) >= settings.SAULE_PROXIES:
        return seen[-settings.SAULE_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))
