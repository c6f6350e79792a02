"""The house itself: types, format and lint."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from support.project import CHECKOUT


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("mypy",), marks=pytest.mark.slow),
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
    ],
    ids=" ".join,
)
def test_types_lint_and_format(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_docstrings_say_what_a_thing_is_or_returns() -> None:
    """PEP 257: a noun phrase or an imperative, never an indirect question."""
    files = [path for folder in ("lint", "tests") for path in sorted((CHECKOUT / folder).rglob("*.py"))]
    assert not [
        f"{path.relative_to(CHECKOUT)}:{text.lineno}: {text.value!r}"
        for path in files
        for text in docstrings(ast.parse(path.read_text(encoding="utf-8")))
        if re.match(r"(What|Whether|Where|How|When|Why|Who|Whose|Which)\b", str(text.value))
    ]


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield all strings that stand as statements of their own: docstrings, those of attributes included."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node.value
