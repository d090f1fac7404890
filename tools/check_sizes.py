"""Fail on files over 300 lines and functions over 40: such a thing is usually two things.

Exceptions stand in tools/size_allowances.txt with their reason: `path[:function]  limit  reason`.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWANCES = Path(__file__).with_name("size_allowances.txt")
FILE_LINES = 300
FUNCTION_LINES = 40
# Tests tell stories: a long one is read once, from top to bottom
TEST_FILE_LINES = 450
TEST_FUNCTION_LINES = 80
_FOLDERS = ("addons", "tools", "tests")
_SKIPPED = {"__pycache__", "migrations", "lib"}


def allowances():
    """Return {"path" or "path:function": limit}."""
    found = {}
    if ALLOWANCES.exists():
        for line in ALLOWANCES.read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                name, limit, reason = line.split(None, 2)
                assert reason, f"{name}: an allowance needs a reason"
                found[name] = int(limit)
    return found


def problems(path, name, allowed):
    """Yield what is too long in one file.

    :param Path path: the Python file.
    :param str name: its path as written in the allowances.
    :param dict allowed: from :func:`allowances`.
    """
    text = path.read_text()
    test = "/tests/" in f"/{name}"
    limit = allowed.get(name, TEST_FILE_LINES if test else FILE_LINES)
    lines = text.count("\n")
    if lines > limit:
        yield f"{name}: {lines} lines (limit {limit})"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            base = TEST_FUNCTION_LINES if test else FUNCTION_LINES
            limit = allowed.get(f"{name}:{node.name}", base)
            lines = _code_lines(node)
            if lines > limit:
                yield f"{name}:{node.lineno}: {node.name}() has {lines} lines (limit {limit})"


def _code_lines(node):
    """Return the length of a function without its docstring: explaining is not complexity."""
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def main():
    """Check the whole tree; return the exit code."""
    allowed = allowances()
    found = []
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not _SKIPPED & set(path.parts):
                found += problems(path, path.relative_to(ROOT).as_posix(), allowed)
    if found:
        sys.stdout.write("\n".join(found) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
