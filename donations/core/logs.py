"""Logs: JSON in production, readable at a desk. Personal data does not belong in them."""

import logging
import sys

import structlog


def set_up_logs(form: str) -> None:
    """`form` is "json" or "console". Everything goes to standard error."""
    # A plain traceback: the pretty one shows local variables, passwords among them.
    readable = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    renderer = structlog.processors.JSONRenderer() if form == "json" else readable
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
