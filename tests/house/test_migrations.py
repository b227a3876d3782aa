import ast
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.checkout import ROOT, files, tree

# A migration outlives the code beside it, so it is written with plain types only.
PLAIN = {"secrets", "alembic", "collections", "sqlalchemy", "typing"}


def revisions():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return list(ScriptDirectory.from_config(config).walk_revisions())[::-1]


def imported_packages(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_migrations_are_one_line_from_the_first_to_one_head():
    steps = [(revision.down_revision, revision.revision) for revision in revisions()]
    assert [before for before, _ in steps] == [None, *(after for _, after in steps)][: len(steps)]


def test_migrations_are_numbered_in_their_order():
    names = [revision.revision for revision in revisions()]
    assert [name[:5] for name in names] == [f"{number:04}_" for number in range(1, len(names) + 1)]


def test_migrations_are_called_what_their_files_are_called():
    assert [step.revision for step in revisions()] == [Path(step.path).stem for step in revisions()]


def test_migrations_name_no_code_of_ours():
    foreign = {str(path): set(imported_packages(path)) - PLAIN for path in files("migrations/versions/*.py")}
    assert {path: names for path, names in foreign.items() if names} == {}
