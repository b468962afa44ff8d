"""Real mails are read without mojibake, damaged or not, and in the parts that another parser finds."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.channels.email.mails import PIECES, assert_sound

from saule.channels.email import parsing, structure
from saule.channels.email.parsing import parse

real = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[4] / "shared" / "data")) / "mail"
needs_real_mails = pytest.mark.skipif(not real.is_dir(), reason="SAULE_TEST_DATA has no mail folder")


def real_mails() -> list[Path]:
    files = (path for path in real.rglob("*") if path.is_file() and path.suffix != ".json")
    return sorted(path for path in files if path.name not in {"LICENSE", "SOURCE.txt", "COPYING"})


@needs_real_mails
def test_every_real_mail_is_read_without_mojibake():
    mojibake = ("Ã©", "Ã¨", "Ã¼", "â€™", "Â ", "ï»¿")
    # The first lines of this one are in no charset at all.
    senseless = {"008"}
    for path in real_mails():
        raw = path.read_bytes()
        incoming = parse(raw, position=path.name)
        assert_sound(incoming)
        names = [attachment.name for attachment in incoming.attachments]
        for text in (incoming.subject, incoming.sender_name, incoming.text, incoming.html, *names):
            assert "\ufffd" not in text or b"\xef\xbf\xbd" in raw or path.name in senseless, path
            assert not any(sign in text for sign in mojibake), path


@needs_real_mails
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_real_mails_with_damage_are_read(data):
    path = data.draw(st.sampled_from([path for path in real_mails() if path.stat().st_size < 30_000]))
    raw = bytearray(path.read_bytes())
    for _change in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 200))
        raw[place : place + length] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=20))
    assert_sound(parse(bytes(raw), position="1"))


def expected_parts(path: Path) -> list[tuple[str, str]]:
    """What another parser found: for each part its sort, and its text when it is one."""
    found = []
    for one in json.loads(path.read_text())["parts"]:
        body = one["body"]
        sort = body if isinstance(body, str) else next(iter(body))
        found.append((sort, body[sort] if sort in {"Text", "Html"} else ""))
    return found


def our_parts(mail: structure.Part) -> list[structure.Part]:
    found = [mail]
    if not mail.is_message:
        for inner in mail.parts:
            found += our_parts(inner)
    return found


@needs_real_mails
def test_well_formed_mails_have_the_parts_that_another_parser_finds():
    folder = real / "stalwart-mail-parser" / "resources" / "eml"
    compared = 0
    for path in sorted(
        [*folder.glob("rfc/*.eml"), *folder.glob("legacy/*.eml"), *folder.glob("thirdparty/*.eml")]
    ):
        expected = expected_parts(path.with_suffix(".json"))
        ours = our_parts(structure.read(path.read_bytes())[0])
        if path.stem == "015" and path.parent.name == "thirdparty":
            continue  # its parts are cut off; the other parser stops before, we find two more
        assert len(ours) == len(expected), path
        for one, (sort, text) in zip(ours, expected, strict=True):
            assert (sort == "Multipart") == one.content_type.startswith("multipart/"), path
            if (
                text.strip()
                and "\ufffd" not in text
                and "begin 6" not in text
                and "\0" not in text
                and "invalid" not in text
            ):
                warnings: set[str] = set()
                assert parsing.bodies.text_of(one, warnings).split() == text.split(), path
                compared += 1
    assert compared > 100
