"""A provider that answers about transport in French, and conversations that it may be handed."""

from datetime import time, timedelta

import pytest

from saule.desk.models import Membership, Role, User
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Matter, Message
from saule.matters.receiving import receive_many
from saule.promises.models import Overheating
from saule.providers.contracting import Paid, Wanted, add_provider, state_prices, state_terms
from saule.providers.models import Provider
from saule.providers.questions import QUESTIONS
from saule.providers.securing import answer_question

ASKED = (
    "Bonjour, je m’appelle Léa Morin, à quelle heure passe le bus devant la mairie ?",
    "Combien coûte la carte du bus pour un étudiant, et où l’achète-t-on ?",
    "J’ai perdu un parapluie vert dans un tram hier soir.",
    "L’abri de l’arrêt Champ-de-Foire est cassé depuis un mois.",
    "Peut-on monter avec un vélo dans les cars du soir ?",
    "Le chauffeur de ce matin a été très impoli avec ma mère.",
)


@pytest.fixture
def wanted(desk):
    """Transport, in French, all week around the clock: a test that runs at any hour."""
    kinds = [desk.kinds.get(code="transports")]
    return Wanted(kinds=kinds, languages=["fr"], weekdays="1234567", opens=time(0), closes=time(23, 59))


@pytest.fixture
def provider(desk, alice, wanted, now) -> Provider:
    """Relais, since the first of September: 3 € for each who was helped, 1.50 € less for who came back."""
    made = add_provider(desk, "Relais", 20, by=alice.user, now=now - timedelta(days=81))
    start = desk.local_date(now) - timedelta(days=81)
    state_terms(made, wanted, starts=start, by=alice.user, now=now)
    for question in QUESTIONS:
        answer_question(made, question.code, question.choices[0].code, by=alice.user, now=made.at)
    paid = Paid(per_resolved=300, per_repeat=150, holdback_percent=20, holdback_days=30)
    state_prices(made, paid, starts=start, by=alice.user, now=now)
    return made


@pytest.fixture
def rita(desk, provider, now) -> Membership:
    """Rita answers for Relais."""
    user = User.objects.create_user("rita@relais.example", "Rita", "correct horse battery", language="en")
    member = Membership.objects.create(desk=desk, user=user, role=Role.PROVIDER_AGENT, since=now)
    member.teams.add(provider.team)
    return member


@pytest.fixture
def ask(desk, mail, now):
    """Somebody asks about the bus; the conversation in which they wait."""

    def write(number: int = 1, *, days_ago: int = 3, grave: bool = False, **fields) -> Conversation:
        at = now - timedelta(days=days_ago)
        said = fields.pop("said", ASKED[number - 1])
        mails = [mail(said, sender=f"lea{number}@example.org", sender_name="Léa Morin", **fields)]
        receive_many(desk, mails, now=at)
        group_waiting(desk, now=at)
        message = Message.objects.filter(desk=desk, outgoing=False).latest("pk")
        matter = Matter.objects.get(filings__message=message)
        Matter.objects.filter(pk=matter.pk).update(kind=desk.kinds.get(code="transports"), grave=grave)
        return message.conversation

    return write


@pytest.fixture
def hot(desk, now) -> Overheating:
    """The desk runs hot since yesterday."""
    facts = {"arriving": 80.0, "capacity": 50.0, "late": 9, "breaks_on": None}
    return Overheating.objects.create(desk=desk, began_at=now - timedelta(days=1), facts=facts)
