"""The receipt packs by the name an organisation chooses them by."""

from collections.abc import Mapping
from types import MappingProxyType

from donations.receipts.packs.generic import GENERIC
from donations.receipts.packs.pack import Pack
from donations.receipts.packs.polish import POLISH

PACKS: Mapping[str, Pack] = MappingProxyType({"generic": GENERIC, "polish": POLISH})
