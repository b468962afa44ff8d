"""Who may do what: one table, read by every view, feed, export and command."""

from saule.desk.models import Membership, Role

ALL_STAFF = frozenset({Role.OWNER, Role.SUPERVISOR, Role.AGENT, Role.AUDITOR})
WORKERS = frozenset({Role.OWNER, Role.SUPERVISOR, Role.AGENT})
LEADERS = frozenset({Role.OWNER, Role.SUPERVISOR})
OWNERS = frozenset({Role.OWNER})
OUTSIDE = frozenset({Role.PROVIDER_AGENT})
GENERATORS = LEADERS | {Role.GENERATOR}
CLOSERS = LEADERS | {Role.CLOSER}

MAY: dict[str, frozenset[Role]] = {
    # what one sees
    "come in": ALL_STAFF | OUTSIDE,
    "see handed": OUTSIDE,
    "see figures": ALL_STAFF,
    "see work": WORKERS,
    "see outreach": GENERATORS | CLOSERS,
    "see promises": ALL_STAFF,
    "see members’ figures": frozenset({Role.OWNER, Role.SUPERVISOR, Role.AUDITOR}),
    "see registers": frozenset({Role.OWNER, Role.AUDITOR}),
    "see trail": frozenset({Role.OWNER, Role.AUDITOR}),
    "see settings": LEADERS,
    # what one does
    "group": WORKERS,
    "note": WORKERS,
    "tag": WORKERS,
    "assign": WORKERS,
    "snooze": WORKERS,
    "answer": WORKERS,
    "answer handed": OUTSIDE,
    "settle": WORKERS,
    "approve": LEADERS,
    "verify callers": WORKERS,
    "judge gravity": WORKERS,
    "join people": WORKERS,
    "unveil": WORKERS,
    "judge peers": WORKERS,
    "move promises": LEADERS,
    "publish": LEADERS,
    "write saved replies": LEADERS,
    "keep facts": LEADERS,
    "keep tags": LEADERS,
    "plan staff": LEADERS,
    "lead providers": LEADERS,
    "generate": GENERATORS,
    "close": CLOSERS,
    "lead outreach": LEADERS,
    "decide deliveries": LEADERS,
    "decide floods": LEADERS,
    "decide fraud": LEADERS,
    "decide comebacks": LEADERS,
    "change settings": OWNERS,
    "switch live": OWNERS,
    "erase": OWNERS,
}


def may(membership: Membership | None, action: str) -> bool:
    """Whether the member may do ``action``. An unknown action is an error of ours: KeyError."""
    roles = MAY[action]
    return membership is not None and membership.ended_at is None and membership.role in roles


def sees_all_work(membership: Membership) -> bool:
    """Owners and supervisors see every team's work; agents only their own teams' and what has no team."""
    return membership.role in LEADERS
