"""What the log says of a request."""

import logging


class WithoutTraceback(logging.Filter):
    """What was refused is one line: a traceback is for what went wrong with us (500 and above)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
