"""What the benchmark of kills counts; that nothing is lost is tested beside the worker."""

import pytest
from benchmarks.killing import Counted
from benchmarks.kills import shares


@pytest.mark.parametrize("times", [1, 7, 50, 200])
def test_every_kill_has_its_kind_of_work(times):
    assert sum(shares(times)) == times
    assert min(shares(200)) == 40


def test_what_is_missing_is_lost_and_what_is_there_twice_or_unasked_is_doubled():
    counted = Counted("import")
    counted.found({"a": 1, "b": 3, "nobody": 1}, {"a", "b", "c"})
    assert (counted.lost, counted.doubled) == (1, 3)
