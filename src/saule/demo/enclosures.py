"""The files that go along with some mails: small, harmless and different each time."""

import struct
import zlib
from random import Random

from saule.demo.notes import Attachment

SIDE = 40


def enclosure(tag: str, rng: Random) -> Attachment:
    """Return a file of one sort: ``photo``, ``pdf``, ``text``, or ``office`` for the town hall's own."""
    if tag == "photo":
        name = rng.choice(
            (f"IMG_{rng.randint(1021, 9876)}.png", "capture.png", "Capture d’écran.png", "photo.png")
        )
        return Attachment(name=name, content_type="image/png", content=picture(rng))
    if tag in ("pdf", "office"):
        name = (
            "mairie-saint-aubin.pdf"
            if tag == "office"
            else rng.choice(
                (
                    "justificatif.pdf",
                    f"scan{rng.randint(10, 99)}.pdf",
                    "facture réparation.pdf",
                    "dossier.pdf",
                )
            )
        )
        return Attachment(name=name, content_type="application/pdf", content=document(rng))
    lines = "\n".join(f"{day:02d}/ : {rng.randint(36, 44)},{rng.randint(0, 9)}" for day in range(1, 9))
    return Attachment(name="releve.txt", content_type="text/plain", content=(lines + "\n").encode())


def picture(rng: Random) -> bytes:
    """Return a small PNG: two colours that fade into each other."""
    one, two = ([rng.randint(20, 235) for _ in range(3)] for _ in range(2))
    rows = b""
    for y in range(SIDE):
        shade = y / (SIDE - 1)
        colour = bytes(round(a + (b - a) * shade) for a, b in zip(one, two, strict=True))
        rows += b"\0" + colour * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG (ISO/IEC 15948): length, kind, data, checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def document(rng: Random) -> bytes:
    """Return a one-page PDF that says its number."""
    words = f"BT /F1 14 Tf 72 740 Td (Document {rng.randint(1000, 9999)}) Tj ET".encode()
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
    )
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + end
