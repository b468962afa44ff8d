"""Files are known by their bytes; whoever calls them something else is found out."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.file_kinds import decoded, dimensions, is_program, is_showable, kind_of, lies


def png(width: int = 2, height: int = 2) -> bytes:
    """The head of a picture that says it is this large."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 9 + b"\xff\xc0\0\x11\x08\0\x20\0\x40" + b"\0" * 20
GIF = b"GIF89a\x05\0\x07\0" + b"\0" * 10
WEBP = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x09\0\0\x13\0\0"


@pytest.mark.parametrize(
    ("content", "media_type", "family"),
    [
        (png(), "image/png", "image"),
        (JPEG, "image/jpeg", "image"),
        (GIF, "image/gif", "image"),
        (WEBP, "image/webp", "image"),
        (b"%PDF-1.7\n", "application/pdf", "pdf"),
        (b"PK\x03\x04rest", "application/zip", "archive"),
        (b"MZ\x90\0", "application/x-executable", "program"),
        (b"#!/bin/sh\nrm -rf /", "text/x-script", "program"),
        (b"<html><script>alert(1)</script>", "text/html", "text"),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "image/svg+xml", "text"),
        ("Été à la mairie, façon cp1252".encode("cp1252"), "text/plain", "text"),
        ("é".encode("utf-16"), "text/plain", "text"),
        (b"", "text/plain", "text"),
        (b"\0\1\2\3", "application/octet-stream", "unknown"),
    ],
)
def test_the_bytes_say_what_it_is(content, media_type, family):
    kind = kind_of(content)
    assert (kind.media_type, kind.family) == (media_type, family)


@pytest.mark.parametrize(
    ("content", "claimed", "name", "lie"),
    [
        (png(), "image/png", "plan.png", False),
        (JPEG, "image/png", "plan.png", False),  # another picture than said does no harm
        (b"<html><script>x()</script>", "image/png", "plan.png", True),
        (b"<html><script>x()</script>", "application/octet-stream", "plan.png", True),
        (b"MZ\x90\0", "application/pdf", "facture.pdf", True),
        (b"MZ\x90\0", "application/octet-stream", "facture", True),
        (b"MZ\x90\0", "application/octet-stream", "setup.exe", False),
        (b"%PDF-1.4", "text/plain", "note.txt", True),
        (b"Nom;Rue", "text/csv", "liste.csv", False),
        (b"Nom;Rue", "application/vnd.ms-excel", "liste.csv", False),
        (
            b"PK\x03\x04",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "a.docx",
            False,
        ),
        (b"\0\1", "audio/ogg", "voix.ogg", False),
    ],
)
def test_a_file_that_is_something_else_is_found_out(content, claimed, name, lie):
    assert lies(kind_of(content), claimed, name) is lie


@pytest.mark.parametrize("name", ["a.exe", "photo.png.scr", "a.JS ", "macro.docm", "a.lnk"])
def test_what_a_double_click_runs_is_a_program_whatever_is_in_it(name):
    assert is_program(kind_of(b"hello"), name)


@pytest.mark.parametrize(
    ("content", "size"), [(png(640, 480), (640, 480)), (JPEG, (64, 32)), (GIF, (5, 7)), (WEBP, (10, 20))]
)
def test_the_size_of_a_picture_is_read_without_decoding_it(content, size):
    assert dimensions(content) == size
    assert is_showable(content)


def test_a_picture_that_would_fill_the_memory_is_not_drawn():
    assert not is_showable(png(50_000, 50_000))
    assert not is_showable(png()[:12])


@given(st.binary(max_size=200))
def test_any_bytes_are_something_and_nothing_breaks(content):
    for start in (
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFFabcdWEBPVP8L",
        b"RIFFabcdWEBPVP8 ",
    ):
        whole = start + content
        assert kind_of(whole).family
        assert isinstance(is_showable(whole), bool)
        lies(kind_of(whole), "image/png", "a.png")
        assert isinstance(decoded(whole), str)
