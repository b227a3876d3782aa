"""Time passes day by day, as it would: each day's webhooks are taken and what follows is done before the next."""

import http.client
import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from donations.sandbox.sandbox import Sandbox

_log = logging.getLogger(__name__)

_PATIENCE = 30.0  # seconds for one day; then the next begins all the same
_LOOK_EVERY = 0.1
_FOR_RETRIES = 2.0  # seconds more for what failed a moment ago and is tried again
_LONGEST = 1000  # days


@dataclass(slots=True)
class Progress:
    """How far a walk has come. `hurried`: days that ended before all was done."""

    days: int = 0
    done: int = 0
    hurried: int = 0
    webhooks: int = 0
    today: str = ""  # the last day that is done

    @property
    def is_over(self) -> bool:
        """Nobody is walking."""
        return self.done >= self.days


class Walk:
    """One walk at a time. `is_idle`: has the service done all that is due; `wake`: there are webhooks to send."""

    def __init__(self, sandbox: Sandbox, is_idle: Callable[[float], bool], wake: Callable[[], None]) -> None:
        self._sandbox, self._is_idle, self._wake = sandbox, is_idle, wake
        self._lock = threading.Lock()
        self._progress = Progress()
        self._is_stopping = threading.Event()

    def start(self, days: int) -> bool:
        """Set out; False when somebody is on the way already."""
        if not 0 < days <= _LONGEST:
            raise ValueError(f"between 1 and {_LONGEST} days")
        with self._lock:
            if not self._progress.is_over:
                return False
            self._progress = Progress(days)
        threading.Thread(target=self._go, args=(self._progress,), name="sandbox-walk", daemon=True).start()
        return True

    def progress(self) -> Progress:
        """Of the present walk, or the last, as it is at this moment."""
        return replace(self._progress)

    def details(self) -> dict[str, Any]:
        """The same for programs."""
        progress = self.progress()
        return asdict(progress) | {"is_over": progress.is_over}

    def stop(self) -> None:
        """No further day."""
        self._is_stopping.set()

    def _go(self, progress: Progress) -> None:
        try:
            while not progress.is_over and not self._is_stopping.is_set():
                before = self._sandbox.deliveries.made()
                self._sandbox.advance(timedelta(days=1))
                progress.hurried += not self._settles()
                progress.webhooks += self._sandbox.deliveries.made() - before
                progress.today = self._sandbox.world.when(self._sandbox.world.now()).date().isoformat()
                progress.done += 1
        except Exception:  # noqa: BLE001 - whoever waits for the end must see one
            _log.exception("the sandbox's clock stopped on its way")
        finally:
            progress.days = progress.done

    def _settles(self) -> bool:
        """Until nothing is owed on either side; False when that takes too long."""
        began = time.monotonic()
        while (spent := time.monotonic() - began) < _PATIENCE and not self._is_stopping.is_set():
            self._wake()
            if not self._sandbox.deliveries.owed() and self._is_idle(spent):
                return True
            self._is_stopping.wait(_LOOK_EVERY)
        return False


def idle_probe(service_url: str) -> Callable[[float], bool]:
    """Asks the service's health page, on this machine, what it still owes. Who cannot be asked owes nothing."""
    address = urlsplit(service_url)

    def is_idle(spent: float) -> bool:
        owed = _owed(address.hostname or "", address.port or 80, address.path.rstrip("/"))
        return owed is None or (not owed["due"] and (not owed["retrying"] or spent > _FOR_RETRIES))

    return is_idle


def _owed(host: str, port: int, root: str) -> dict[str, int] | None:
    if host not in ("127.0.0.1", "localhost", "::1"):
        return None
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        connection.request("GET", f"{root}/healthz")
        found: dict[str, int] = json.loads(connection.getresponse().read())["owed"]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
    else:
        return found
    finally:
        connection.close()
