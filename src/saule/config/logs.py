"""No personal data in logs: addresses are masked in every line, whatever wrote it."""

import logging
import re

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


class Impersonal(logging.Filter):
    """Replaces every e-mail address in a record, its arguments and its traceback by ``[address]``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Masks the record in place and lets it pass."""
        message = record.getMessage()
        masked = ADDRESS.sub("[address]", message)
        if masked != message:
            record.msg, record.args = masked, None
        if record.exc_info and record.exc_info[0] is not None:
            # A traceback quotes values: keep the type and the place, drop the words.
            record.exc_text = f"{record.exc_info[0].__name__} (details are not logged)"
        return True
