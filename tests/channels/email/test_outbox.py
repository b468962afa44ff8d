"""The file outbox: each mail a file, whole, and once."""

import email
import email.policy

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from saule.channels.contract import DeliveryError
from saule.channels.email.outbox import Outbox
from saule.channels.email.sending import Smtp
from saule.channels.registry import Channels


def test_each_mail_is_a_file_that_can_be_read(tmp_path, delivery):
    made = delivery()
    box = Outbox(tmp_path / "outbox")
    box.send(made)
    box.send(made)
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == f"{made.public_id}.eml"
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert mail["Message-ID"] == f"<{made.message_id}>"
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path, delivery):
    (tmp_path / "outbox").write_text("a file is in the way")
    with pytest.raises(DeliveryError) as caught:
        Outbox(tmp_path / "outbox").send(delivery())
    assert (caught.value.permanent, caught.value.reason) == (False, "outbox-error")


def test_the_settings_say_how_mail_leaves(settings):
    settings.SAULE_MAIL = "outbox"
    box = Channels().get("email")
    assert isinstance(box, Outbox)
    assert box.folder == django_settings.HOME / "outbox"
    settings.SAULE_MAIL = "smtp"
    assert isinstance(Channels().get("email"), Smtp)
    settings.SAULE_MAIL = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="outbox, smtp"):
        Channels().get("email")


def test_a_channel_that_is_not_there_is_refused_for_good():
    with pytest.raises(DeliveryError) as caught:
        Channels().get("smoke-signals")
    assert caught.value.permanent
