"""Codes are for rows; people read sentences."""

import re
from pathlib import Path

from django.utils import translation

import saule
from saule.matters.models import Delivery
from saule.matters.outcomes import SENTENCES, sentence

PACKAGE = Path(saule.__file__).parent
BEFORE = r'(?:reason=|return |"never", |"wait", |why = |else |error=)'
CODE = re.compile(BEFORE + r'"([a-z]+(?:-[a-z0-9]+)+|suppressed|machine)"')


def test_every_code_that_is_written_has_a_sentence():
    files = ["people/gate.py", "matters/delivering.py", "channels/registry.py", "worker/sending.py"]
    files += ["channels/email/sending.py", "channels/email/outbox.py"]
    written = {code for file in files for code in CODE.findall((PACKAGE / file).read_text(encoding="utf-8"))}
    assert len(written) > 12
    assert written <= SENTENCES.keys()


def test_a_code_is_told_in_words_and_a_server_is_quoted():
    with translation.override("en"):
        assert sentence(Delivery(outcome="")) == ""
        assert sentence(Delivery(outcome="not-live")).startswith("The mailbox rehearses")
        assert sentence(Delivery(outcome="550 no")) == "The mail server said: “550 no”"
