"""What a browser asks for, and what it complains of."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

# A page that says 404 or 503 is an answer, not a defect; a script or picture that does is one.
_ANSWER = re.compile(r"Failed to load resource: the server responded with a status of [45]\d\d")


@dataclass
class Watch:
    """Over every context given to it."""

    ours: set[str]
    addresses: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    messages: list[tuple[str, str]] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        """From now on see everything that happens in all its pages."""
        context.on("request", self._see)
        context.on("console", self._read)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    @property
    def strangers(self) -> list[str]:
        """Addresses asked for that are neither the service's nor the payment page's."""
        return [address for address in self.addresses if _origin(address) not in self.ours]

    @property
    def complaints(self) -> list[str]:
        """Errors, and what the browser warns of; not that a page it went to answered with a refusal."""
        kept = (each for each in self.messages if not (_ANSWER.match(each[1]) and each[0] in self.pages))
        return [*self.errors, *(f"{address}: {text}" for address, text in kept)]

    def _see(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.addresses.append(request.url)
        if request.is_navigation_request():
            self.pages.add(request.url)

    def _read(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.messages.append((message.location["url"], message.text))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
