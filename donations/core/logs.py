"""Logs: JSON in production, readable at a desk. Personal data does not belong in them."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict

_ADDRESS = re.compile(r"[^\s@<>\"'(),:;=\[\]]+@[^\s@<>\"'(),:;=\[\]]+")


def set_up_logs(form: str) -> None:
    """`form` is "json" or "console". Everything goes to standard error. May be called again."""
    # A plain traceback: the pretty one shows local variables, passwords among them.
    readable = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    renderer = structlog.processors.JSONRenderer() if form == "json" else readable
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,  # never structlog's own way, which prints every local variable
            without_addresses,
            renderer,
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def without_addresses(_logger: Any, _method: str, entry: EventDict) -> EventDict:
    """Errors of others quote what they were given; whoever reads the log shall not learn who gave."""
    return {name: _ADDRESS.sub("…@…", value) if isinstance(value, str) else value for name, value in entry.items()}
