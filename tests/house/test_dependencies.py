import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.checkout import ROOT, files, tree

# SQLAlchemy loads its driver by name, Flask-Security what hashes, encrypts, cleans and draws for it.
LOADED_BY_NAME = {"argon2-cffi", "cryptography", "nh3", "psycopg", "qrcode"}
# What is known to come with another, and is asked for by it in the version it fits.
PART_OF = dict.fromkeys(("itsdangerous", "jinja2", "markupsafe", "werkzeug"), "flask")
PART_OF |= {"packaging": "pytest", "playwright": "pytest-playwright", "pydantic": "pydantic-settings"}
PART_OF |= {"cbor2": "webauthn", "flask-login": "flask-security", "libpass": "flask-security"}


def declared(extra=None):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    requirements = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {re.split(r"[^\w-]", requirement)[0].lower() for requirement in requirements}


def imported(pattern):
    names = set()
    for path in files(pattern):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                names |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add((node.module or "").partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"donations", "hatchling", "tests"}


def distributions(pattern):
    by_package = packages_distributions()
    names = {by_package.get(package, [package])[0].lower().replace("_", "-") for package in imported(pattern)}
    return {PART_OF.get(name, name) for name in names}


def test_what_is_imported_is_declared():
    assert distributions("donations/**/*.py") - declared() == set()


def test_what_tests_import_is_declared():
    assert distributions("tests/**/*.py") - declared() - declared("dev") == set()


def test_what_is_declared_is_imported():
    assert declared() - distributions("donations/**/*.py") - LOADED_BY_NAME == set()
