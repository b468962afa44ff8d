"""What is the same for everybody is made once in a while, by one reader."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest

from saule.web.shown.copies import KEPT, NEW, copy_of


class Maker:
    """Counts how often it was asked to make something."""

    def __init__(self):
        self.made = 0

    def __call__(self):
        self.made += 1
        return f"copy {self.made}"


def test_it_is_made_once_while_it_is_new_and_anew_after_that(now):
    make = Maker()
    assert [copy_of("x", make, now=now), copy_of("x", make, now=now + NEW / 2)] == ["copy 1", "copy 1"]
    assert copy_of("x", make, now=now + NEW) == "copy 2"
    assert copy_of("y", make, now=now) == "copy 3"


def test_while_one_makes_a_newer_copy_the_others_get_the_older_one(now):
    make, seen = Maker(), []
    copy_of("x", make, now=now)
    later = now + NEW

    def slowly():
        seen.append(copy_of("x", make, now=later))
        return make()

    assert copy_of("x", slowly, now=later) == "copy 2"
    assert seen == ["copy 1"]


def test_many_who_find_nothing_wait_for_the_one_who_makes_it(now):
    make = Maker()

    def slowly():
        sleep(0.1)
        return make()

    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda _: copy_of("x", slowly, now=now), range(8)))
    assert found == ["copy 1"] * 8


def test_what_cannot_be_made_any_more_is_not_shown_any_more(now):
    make = Maker()
    copy_of("x", make, now=now)

    def gone():
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            copy_of("x", gone, now=now + NEW)
    assert copy_of("x", make, now=now) == "copy 2"


def test_what_is_old_is_not_kept_for_long():
    assert timedelta(seconds=KEPT) > NEW
    assert KEPT <= 300
