"""What the processes of a service hold, as Linux tells it."""

from dataclasses import dataclass
from pathlib import Path

_KIBIBYTE_IN_MEBIBYTES = 1 / 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """In MiB: the process that serves pages and the worker, resident; and all together, each shared page once."""

    web_and_worker: float
    whole: float


def memory_below(main: int) -> Memory:
    """Of `donations run` in sandbox mode: its children are the sandbox, the web server's parent and the worker."""
    _sandbox, web, worker = sorted(_children(main))
    serving = max(_resident(child) for child in _children(web))
    everyone = [main, *_descendants(main)]
    return Memory(serving + _resident(worker), sum(map(_share, everyone)))


def _children(parent: int) -> list[int]:
    statuses = Path("/proc").glob("[0-9]*/status")
    return [int(status.parent.name) for status in statuses if _field(status, "PPid") == parent]


def _descendants(parent: int) -> list[int]:
    children = _children(parent)
    return children + [below for child in children for below in _descendants(child)]


def _resident(process: int) -> float:
    return _field(Path(f"/proc/{process}/status"), "VmRSS") * _KIBIBYTE_IN_MEBIBYTES


def _share(process: int) -> float:
    return _field(Path(f"/proc/{process}/smaps_rollup"), "Pss") * _KIBIBYTE_IN_MEBIBYTES


def _field(file: Path, name: str) -> int:
    """One figure of a file of `/proc`; 0 when the process is gone meanwhile."""
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
