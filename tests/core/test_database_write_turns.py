"""On SQLite writers take turns: one at a time, nobody starved, forked or not."""

import subprocess
import sys
import threading
import time

from sqlalchemy import make_url

from donations.core.database import turn

GREEDY = """
import sys, time
from sqlalchemy import make_url
from donations.core.database import turn
url, ends = make_url(sys.argv[1]), time.monotonic() + 20
print("ready", flush=True)
while time.monotonic() < ends:
    with turn(url):
        time.sleep(0.002)
"""
FORKED = """
import os, sys
from sqlalchemy import make_url
from donations.core.database import turn
url = make_url(sys.argv[1])
with turn(url):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with turn(url):
            os.write(writer, b"child")
        os._exit(0)
    os.write(writer, b"parent ")
os.waitpid(child, 0)
print(os.read(reader, 100).decode())
"""


def url_in(folder):
    return make_url(f"sqlite:///{folder / 'donations.sqlite3'}")


def test_threads_are_never_in_it_together(tmp_path) -> None:
    inside, most = [], []

    def write() -> None:
        for _ in range(20):
            with turn(url_in(tmp_path)):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0)
                inside.pop()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (max(most), len(most)) == (1, 160)


def test_a_greedy_process_does_not_keep_the_others_waiting(tmp_path) -> None:
    url = url_in(tmp_path)
    greedy = subprocess.Popen([sys.executable, "-c", GREEDY, str(url)], stdout=subprocess.PIPE)
    assert greedy.stdout
    with greedy, greedy.stdout:
        greedy.stdout.readline()
        waited = []
        for _ in range(20):
            started = time.monotonic()
            with turn(url):
                waited.append(time.monotonic() - started)
        greedy.kill()
    assert max(waited) < 1


def test_a_child_forked_in_the_middle_of_a_turn_waits_for_its_parent(tmp_path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORKED, str(url_in(tmp_path))]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert shown.stdout.strip() == "parent child"


def test_a_database_that_queues_writers_itself_is_left_alone(tmp_path) -> None:
    for url in ("postgresql+psycopg://nobody@/nothing", "sqlite://", "sqlite:///:memory:"):
        with turn(make_url(url)), turn(make_url(url)):
            pass
    assert list(tmp_path.iterdir()) == []
