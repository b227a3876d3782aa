"""A service of its own for a bench: a database in a temporary folder, and servers like the one `donations run` starts."""

import contextlib
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from donations.app import Fittings, create_app
from donations.cli.first_start import migrate_database
