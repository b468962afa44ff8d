"""Whether our own mail server found the sender to be who they say (RFC 8601, RFC 7489)."""

import re

from saule.channels.email.headers import Headers

_COMMENT = re.compile(r"\([^()]*\)")
_DEEPEST_COMMENT = 5
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"?')
_DMARC = re.compile(r"\s*dmarc\s*=", re.IGNORECASE)
_PASSED = re.compile(r"\s*dmarc\s*=\s*pass(?:\s|\Z)", re.IGNORECASE)
_DOMAIN = re.compile(r"\bheader\.from\s*=\s*(\S+)", re.IGNORECASE)


def dmarc_passes(headers: Headers, authserv_id: str) -> bool:
    """Whether the server named ``authserv_id`` says that DMARC passed for the domain in From.

    Only the topmost fields of that server count, down to the next Received: they stand above whatever a
    sender wrote under the same name. There may be several, since the programs that look at DKIM and at DMARC
    each write their own; the first that speaks of DMARC decides. A mail with several From fields never
    passes.
    """
    if not authserv_id or len(senders := headers.every("from")) != 1:
        return False
    for run in headers.runs("authentication-results", end="received"):
        if ours := [value for value in run if server_of(value) == authserv_id.strip().lower()]:
            told = next((results for value in ours if (results := dmarc_results(value))), [])
            return any(_is_aligned_pass(result, senders[0]) for result in told)
    return False


def dmarc_results(value: str) -> list[str]:
    """What a field says of DMARC."""
    _server, *results = _plain(value).split(";")
    return [result for result in results if _DMARC.match(result)]


def server_of(value: str) -> str:
    """The name of the server that wrote a field, in small letters; a version may follow (RFC 8601 §2.2)."""
    return "".join(_plain(value).partition(";")[0].lower().split()[:1])


def _is_aligned_pass(result: str, sender: str) -> bool:
    if not _PASSED.match(result):
        return False
    domain = _DOMAIN.search(result)
    given = domain[1].rpartition("@")[2].rstrip(".").lower() if domain else ""
    # The address stands last in a From field; only what is in the brackets is the address.
    address = sender.rpartition("<")[2].partition(">")[0].strip()
    return "," not in address and address.rpartition("@")[2].lower() == given != ""


def _plain(value: str) -> str:
    """The value without comments and quoted strings, in which anything may stand."""
    value = _QUOTED.sub('""', value)
    for _level in range(_DEEPEST_COMMENT):
        value = _COMMENT.sub(" ", value)
    return value
