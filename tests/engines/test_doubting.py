"""What is unusual is doubted, and what only is much or from a large provider is not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.doubting import LIMITS, Trace, Usual, doubts_of, is_written_alike, pattern_of, skeleton

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
LARGE = frozenset({"gmail.com", "orange.fr", "free.fr", "hotmail.com"})


def before(count, *, domain=b"d", pattern=b"", minutes=30):
    return [Trace(NOW - timedelta(minutes=minutes), domain, pattern) for _ in range(count)]


NONE = Usual()


def doubts(rows=(), nearby=(), *, usual=NONE, large=False, domain=b"d", pattern=b""):
    one = Trace(NOW, domain, pattern)
    return doubts_of(one, rows, nearby, lambda: usual, large=large, limits=LIMITS)


def test_one_like_any_other_is_not_doubted():
    assert doubts() == []
    assert doubts(before(10)) == []


@pytest.mark.parametrize(
    ("count", "ago", "found"),
    [
        (29, 1, []),
        (30, 1, ["burst"]),
        (30, 11, []),
        (200, 60, ["sustained"]),
        (200, 5, ["burst", "sustained"]),
    ],
)
def test_many_from_one_part_of_the_net_are_doubted(count, ago, found):
    assert doubts(nearby=[NOW - timedelta(minutes=ago)] * count) == found


@pytest.mark.parametrize("crowd", [50, 1000])
def test_a_large_provider_is_doubted_by_its_share_alone_never(crowd):
    rows = before(crowd)
    assert doubts(rows, large=True) == []
    assert (
        doubts(rows[: crowd // 2] + before(crowd // 2, domain=b"e"), usual=Usual(400, 1000), large=True) == []
    )
    assert doubts(rows, usual=Usual(100, 1000), large=True) == ["domain"]


def test_a_small_domain_is_doubted_from_a_crowd_on_unless_it_is_usual_here():
    assert doubts(before(19)) == []
    assert doubts(before(20)) == ["domain"]
    assert doubts(before(20), usual=Usual(900, 1000)) == []
    assert doubts(before(20) + before(980, domain=b"e")) == []


def test_a_series_is_doubted_and_a_year_behind_a_name_is_not():
    assert doubts(before(8, pattern=b"p", domain=b"x"), pattern=b"p") == ["pattern"]
    assert doubts(before(8, pattern=b"p", domain=b"x") + before(900, domain=b"y"), pattern=b"p") == []
    assert doubts(before(99, domain=b"x"), pattern=b"") == []


@given(st.integers(0, 60), st.integers(0, 300), st.integers(0, 1000), st.integers(0, 1000), st.booleans())
def test_more_of_a_past_like_this_never_makes_it_more_suspicious(same, other, usual, rest, large):
    rows = before(same) + before(other, domain=b"e")
    rare = doubts(rows, usual=Usual(usual, usual + rest + 40), large=large)
    often = doubts(rows, usual=Usual(usual + 40, usual + rest + 40), large=large)
    assert set(often) <= set(rare)


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=20))
def test_anything_can_be_looked_at(local, domain):
    pattern_of(local)
    is_written_alike(domain, LARGE)


@given(st.from_regex(r"[a-z.]{1,12}", fullmatch=True), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_series_of_numbers_is_one_pattern(stem, one, other):
    if pattern_of(f"{stem}{one}").endswith("#"):
        assert pattern_of(f"{stem}{one}") == pattern_of(f"{stem}{other}")


@pytest.mark.parametrize(
    ("local", "pattern"),
    [
        ("marie.dupont", ""),
        ("marie.k017", "marie.k#"),
        ("2cv", "#cv"),
        ("qxvbtr4821", "a6#4"),
        ("bvkzqt1932", "a6#4"),
        ("martin1985", "martin#"),
    ],
)
def test_what_addresses_of_a_series_share(local, pattern):
    assert pattern_of(local) == pattern


@pytest.mark.parametrize(
    "domain",
    [
        "gmai1.com",
        "0range.fr",
        "hotrnail.com",
        "gmаil.com",
        "xn--gmil-63d.com",
        "оrange.fr",
        "асе.com",
        "gmáil.com",
    ],
)
def test_a_domain_made_to_look_like_another_is_seen(domain):
    assert is_written_alike(domain, LARGE)


@pytest.mark.parametrize(
    "domain",
    [
        *sorted(LARGE),
        "mairie-évry.example",
        "xn--mairie-vry-h7a.example",
        "пример.рф",
        "xn--e1afmkfd.xn--p1ai",
        "παράδειγμα.gr",
        "例え.jp",
        "clos-des-vignes.fr",
        "xn--",
    ],
)
def test_a_domain_in_letters_of_its_own_is_not(domain):
    assert not is_written_alike(domain, LARGE)


def test_domains_that_cannot_be_told_apart_have_one_skeleton():
    assert skeleton("pаypal.com") == skeleton("paypal.com") == skeleton("paypa1.com")
    assert skeleton("paypal.com") != skeleton("papal.com")
