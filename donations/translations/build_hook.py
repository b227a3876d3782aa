"""Compiles the catalogs when the package is built or installed: `.po` is committed, `.mo` never is."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface[Any]):
    """Found by hatchling through pyproject.toml; left out of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Called before files are collected."""
        for catalog in Path(self.root, "donations", "translations").glob("*/LC_MESSAGES/messages.po"):
            compile_catalog(catalog)


def compile_catalog(source: Path) -> None:
    """Write the `.mo` beside the `.po`, in one step, so that nobody reads half of it."""
    with source.open("rb") as text:
        catalog = read_po(text, locale=source.parent.parent.name)
    unfinished = source.with_suffix(".mo.new")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, catalog)
    unfinished.replace(source.with_suffix(".mo"))
