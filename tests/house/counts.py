"""Counts modules and lines: `python -m tests.house.counts`. Prints figures, judges nothing: the code will grow.

Lines of code leave out blank lines, comments and docstrings. Helpers are the functions and methods whose name begins
with an underscore; one is used once where its name stands in only one other place of its module.
"""

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_LAYOUT = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}


def documented(tree: ast.Module) -> set[int]:
    """The numbers of the lines that docstrings fill."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and ast.get_docstring(node):
                lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def lines_of(text: str) -> Counter[str]:
    """How many lines hold code, docstrings and comments."""
    docs = documented(ast.parse(text))
    code: set[int] = set()
    comments = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments += "noqa" not in token.string and "type:" not in token.string
        elif token.type not in _LAYOUT:
            code.update(range(token.start[0], token.end[0] + 1))
    return Counter(code=len(code - docs), docstrings=len(docs), comments=comments)


def helpers_of(text: str) -> Iterator[tuple[bool, int]]:
    """For each private function: whether it is used once, and how many lines it has."""
    tree = ast.parse(text)
    uses = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    uses.update(node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("_") and not node.name.startswith("__"):
            yield uses[node.name] == 1, (node.end_lineno or node.lineno) - node.lineno + 1


def main() -> None:
    """Of each folder named, or of `donations` and `tests`."""
    for folder in sys.argv[1:] or ["donations", "tests"]:
        texts = {path: path.read_text() for path in sorted(Path(folder).rglob("*.py"))}
        lines = sum((lines_of(text) for text in texts.values()), Counter[str]())
        helpers = [helper for text in texts.values() for helper in helpers_of(text)]
        once = [length for is_once, length in helpers if is_once]
        rooms = Counter(path.parent for path in texts)
        [(fullest, most)] = rooms.most_common(1)
        print(  # noqa: T201 - it is what the script is for
            f"{folder}: {len(texts)} modules ({sum(path.name == '__init__.py' for path in texts)} of them packages), "
            f"fullest folder {fullest} with {most}; "
            f"{sum(len(text.splitlines()) <= 30 for path, text in texts.items() if path.name != '__init__.py')} "
            f"modules of at most 30 lines, longest {max(len(text.splitlines()) for text in texts.values())}; "
            f"{lines['code']} lines of code, {lines['docstrings']} of docstrings, {lines['comments']} comments; "
            f"{len(helpers)} private functions, {len(once)} used once, "
            f"{sum(length <= 5 for length in once)} of those in at most 5 lines"
        )


if __name__ == "__main__":
    main()
