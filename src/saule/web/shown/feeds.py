"""Feeds: what becomes of the public matters, for readers of feeds (RFC 4287, and JSON Feed 1.1)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.promises.showing import Happened, Shown, shown_one
from saule.web.shown.doors import Made, Visit, absolute, called, public, publication_of
from saule.web.words import day_words, number_words

MOST = 50
ATOM, JSON = "application/atom+xml; charset=utf-8", "application/feed+json"
TOLD = ("published", "reached", "promised", "moved", "late", "answered", "corrected", "lapsed")
NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news: its lasting name, the matter's page, a title, a sentence, when."""

    name: str
    link: str
    title: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as both formats write it."""

    name: str
    title: str
    home: str
    own: str
    entries: tuple[Entry, ...]
    at: datetime


@public()
def board_atom(visit: Visit) -> Made:
    """News of all public matters."""
    return atom(visit, of_board(visit, "matters-atom"))


@public()
def board_json(visit: Visit) -> Made:
    """The same as a JSON Feed."""
    return json_feed(visit, of_board(visit, "matters-feed"))


@public()
def matter_atom(visit: Visit, key: str) -> Made:
    """News of one matter."""
    return atom(visit, of_matter(visit, key, "public-matter-atom"))


@public()
def matter_json(visit: Visit, key: str) -> Made:
    """The same as a JSON Feed."""
    return json_feed(visit, of_matter(visit, key, "public-matter-feed"))


def of_board(visit: Visit, own: str) -> Feed:
    """The feed of a board."""
    matters, desk = visit.all_shown(), visit.desk
    news = newest(visit, matters)
    return Feed(
        name=tag(visit, "board"),
        title=called(desk),
        home=absolute("matters-board", desk.public_id, language=visit.language),
        own=absolute(own, desk.public_id, language=visit.language),
        entries=news,
        at=news[0].at if news else visit.board.at,
    )


def of_matter(visit: Visit, key: str, own: str) -> Feed:
    """The feed of one matter."""
    found = shown_one(publication_of(visit.desk, key), now=visit.now)
    news = newest(visit, [found])
    return Feed(
        name=tag(visit, key),
        title=f"{found.title_in(visit.language)} · {visit.desk.name}",
        home=absolute("public-matter", visit.desk.public_id, key, language=visit.language),
        own=absolute(own, visit.desk.public_id, key, language=visit.language),
        entries=news,
        at=news[0].at,
    )


def newest(visit: Visit, matters: Iterable[Shown]) -> tuple[Entry, ...]:
    """The latest news of these matters."""
    every = (entry for one in matters for entry in entries(visit, one))
    return tuple(sorted(every, key=lambda one: (one.at, one.name), reverse=True)[:MOST])


def entries(visit: Visit, matter: Shown) -> Iterator[Entry]:
    """The news of one matter."""
    link = absolute("public-matter", visit.desk.public_id, matter.public_id, language=visit.language)
    title = matter.title_in(visit.language)
    for one in matter.happened:
        if one.code in TOLD:
            name = tag(visit, f"{matter.public_id}/{one.code}/{one.at:%Y%m%dT%H%M%SZ}")
            yield Entry(name, link, f"{title} – {headline(one, matter)}", text_of(visit, matter, one), one.at)


def headline(one: Happened, matter: Shown) -> str:
    """What happened, in a few words."""
    day = day_words(one.day) if one.day else ""
    return {
        "published": ngettext("%(count)s person has asked", "%(count)s people have asked", matter.people)
        % {"count": number_words(matter.people)},
        "reached": _("an answer is due"),
        "promised": _("an answer by %(day)s") % {"day": day},
        "moved": _("the answer is moved to %(day)s") % {"day": day},
        "late": _("our answer is late"),
        "answered": _("we have answered"),
        "corrected": _("we have corrected our answer"),
        "lapsed": _("closed without an answer"),
    }[one.code]


def text_of(visit: Visit, matter: Shown, one: Happened) -> str:
    """A sentence or more: the answer itself, where there is one."""
    for said in matter.answers:
        if one.code in ("answered", "corrected") and said.at == one.at:
            return said.texts[said.language_in(visit.language, visit.desk.language)]
    return matter.summary_in(visit.language)


def tag(visit: Visit, what: str) -> str:
    """A name that stays when addresses change (RFC 4151)."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    return f"tag:{host},{visit.desk.created_at:%Y}:{visit.desk.public_id}/{what}"


def atom(visit: Visit, feed: Feed) -> Made:
    """A feed as Atom."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}feed", {"xml:lang": visit.language})
    add(root, "id", feed.name)
    add(root, "title", feed.title)
    add(root, "updated", feed.at.isoformat(timespec="seconds"))
    add(root, "link", rel="self", type="application/atom+xml", href=feed.own)
    add(root, "link", rel="alternate", type="text/html", href=feed.home)
    add(add(root, "author"), "name", visit.desk.name)
    add(root, "rights", visit.board.get_licence_display())
    add(root, "link", rel="license", href=visit.board.licence_page)
    for one in feed.entries:
        entry = add(root, "entry")
        add(entry, "id", one.name)
        add(entry, "title", one.title)
        add(entry, "updated", one.at.isoformat(timespec="seconds"))
        add(entry, "link", rel="alternate", type="text/html", href=one.link)
        add(entry, "content", one.text, type="text")
    return Made(ET.tostring(root, encoding="utf-8", xml_declaration=True), ATOM, visit.language)


def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """Puts an element of Atom into another; characters that XML cannot hold are left out."""
    found = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    found.text = "".join(c for c in text if c in "\n\t" or c >= " ") or None
    return found


def json_feed(visit: Visit, feed: Feed) -> Made:
    """A feed as JSON Feed 1.1."""
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": visit.language,
        "authors": [{"name": visit.desk.name}],
        "_licence": {"id": visit.board.licence, "address": visit.board.licence_page},
        "items": [
            {
                "id": one.name,
                "url": one.link,
                "title": one.title,
                "content_text": one.text,
                "date_published": one.at.isoformat(timespec="seconds"),
            }
            for one in feed.entries
        ],
    }
    body = json.dumps(data, ensure_ascii=False, indent=1).encode()
    return Made(body, JSON, visit.language, headers={"Access-Control-Allow-Origin": "*"})
