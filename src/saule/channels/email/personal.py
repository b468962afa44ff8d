"""What the e-mail channel's own rows hold about persons: the mails that could not be kept."""

from django.utils.translation import gettext_lazy as _

from saule.people.personal import CONTACT_BASIS, OPAQUE, OURS, OWNERS
from saule.people.register import DELETE, Lifetime, PersonalField, impersonal, personal, record

SERVERS = "the organisation's own server, account and folders"

impersonal("email.Account", "host", "security", "user", "secret", because=SERVERS)
impersonal("email.Account", "error", "leased_by", because=OPAQUE)
impersonal("email.Folder", "name", "role", because=SERVERS)
impersonal("email.DeadLetter", "position", "code", because=OPAQUE)
impersonal("email.SigningKey", "domain", "algorithm", "selector", "secret", "public", because=OURS)
impersonal("email.SentCopy", "folder", because=OURS)
record(
    "email.DeadLetter",
    end=DELETE,
    lifetime=Lifetime(because=_("it goes when the mail has been taken in after all")),
    nobody=_("nobody has read yet who sent it: it is found by the address inside it"),
)
personal(
    "email.DeadLetter",
    raw=PersonalField(
        _("not to lose a mail that could not be kept in the ordinary way"),
        CONTACT_BASIS,
        _("when it has been taken in after all"),
        OWNERS,
    ),
)
