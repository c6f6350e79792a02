"""The plain command lines of ``elblint check``, read by hand: importing Typer takes longer than linting a file.

Whatever is not quite plain (help, another command, a mistake) is left to Typer; a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from elblint.cli.commands import COMMANDS
from elblint.cli.lint_options import LintOptions
from elblint.cli.option import by_flag
from elblint.cli.run_check import CheckOptions, check_and_exit

_COMPLETING = "_ELBLINT_COMPLETE"


def _begins_with_command(arguments: list[str]) -> bool:
    """Return whether a command comes first, or behind the language."""
    at = 0
    while at < len(arguments) and arguments[at].split("=")[0] == "--lang":
        at += 1 if "=" in arguments[at] else 2
    return at < len(arguments) and (arguments[at] in COMMANDS or (at > 0 and arguments[at] == "check"))


def quick_check(arguments: list[str]) -> Callable[[], None] | None:
    """Return the call that these arguments (without the program's name) ask for; None if Typer should read them."""
    if _COMPLETING in os.environ:
        return None
    rest = arguments[1:] if arguments[:1] == ["check"] else arguments
    if rest is arguments and _begins_with_command(arguments):
        return None
    named = by_flag(LintOptions, CheckOptions)
    given: dict[str, object] = {}
    lists: dict[str, list[object]] = {}
    order: list[str] = []
    words = iter(rest)
    for word in words:
        if word == "--":
            lists.setdefault("paths", []).extend(words)
            break
        if word == "-" or not word.startswith("-"):
            lists.setdefault("paths", []).append(word)
            continue
        name, equals, value = word.partition("=")
        option = named.get(name)
        # Of a short option, Typer takes the sign as a part of the value.
        if option is None or (equals and (option.is_flag or not name.startswith("--"))):
            return None
        if option.is_flag:
            given[option.field] = True
            continue
        if not equals:
            value = next(words, "-")
            if value.startswith("-"):
                return None
        try:
            read = option.read(value)
        except ValueError:
            return None
        if option.is_list:
            lists.setdefault(option.field, []).append(read)
            order.append(option.field)
        else:
            given[option.field] = read
    given |= {field: tuple(values) for field, values in lists.items()}
    shared = LintOptions(**{field: value for field, value in given.items() if field in LintOptions.declared})
    own = CheckOptions(**{field: value for field, value in given.items() if field in CheckOptions.declared})
    pairs = [field for field in order if field in ("formats", "outputs")]
    return partial(check_and_exit, shared, own, pairs)
