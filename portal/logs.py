"""Log lines: one per event, no line breaks from outside, no token of a signed link."""

import logging
import re

_TOKEN = re.compile(r"(/l/)[A-Za-z0-9_-]{16,}")
_BREAKS = re.compile(r"[\r\n\x00-\x08\x0b-\x1f\x7f]")


class LineFormatter(logging.Formatter):
    """Formats a record as one line; tracebacks stay behind it, marked by indentation."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        record.message = _TOKEN.sub(r"\1…", _BREAKS.sub(" ", record.message))
        return super().formatMessage(record)
