"""Commands that lint share their options."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_type_hints

import typer

from elblint.cli import lint_options, options
from elblint.cli.lint_options import LintOptions


def lints(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of LintOptions, in front of its own; it gets them as ``options``."""
    names = {**vars(lint_options), "Annotated": Annotated, "opt": options, "typer": typer}
    shared = get_type_hints(LintOptions, names, include_extras=True)
    defaults = LintOptions._field_defaults
    kind = inspect.Parameter.KEYWORD_ONLY
    # get_type_hints would hide the annotation of what defaults to None in an Optional, on Python 3.10.
    own = inspect.get_annotations(command, eval_str=True)
    own_defaults = {name: one.default for name, one in inspect.signature(command).parameters.items()}
    own.pop("options")
    own.pop("return", None)

    @functools.wraps(command)
    def called(**given: Any) -> None:
        chosen = LintOptions(**{name: given.pop(name) for name in shared})
        command(options=chosen, **given)

    hints = {**own, **shared}
    called.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, kind, default={**defaults, **own_defaults}[name], annotation=hint)
            for name, hint in hints.items()
        ]
    )
    called.__annotations__ = hints
    del called.__wrapped__
    return called
