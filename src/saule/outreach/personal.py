"""What outreach holds about persons: who may be written to for whom, what was said, and what came back."""

from django.utils.translation import gettext_lazy as _

from saule.people.personal import ONLY_GROWS, OPAQUE, OURS, REASON, STAYS, THREE_YEARS, WITH_ITS_PERSON
from saule.people.register import BLANK, End, Lifetime, PersonalField, impersonal, personal, record

BASIS = _("consent, or an offer related to the person’s job, as its origin says (GDPR 6(1)(a), (f))")
EXPIRY = _("three years after the last contact by the person, or on request at once")
OF_THE_CAMPAIGN = _("owners, supervisors, and those who work on the campaign")
OF_CLIENTS = _("about a client, whose data end with the contract")

record(
    "outreach.Client",
    end=End("keep", OF_CLIENTS),
    lifetime=Lifetime(THREE_YEARS, ("ended_at",)),
    nobody=OF_CLIENTS,
)
personal(
    "outreach.Client",
    contact_name=PersonalField(
        _("to know who speaks for the client"),
        _("the contract with the client (GDPR 6(1)(b))"),
        _("three years after the contract ended"),
        OF_THE_CAMPAIGN,
    ),
    contact_address=PersonalField(
        _("to send the client the link to their own page"),
        _("the contract with the client (GDPR 6(1)(b))"),
        _("three years after the contract ended"),
        OF_THE_CAMPAIGN,
    ),
)
impersonal("outreach.Client", "public_id", "language", because=OPAQUE)
impersonal("outreach.Client", "name", "bar", because=OURS)
impersonal("outreach.ClientChange", "field", because=OPAQUE)
impersonal("outreach.ClientChange", "before", "after", because=OURS)
impersonal("outreach.ClientChange", "why", because=REASON)
impersonal("outreach.Plan", "public_id", "currency", "shortfall", because=OPAQUE)
impersonal("outreach.Plan", "name", because=OURS)
impersonal("outreach.Subscription", "why", because=REASON)
impersonal("outreach.Campaign", "public_id", "state", because=OPAQUE)
impersonal("outreach.Campaign", "name", "purpose_fr", "purpose_en", because=OURS)
impersonal("outreach.CampaignTransition", "from_state", "to_state", because=OPAQUE)
impersonal("outreach.CampaignTransition", "why", because=REASON)
impersonal("outreach.Segment", "public_id", "language", because=OPAQUE)
impersonal("outreach.Segment", "name", "culture", because=OURS)
impersonal("outreach.Variant", "public_id", because=OPAQUE)
impersonal("outreach.Variant", "name", "subject", "body", because=OURS)

record(
    "outreach.Prospect",
    path=("person",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("on whose behalf you were or may be written to"),
)
impersonal("outreach.Prospect", "public_id", "state", because=OPAQUE)
impersonal("outreach.ProspectTransition", "from_state", "to_state", because=OPAQUE)
impersonal("outreach.ProspectTransition", "why", because=REASON)
record(
    "outreach.Solicitation",
    path=("prospect__person",),
    end=BLANK,
    lifetime=Lifetime(THREE_YEARS, ("at", "prospect__conversation__last_at")),
    what=_("what was written to you on somebody’s behalf"),
)
personal(
    "outreach.Solicitation",
    subject=PersonalField(_("to write to the person on somebody’s behalf"), BASIS, EXPIRY, OF_THE_CAMPAIGN),
    body=PersonalField(_("to write to the person on somebody’s behalf"), BASIS, EXPIRY, OF_THE_CAMPAIGN),
)
impersonal("outreach.Solicitation", "public_id", "state", "waits_for", because=OPAQUE)
impersonal("outreach.SolicitationTransition", "from_state", "to_state", because=OPAQUE)
impersonal("outreach.SolicitationTransition", "why", because=REASON)
record(
    "outreach.Reply",
    path=("prospect__person",),
    end=End("keep", ONLY_GROWS),
    lifetime=WITH_ITS_PERSON,
    what=_("how your replies were read"),
)
impersonal("outreach.Reply", "read", "reason", because=OPAQUE)
record(
    "outreach.HandOn",
    path=("prospect__person",),
    end=BLANK,
    lifetime=Lifetime(THREE_YEARS, ("at", "prospect__conversation__last_at")),
    what=_("what colleagues told each other about a contact with you"),
)
personal(
    "outreach.HandOn",
    words=PersonalField(
        _("that whoever makes the appointment knows what was said"), BASIS, EXPIRY, OF_THE_CAMPAIGN
    ),
)
