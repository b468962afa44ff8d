"""Which charset text is in when nobody said, or said wrongly: told by the letters it would then have.

Only bytes that are mostly outside ASCII, or come in runs, are looked at: in French or German hardly one
letter in ten is, and it stands alone. A charset is believed when the text it gives uses the commonest letters
of its language as often as people do.
"""

import re
from typing import NamedTuple

_READ = 4_000
_FEWEST_HIGH = 8
_LEAST_HIGH = 0.3  # of all bytes that are no white space
_LEAST_IN_RUNS = 0.5
_MOST_LOST = 0.02
_FEWEST_DIFFERENT = 4
_NOT_SPACE = re.compile(rb"[^\s\x00-\x20]")
_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\x80-\xff]{4,}")


class _Candidate(NamedTuple):
    codec: str
    letters: re.Pattern[str]
    common: re.Pattern[str]
    least: float  # share of the commonest letters among all letters of the script


_HAN = "\u4e00-\u9fff"
_KANA = "\u3041-\u30ff"
_CANDIDATES = (
    _Candidate("euc_jp", re.compile(f"[{_HAN}{_KANA}]"), re.compile(f"[{_KANA}]"), 0.3),
    _Candidate("cp932", re.compile(f"[{_HAN}{_KANA}\uff61-\uff9f]"), re.compile(f"[{_KANA}]"), 0.3),
    _Candidate(
        "gb18030",
        re.compile(f"[{_HAN}]"),
        re.compile(
            "[的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对]"
        ),
        0.12,
    ),
    _Candidate(
        "big5hkscs",
        re.compile(f"[{_HAN}]"),
        re.compile(
            "[的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對]"
        ),
        0.12,
    ),
    _Candidate(
        "cp949",
        re.compile("[\uac00-\ud7a3]"),
        re.compile("[이다는에을의가은로하고지도한를기사들서리나일자시어인대그보정]"),
        0.25,
    ),
    _Candidate("koi8_r", re.compile("[А-яё]"), re.compile("[оеаинтсрвл]"), 0.4),
    _Candidate("cp1251", re.compile("[А-яё]"), re.compile("[оеаинтсрвл]"), 0.4),
)


def guess(data: bytes) -> str:
    """Python's name of the charset these bytes seem to be in; empty when no other than a Western one fits."""
    head = data[:_READ]
    high = len(_HIGH.findall(head))
    dense = high >= _LEAST_HIGH * len(_NOT_SPACE.findall(head))
    in_runs = sum(map(len, _RUN.findall(head))) >= _LEAST_IN_RUNS * high
    if high < _FEWEST_HIGH or not (dense or in_runs):
        return ""
    fitting = [(_share(candidate, head), candidate) for candidate in _CANDIDATES]
    share, best = max(fitting, key=lambda one: one[0] - one[1].least)
    return best.codec if share >= best.least else ""


def _share(candidate: _Candidate, head: bytes) -> float:
    """How much of the text is its language’s commonest letters; 0 when the bytes are not in its charset."""
    text = head.decode(candidate.codec, "replace")
    outside = [letter for letter in text if letter > "\x7f" and letter.isalpha()]
    letters = candidate.letters.findall(text)
    if text.count("\ufffd") > 1 + _MOST_LOST * len(text) or len(letters) < 0.8 * len(outside):
        return 0.0
    common = candidate.common.findall(text)
    return len(common) / len(letters) if len(set(common)) >= _FEWEST_DIFFERENT else 0.0
