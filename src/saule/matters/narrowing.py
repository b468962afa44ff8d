"""Narrowing a search: by the matter's state, kind, nature and team, the mail's class, tag, assignee, dates.

One line of the table is one filter. What it says about a matter, a conversation or a message is applied to
every sort of record that has one: a filter that is added here is on the page and in every search.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.db.models import Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Membership, Nature
from saule.engines.queries import Query
from saule.matters.indexing import AUTOMATIC, OURS
from saule.matters.models import MailClass, Tagging

Choices = list[tuple[str, str]]
Rule = Callable[[str, Membership], Q]
NONE = "-"
LIFETIME = 40


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """One filter: its name in the address, its word, what one may choose, and what a choice asks for."""

    name: str
    word: LazyText | str
    choices: Callable[[Membership], Choices]
    matter: Rule | None = None
    conversation: Rule | None = None


def states(_by: Membership) -> Choices:
    """Where a matter may stand."""
    return [("open", str(_("open"))), ("answered", str(_("answered"))), ("lapsed", str(_("lapsed")))]


def kinds(by: Membership) -> Choices:
    """The desk's headings, and none."""
    named = [(kind.code, str(kind)) for kind in by.desk.kinds.all()]
    return [*named, (NONE, str(_("without a kind")))] if named else []


def teams(by: Membership) -> Choices:
    """The desk's teams."""
    return [(str(team.pk), team.name) for team in by.desk.teams.order_by("name")]


def tags(by: Membership) -> Choices:
    """The desk's tags in use."""
    return [(str(tag.pk), tag.name) for tag in by.desk.tags.filter(archived_at=None)]


def classes(_by: Membership) -> Choices:
    """What kind of sender wrote; the desk's own mails apart."""
    named = [(one.value, str(one.label)) for one in MailClass]
    return [*named, (OURS, str(_("written by us"))), (AUTOMATIC, str(_("sent automatically")))]


def assignees(_by: Membership) -> Choices:
    """To whom a conversation was given."""
    return [("me", str(_("to me"))), ("nobody", str(_("to nobody")))]


def in_state(value: str, _by: Membership) -> Q:
    """Matters that stand there; open is also what was opened again."""
    return Q(state__in=("open", "reopened") if value == "open" else (value,))


def of_kind(value: str, _by: Membership) -> Q:
    """Matters under a heading, or under none."""
    return Q(kind=None) if value == NONE else Q(kind__code=value)


def tagged(value: str, _by: Membership) -> Q:
    """Conversations that bear a tag now."""
    return Q(pk__in=Tagging.objects.filter(tag=int(value), ended_at=None).values("conversation"))


def given(value: str, by: Membership) -> Q:
    """Conversations that were given to whoever asks, or to nobody."""
    return Q(assigned_to=by.user_id) if value == "me" else Q(assigned_to=None, assigned_team=None)


FILTERS: tuple[SearchFilter, ...] = (
    SearchFilter("state", _("State"), states, matter=in_state),
    SearchFilter("kind", _("Kind"), kinds, matter=of_kind),
    SearchFilter(
        "nature",
        _("Nature"),
        lambda _by: [(one.value, str(one.label)) for one in Nature],
        matter=lambda value, _by: Q(nature=value),
    ),
    SearchFilter("team", _("Team"), teams, matter=lambda value, _by: Q(kind__team=int(value))),
    SearchFilter("class", _("Class"), classes),
    SearchFilter("tag", _("Tag"), tags, conversation=tagged),
    SearchFilter("given", _("Given"), assignees, conversation=given),
)


@dataclass(frozen=True)
class Narrowing:
    """What a search is narrowed to. ``values`` are by the filters' names, and only such as may be chosen."""

    by: Membership
    values: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None

    def matter(self) -> Q | None:
        """What is asked of a matter; None: nothing."""
        return self._together([(one.matter, self.values.get(one.name)) for one in FILTERS])

    def conversation(self) -> Q | None:
        """What is asked of a conversation; None: nothing."""
        return self._together([(one.conversation, self.values.get(one.name)) for one in FILTERS])

    def messages(self, query: Query) -> Query:
        """The query narrowed to the months and the sort of sender, which are in the index.

        What Saule sent by itself is the same words again and again: it is only found if one asks for it.
        """
        facts = [times(self.since, self.until)]
        if sender := self.values.get("class"):
            facts.append((f"c{sender}",))
        without = () if sender else (f"c{AUTOMATIC}",)
        return replace(query, facts=tuple(group for group in facts if group), without=without)

    def dates(self, last: str, first: str) -> Q:
        """Between the two days: ``last`` not before the one, ``first`` before the other."""
        asked = Q(**{f"{last}__gte": self.since}) if self.since else Q()
        return asked & Q(**{f"{first}__lt": self.until}) if self.until else asked

    def _together(self, rules: list[tuple[Rule | None, str | None]]) -> Q | None:
        """All that these rules ask for."""
        asked = [rule(value, self.by) for rule, value in rules if rule is not None and value]
        return Q(*asked) if asked else None


def times(since: datetime | None, until: datetime | None) -> tuple[str, ...]:
    """The months and whole years between two moments as the index knows them; none if there is no end."""
    if since is None and until is None:
        return ()
    first = since.astimezone(UTC) if since else None
    last = until.astimezone(UTC) if until else None
    low = first.year if first else last.year - LIFETIME if last else 0
    high = last.year if last else low + LIFETIME
    named: list[str] = []
    for year in range(low, high + 1):
        begin = first.month if first and year == low else 1
        end = last.month if last and year == high else 12
        whole = (begin, end) == (1, 12)
        named += [f"y{year}"] if whole else [f"m{year}{month:02}" for month in range(begin, end + 1)]
    return tuple(named)


def allowed(by: Membership, values: Mapping[str, str]) -> dict[str, str]:
    """The filters' values that may be chosen; anything else that came in an address is left out."""
    wanted = {one.name: values.get(one.name, "") for one in FILTERS}
    return {
        one.name: wanted[one.name]
        for one in FILTERS
        if wanted[one.name] and wanted[one.name] in dict(one.choices(by))
    }
