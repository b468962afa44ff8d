"""Whether other servers will believe the desk's mail: SPF, DKIM, DMARC and reverse DNS, in plain words.

Where the DNS cannot be asked, that is said, and nothing is held against the desk. Only a mailbox from which
mail really leaves can be found at fault.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from saule.channels.email import dmarc, spf
from saule.channels.email.lookups import RESERVED, Lookup, NotLookedUp, ask_dns
from saule.channels.email.models import SigningKey
from saule.channels.email.sending import Server
from saule.channels.email.signing import domain_of, is_published, keys_of
from saule.desk.models import Mailbox
from saule.worker.findings import Finding


@dataclass
class Domain:
    """A domain that the desk writes from. ``serious``: mail leaves from it for real."""

    name: str
    serious: bool = False
    keys: dict[int, SigningKey] = field(default_factory=dict)


def domain_findings(look: Lookup | None = None) -> Iterator[Finding]:
    """What there is to say of every domain, and of the server that mail is handed to."""
    found = domains()
    if not found:
        return
    asked = look or ask_dns()
    host = sending_host()
    for domain in found:
        yield looked_up("spf", domain.name, partial(about_spf, domain, host, asked))
        yield looked_up("dkim", domain.name, partial(about_dkim, domain, asked))
        yield looked_up("dmarc", domain.name, partial(about_dmarc, domain, asked))
    if host:
        yield looked_up("reverse-dns", host, partial(about_names, host, asked))


def domains() -> list[Domain]:
    """The domains of all mailboxes, but for those that only stand in examples."""
    found: dict[str, Domain] = {}
    for mailbox in Mailbox.objects.order_by("pk"):
        name = domain_of(mailbox)
        if name.rpartition(".")[2] in RESERVED:
            continue
        domain = found.setdefault(name, Domain(name))
        domain.serious |= mailbox.live and settings.SAULE_MAIL == "smtp"
        domain.keys.update({row.pk: row for row in keys_of(mailbox) if row.signs_since})
    return list(found.values())


def sending_host() -> str:
    """The server that mail is handed to; empty where it is this very machine, or nothing leaves."""
    if settings.SAULE_MAIL != "smtp":
        return ""
    server = Server.of(settings.SAULE_SMTP_URL)
    return "" if server.near else server.host


def looked_up(name: str, about: str, find: Callable[[], Finding]) -> Finding:
    """The finding, or that it could not be looked up."""
    try:
        return find()
    except NotLookedUp:
        words = _("%(subject)s of %(name)s could not be looked up: is this machine online?")
        return Finding(name, True, words % {"subject": TITLES[name], "name": about}, open=True)


TITLES = {"spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC", "reverse-dns": "Reverse DNS"}


def fault(name: str, domain: Domain, sentence: str) -> Finding:
    """Something to be mended; as long as no mail leaves, something to know."""
    return Finding(name, not domain.serious, sentence, open=not domain.serious)


def about_spf(domain: Domain, host: str, look: Lookup) -> Finding:
    """Whether the domain says who may send for it, and permits the server that we hand mail to."""
    addresses = look.addresses(host) if host else []
    found = spf.evaluate(domain.name, addresses, look)
    facts = {"domain": domain.name, "host": host, "word": found.word, "most": spf.MOST_LOOKUPS}
    if found.trouble:
        return fault("spf", domain, spf_trouble(found, domain.name) % facts)
    if found.last == "pass":
        words = _(
            "%(domain)s permits everybody to send its mail (SPF ends with “all” or “+all”): end the record"
            " with “~all” or “-all”."
        )
        return fault("spf", domain, words % facts)
    if found.verdict in ("", "pass"):
        words = _("%(domain)s permits %(host)s to send its mail (SPF).")
        plain = _("%(domain)s says who may send its mail (SPF).")
        return Finding("spf", True, (words if found.verdict else plain) % facts)
    words = _(
        "%(domain)s does not name %(host)s among those who may send its mail (SPF). If that server sends"
        " directly, add what its provider asks for (“include:…”) to the record; if it hands mail on to"
        " others, this may be right as it is."
    )
    return Finding("spf", True, words % facts, open=True)


def spf_trouble(found: spf.Spf, domain: str) -> str:
    """What is wrong with the rule, and what to do."""
    if found.trouble == "missing" and found.word == domain:
        return _(
            "%(domain)s does not say who may send its mail (SPF), so its mail may land among the unwanted."
            " Have a TXT record published for it as the mail host writes, such as “v=spf1"
            " include:HOST -all”."
        )
    if found.trouble == "several" and found.word == domain:
        return _("%(domain)s has several SPF records, so none counts: make one of them.")
    if found.trouble == "too-many-lookups":
        return _(
            "The SPF record of %(domain)s needs more than %(most)s look-ups, so others give up on it (at"
            " “%(word)s”): take away providers that send nothing for you any more."
        )
    if found.trouble == "syntax":
        return _("The SPF record of %(domain)s cannot be read at “%(word)s”: correct it.")
    return _(
        "The SPF record of %(domain)s refers to %(word)s, which has no valid record: take it away"
        " or correct it."
    )


def about_dkim(domain: Domain, look: Lookup) -> Finding:
    """Whether the keys that mails are signed with are published."""
    facts = {"domain": domain.name}
    if not domain.keys:
        words = _(
            "Saule does not sign the mail of %(domain)s (DKIM). If the server that it is handed to does not"
            " either, make keys on the mailbox’s page."
        )
        return Finding("dkim", True, words % facts, open=True)
    missing = [row.name for row in domain.keys.values() if not is_published(row, look)]
    if missing:
        words = _(
            "Mail of %(domain)s is signed (DKIM), but the key is not published at %(names)s: publish it as"
            " the mailbox’s page says, or switch signing off."
        )
        return fault("dkim", domain, words % {**facts, "names": ", ".join(missing)})
    return Finding("dkim", True, _("Mail of %(domain)s is signed, and the key is published (DKIM).") % facts)


def about_dmarc(domain: Domain, look: Lookup) -> Finding:
    """What the domain asks others to do with mail that is not from it."""
    found = dmarc.read(domain.name, look)
    facts = {"domain": domain.name, "at": f"_dmarc.{found.domain}"}
    if found.trouble:
        return fault("dmarc", domain, dmarc_trouble(found.trouble) % facts)
    policies = {
        "none": _("%(domain)s asks others to let forged mail through (DMARC, p=none): it is only observed."),
        "quarantine": _("%(domain)s asks others to set forged mail aside (DMARC, p=quarantine)."),
        "reject": _("%(domain)s asks others to refuse forged mail (DMARC, p=reject)."),
    }
    return Finding("dmarc", True, policies[found.policy] % facts)


def dmarc_trouble(trouble: str) -> str:
    """What is wrong with the record, and what to do."""
    if trouble == "several":
        return _("There are several DMARC records at %(at)s, so none counts: keep one.")
    if trouble == "syntax":
        return _("The DMARC record at %(at)s cannot be read: it must look like “v=DMARC1; p=none”.")
    return _(
        "%(domain)s does not say what to do with forged mail (DMARC), and large hosts ask for it: have a TXT"
        " record “v=DMARC1; p=none” published at %(at)s, and stricter once all is well."
    )


def about_names(host: str, look: Lookup) -> Finding:
    """Whether every address of the server has a name that leads back to it."""
    addresses = look.addresses(host)
    facts = {"host": host}
    if not addresses:
        return Finding("reverse-dns", True, _("%(host)s has no address in the DNS.") % facts, open=True)
    bare = [one for one in addresses if not any(one in look.addresses(name) for name in look.names(one))]
    if bare:
        words = _(
            "%(addresses)s of %(host)s has no name that leads back to it (reverse DNS), for which many"
            " servers refuse mail. If that server is yours, ask its provider to set the name."
        )
        return Finding("reverse-dns", True, words % {**facts, "addresses": ", ".join(bare)}, open=True)
    words = _("Every address of %(host)s has a name that leads back to it (reverse DNS).")
    return Finding("reverse-dns", True, words % facts)
