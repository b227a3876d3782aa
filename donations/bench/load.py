"""A small load generator: some connections kept open, each asking again as soon as it is answered."""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import quantiles

CONNECTIONS = 16
_CHUNK = 65536
_OK = b"2"


@dataclass
class Load:
    """What came back."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)  # seconds
    failures: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def p99(self) -> float:
        """Milliseconds that one answer in a hundred takes longer than."""
        return quantiles(self.latencies, n=100)[98] * 1000 if len(self.latencies) > 1 else 0.0


@dataclass
class _Line:
    """One connection, the answer as far as it has come, and when it was asked for."""

    socket: socket.socket
    answer: bytearray = field(default_factory=bytearray)
    asked: float = 0.0

    def ask(self, request: bytes) -> None:
        self.answer.clear()
        self.asked = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what is there; True once the answer is whole."""
        if not (chunk := self.socket.recv(_CHUNK)):
            raise ConnectionError("the server hung up")
        self.answer += chunk
        head, found, body = self.answer.partition(b"\r\n\r\n")
        return bool(found) and len(body) >= _length(bytes(head))


def _length(head: bytes) -> int:
    name, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0]) if name != head else 0


def drive(port: int, requests: Iterator[bytes], seconds: float, connections: int = CONNECTIONS) -> Load:
    """Send `requests` for so long, or until there are no more, over so many connections at once."""
    load, lines = Load(), [_Line(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        started = time.perf_counter()
        waiting = sum(_ask_next(line, requests) for line in lines)
        while waiting:
            for key, _ in selector.select():
                if key.data.is_answered():
                    _note(load, key.data)
                    is_over = time.perf_counter() - started > seconds
                    waiting -= is_over or not _ask_next(key.data, requests)
    load.seconds = time.perf_counter() - started
    for line in lines:
        line.socket.close()
    return load


def _ask_next(line: _Line, requests: Iterator[bytes]) -> bool:
    request = next(requests, None)
    if request is not None:
        line.ask(request)
    return request is not None


def _note(load: Load, line: _Line) -> None:
    load.latencies.append(time.perf_counter() - line.asked)
    load.failures += not line.answer.startswith((b"HTTP/1.1 " + _OK, b"HTTP/1.0 " + _OK))
