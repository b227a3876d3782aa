"""The installed SDK's own annotations as a checker: read as source, since many names exist for type checkers only."""

import ast
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

_PLAIN: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "bool": (bool,), "float": (int, float)}
_MAPS = {"Dict", "UntypedStripeObject"}
_BASES_WITHOUT_FIELDS = "RequestOptions"


@dataclass(frozen=True)
class Shape:
    """A class of the SDK: its module and the classes it is nested in, itself last."""

    module: str
    chain: tuple[ast.ClassDef, ...]

    @property
    def fields(self) -> dict[str, ast.expr]:
        """Each field with its annotation."""
        found = [node for node in self.chain[-1].body if isinstance(node, ast.AnnAssign)]
        named = {cast("ast.Name", node.target).id: node.annotation for node in found}
        return {name: kind for name, kind in named.items() if "ClassVar" not in ast.dump(kind)}

    def look_up(self, name: str) -> "Shape":
        """The class called `name` from inside this one."""
        for depth in range(len(self.chain), 0, -1):
            for node in self.chain[depth - 1].body:
                if isinstance(node, ast.ClassDef) and node.name == name:
                    return Shape(self.module, (*self.chain[:depth], node))
        return shape(self.module, name)


@cache
def shape(module: str, name: str) -> Shape:
    """A top-level class of `module`, or one it imports."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ClassDef) and node.name == name and node in tree(module).body:
            return Shape(module, (node,))
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if name in (alias.asname, alias.name) and (alias.asname or alias.name) == name:
                    return shape(cast("str", node.module), alias.name)
    raise LookupError(f"{module} knows no {name}")


@cache
def tree(module: str) -> ast.Module:
    """The module's source."""
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return ast.parse(Path(spec.origin).read_text(encoding="utf-8"))


def problems(value: Any, kind: Shape | ast.expr, within: Shape, path: str = "") -> Iterator[str]:
    """Where `value` differs from what is annotated."""
    if isinstance(kind, Shape):
        yield from _object_problems(value, kind, path)
    elif isinstance(kind, ast.Constant) and isinstance(kind.value, str):
        yield from problems(value, ast.parse(kind.value, mode="eval").body, within, path)
    elif isinstance(kind, ast.Constant):
        yield from _said(value is None, value, "None", path)
    elif isinstance(kind, ast.BinOp):
        yield from _any_of(value, [kind.left, kind.right], within, path)
    elif isinstance(kind, ast.Subscript):
        yield from _generic_problems(value, kind, within, path)
    else:
        yield from _named_problems(value, cast("ast.Name", kind).id, within, path)


def _named_problems(value: Any, name: str, within: Shape, path: str) -> Iterator[str]:
    if name == "Any":
        return
    if name == "Decimal":
        yield from _said(isinstance(value, str), value, "a decimal written as text", path)
    elif name in _PLAIN:
        fits = isinstance(value, _PLAIN[name]) and (name == "bool" or not isinstance(value, bool))
        yield from _said(fits, value, name, path)
    else:
        yield from problems(value, within.look_up(name), within, path)


def _generic_problems(value: Any, kind: ast.Subscript, within: Shape, path: str) -> Iterator[str]:
    name, inner = cast("ast.Name", kind.value).id, kind.slice
    if name in ("NotRequired", "Required"):
        yield from problems(value, inner, within, path)
    elif name == "Optional":
        if value is not None:
            yield from problems(value, inner, within, path)
    elif name == "ExpandableField":  # nothing is ever expanded here
        yield from _said(isinstance(value, str), value, "an id", path)
    elif name == "Literal":
        allowed = [cast("ast.Constant", each).value for each in _elements(inner)]
        yield from _said(value in allowed, value, f"one of {allowed}"[:300], path)
    elif name == "Union":
        yield from _any_of(value, _elements(inner), within, path)
    else:
        yield from _collection_problems(value, name, _elements(inner)[-1], (within, path))


def _collection_problems(value: Any, name: str, item: ast.expr, where: tuple[Shape, str]) -> Iterator[str]:
    within, path = where
    if name == "ListObject":
        yield from _list_problems(value, item, within, path)
    elif name in _MAPS:
        yield from _said(isinstance(value, dict), value, "an object", path)
        for key, each in value.items() if isinstance(value, dict) else ():
            yield from problems(each, item, within, f"{path}.{key}")
    elif name == "List":
        yield from _said(isinstance(value, list), value, "a list", path)
        for each in value if isinstance(value, list) else ():
            yield from problems(each, item, within, f"{path}[]")
    else:
        raise TypeError(f"an annotation we cannot read: {name} at {path}")


def _list_problems(value: Any, item: ast.expr, within: Shape, path: str) -> Iterator[str]:
    is_list = isinstance(value, dict) and set(value) == {"object", "data", "has_more", "url"}
    yield from _said(is_list and value["object"] == "list", value, "a list of Stripe's", path)
    for each in value["data"] if is_list else ():
        yield from problems(each, item, within, f"{path}.data[]")


def _object_problems(value: Any, kind: Shape, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is not a {kind.chain[-1].name}"
        return
    fields = kind.fields
    yield from (f"{path}.{name}: unknown to the SDK" for name in value if name not in fields)
    for name, annotation in fields.items():
        if name in value:
            yield from problems(value[name], annotation, kind, f"{path}.{name}")
        elif not _may_be_absent(annotation):
            yield f"{path}.{name}: missing"


def _any_of(value: Any, kinds: list[ast.expr], within: Shape, path: str) -> Iterator[str]:
    # Next to a list of words the SDK allows any text, for words to come. We use only those it knows today.
    # An empty word is another thing: it clears the field.
    literals = [each for each in kinds if "Literal" in ast.dump(each) and ast.unparse(each) != "Literal['']"]
    closed = [each for each in kinds if not (literals and isinstance(each, ast.Name) and each.id == "str")]
    found = [list(problems(value, each, within, path)) for each in closed]
    if all(found):
        yield from min(found, key=len)


def _may_be_absent(annotation: ast.expr) -> bool:
    text = annotation.value if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
    return str(text).startswith(("Optional[", "NotRequired["))


def _elements(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def _said(is_right: bool, value: Any, change_request: str, path: str) -> Iterator[str]:
    if not is_right:
        yield f"{path}: {value!r} is not {change_request}"
