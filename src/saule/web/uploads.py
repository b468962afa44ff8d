"""Receiving files: no more of a file is kept than may be sent, however much somebody uploads."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from saule.matters.models import Enclosure


class ShortUpload(TemporaryFileUploadHandler):
    """Keeps a file's beginning on disk and lets the rest go by; its size is still the whole one."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Writes the chunk if it is among what may be kept."""
        if start <= Enclosure.MOST:
            super().receive_data_chunk(raw_data, start)
        return None
