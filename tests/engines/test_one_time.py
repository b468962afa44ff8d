"""The codes of an authenticator are those of RFC 6238 and serve once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.one_time import STEP, code_at, step_at, step_of

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_the_rfc(seconds, code):
    assert code_at(SECRET, step_at(seconds), digits=8) == code


@given(st.binary(min_size=20, max_size=20), st.integers(0, 2**33), st.integers(-STEP, STEP))
def test_a_code_is_known_when_the_clocks_are_half_a_minute_apart(secret, seconds, apart):
    code = code_at(secret, step_at(seconds))
    step = step_of(secret, code, max(0, seconds + apart))

    assert step is not None
    assert code_at(secret, step) == code


def test_a_code_serves_once_and_not_later():
    code = code_at(SECRET, step_at(59))
    step = step_of(SECRET, code, 59)

    assert step == 1
    assert step_of(SECRET, code, 59, after=step) is None
    assert step_of(SECRET, code, 59 + 3 * STEP) is None
    assert step_of(SECRET, "000000", 59) is None
    assert step_of(SECRET, "é٣٤", 59) is None
