"""``saule answer``: write the answer to a matter from a file, and send it to everybody who wrote."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from saule.cli.speaking import gettext, gettext_noop, say, say_json
from saule.cli.store import chosen_desk, open_store

if TYPE_CHECKING:
    from datetime import datetime

    from saule.desk.models import Desk, Membership
    from saule.matters.audience import Audience
    from saule.matters.models import Answer, Matter


SURE = Annotated[
    bool,
    typer.Option("--sure", help=gettext_noop("Stand by name for figures that the reference has not so.")),
]


SEND = Annotated[bool, typer.Option("--send", help=gettext_noop("Send it to everybody who wrote."))]
PEOPLE = Annotated[
    int | None,
    typer.Option(
        help=gettext_noop(
            "How many people read it: confirms a large sending alone, where nobody else may approve."
        )
    ),
]


def command(
    matter: Annotated[
        str, typer.Argument(metavar="MATTER", help=gettext_noop("The matter's id (see: saule matters)."))
    ],
    text: Annotated[
        Path,
        typer.Option(help=gettext_noop("A text file with the answer; {name} stands for the reader's name.")),
    ],
    language: Annotated[
        str, typer.Option(help=gettext_noop("The language it is written in: fr or en."))
    ] = "",
    send: SEND = False,
    sure: SURE = False,
    people: PEOPLE = None,
    by: Annotated[
        str, typer.Option("--as", help=gettext_noop("The sign-in address of who answers; else the owner."))
    ] = "",
    desk: Annotated[str, typer.Option(help=gettext_noop("The desk, if there are several."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=gettext_noop("Print JSON."))] = False,
) -> int:
    """Write an answer once; without --send it stays a draft and nothing leaves."""
    body = read(text)
    open_store()
    check_placeholders(body)
    chosen = chosen_desk(desk)
    spoken = known_language(language or chosen.language)
    about, member = the_matter(chosen, matter), who(chosen, by)
    answer = answered(about, spoken, body, by=member, again=send, sure=sure)
    go(answer, about, by=member, send=send, people=people, as_json=as_json)
    return 0


def answered(
    matter: "Matter", language: str, body: str, *, by: "Membership", again: bool, sure: bool
) -> "Answer":
    """Keeps these words as the answer; ``again``: the one that was sent, if it says just this."""
    from django.utils import timezone

    now = timezone.now()
    answer = sent_before(matter, language, body) if again else None
    answer = answer or written(matter, language, body, by=by, now=now)
    if sure:
        stand_for_figures(answer, by=by, now=now)
    return answer


def go(
    answer: "Answer", matter: "Matter", *, by: "Membership", send: bool, people: int | None, as_json: bool
) -> None:
    """Sends it if asked to, and says who gets it."""
    from django.utils import timezone

    from saule.matters.answering import send as send_answer
    from saule.matters.audience import audience

    found = audience(matter, answer)
    count = send_answer(answer, by=by, now=timezone.now(), people=people) if send else 0
    report(answer, found, count, as_json=as_json)


def stand_for_figures(answer: "Answer", *, by: "Membership", now: "datetime") -> None:
    """Whoever answers stands by name for every figure in doubt."""
    from saule.matters.guarding import confirm, doubts_of

    confirm(answer, [one.code for one in doubts_of(answer, now=now)], by=by.user, now=now)


def read(path: Path) -> str:
    """The words in the file. Raises NotAFile when there are none."""
    from saule.cli.errors import NotAFile

    try:
        body = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        body = "\0"
    if "\0" in body:
        raise NotAFile(gettext("“%(name)s” is not a text in UTF-8.") % {"name": path})
    if not body:
        raise NotAFile(gettext("“%(name)s” is empty: an answer needs words.") % {"name": path})
    return body


def check_placeholders(body: str) -> None:
    """Raises CommandError for a word in braces that nothing would be put for: hundreds would read it."""
    from saule.cli.errors import CommandError
    from saule.matters.placeholders import unfit

    if wrong := unfit(body):
        raise CommandError(wrong)


def written(matter: "Matter", language: str, body: str, *, by: "Membership", now: "datetime") -> "Answer":
    """The answer in the making, with these words in it."""
    from saule.matters.answering import draft_for, save_text

    answer = draft_for(matter, by=by.user, now=now)
    save_text(answer, language, body, by=by.user, now=now)
    return answer


def sent_before(matter: "Matter", language: str, body: str) -> "Answer | None":
    """The last answer sent if it says just this: the same command again reaches only who wrote since."""
    from saule.engines.masking import mask_cards
    from saule.matters.models import Answer

    last = matter.answers.filter(state=Answer.State.SENT).order_by("-created_at").first()
    if last is None or not last.texts.filter(language=language, body=mask_cards(body).text).exists():
        return None
    return last


def known_language(language: str) -> str:
    """The language, if Saule writes in it. Raises CommandError."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError
    from saule.desk.models import Language

    if language not in Language.values:
        raise CommandError(_("The language must be fr or en, not “%(given)s”.") % {"given": language})
    return language


def the_matter(desk: "Desk", public_id: str) -> "Matter":
    """The matter of this id; one that was merged leads to what it was merged into. Raises CommandError."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError
    from saule.matters.merged import standing_for

    found = desk.matters.filter(public_id=public_id).first()
    if found is None:
        raise CommandError(_("There is no matter “%(id)s”. See: saule matters") % {"id": public_id})
    return standing_for(found)


def who(desk: "Desk", email: str) -> "Membership":
    """The member who answers. Raises CommandError for an unknown one, NotAllowed for one who may not."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError
    from saule.desk.errors import NotAllowed
    from saule.desk.models import Role
    from saule.desk.policies import may

    members = desk.memberships.filter(ended_at=None).select_related("user").order_by("pk")
    wanted = members.filter(user__email=email.strip().lower()) if email else members.filter(role=Role.OWNER)
    member = wanted.first()
    if member is None:
        raise CommandError(_("Nobody at this desk signs in with “%(email)s”.") % {"email": email})
    if not may(member, "answer"):
        raise NotAllowed(_("%(name)s may not answer for this desk.") % {"name": member.user.name})
    return member


def report(answer: "Answer", found: "Audience", count: int, *, as_json: bool) -> None:
    """Says what was written and who gets it."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    needed, people = dict(found.languages()), len(found)
    if as_json:
        record = {"answer": answer.public_id, "state": answer.state, "people": people, "sent_to": count}
        say_json({**record, "languages_needed": needed})
        return
    if count:
        words = ngettext("%(count)s answer is in the outbox.", "%(count)s answers are in the outbox.", count)
        say(words % {"count": count})
        say_held(answer.desk)
    else:
        say(_("Draft kept. %(people)s people would get it; send it with --send.") % {"people": people})
    written = set(answer.texts.exclude(body="").values_list("language", flat=True))
    for language in needed.keys() - written:
        say(
            _("%(people)s of them read “%(language)s”, which is not written yet.")
            % {"people": needed[language], "language": language}
        )


def say_held(desk: "Desk") -> None:
    """Says so when nothing leaves yet: the mailbox that answers is in rehearsal."""
    mailbox = desk.mailboxes.order_by("pk").first()
    if mailbox is not None and not mailbox.live:
        words = gettext("Nothing leaves before %(address)s is switched live, in the settings.")
        say(words % {"address": mailbox.address})
