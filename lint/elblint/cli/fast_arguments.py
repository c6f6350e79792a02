"""The plain command lines of ``elblint check``, read by hand: importing Typer takes longer than linting a file.

Whatever is not quite plain (help, another command, a mistake) is left to Typer; a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from elblint.cli.commands import COMMANDS
from elblint.cli.lint_options import LintOptions
from elblint.cli.run_check import CheckOptions, Grouping, Threshold, check_and_exit
from elblint.cli.run_settings import Language, When
from elblint.report.registry import Format

_COMPLETING = "_ELBLINT_COMPLETE"
# Options whose names are not those of their fields.
_RENAMED = {"sets": "set", "limits": "limit", "formats": "format", "outputs": "output"}
_SHORT = {"-f": "--format", "-o": "--output", "-q": "--quiet", "-v": "--verbose"}
_CHOICES: dict[str, Callable[[str], object]] = {
    "--format": Format, "--fail-on": Threshold, "--group": Grouping, "--color": When, "--lang": Language,
}  # fmt: skip
_LISTS = frozenset({"facts", "rules", "exclude", "values", "sets", "limits", "formats", "outputs"})


def _option_names() -> dict[str, str]:
    """The fields of all options but the paths, by the option's name."""
    names = LintOptions._fields + CheckOptions._fields
    return {
        "--" + _RENAMED.get(name, name).replace("_", "-"): name
        for name in names
        if name not in {"paths", "order"}
    }


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
    names = _option_names()
    defaults = {**LintOptions._field_defaults, **CheckOptions._field_defaults}
    flags = {name for name, default in defaults.items() if default is False}
    given: dict[str, object] = {}
    lists: dict[str, list[object]] = {}
    paths: list[str] = []
    order: list[str] = []
    words = iter(rest)
    for word in words:
        if word == "--":
            paths += words
            break
        if word == "-" or not word.startswith("-"):
            paths.append(word)
            continue
        option, equals, value = word.partition("=")
        option = _SHORT.get(option, option) if not equals else option
        name = names.get(option)
        if name is None or (name in flags and equals):
            return None
        if name in flags:
            given[name] = True
            continue
        if not equals:
            value = next(words, "-")
            if value.startswith("-"):
                return None
        try:
            read = _CHOICES[option](value) if option in _CHOICES else value
        except ValueError:
            return None
        if name in _LISTS:
            lists.setdefault(name, []).append(read)
            order.append(name)
        else:
            given[name] = read
    of_check = set(CheckOptions._fields)
    every = {**given, **lists, "paths": paths or None}
    shared = LintOptions(**{name: value for name, value in every.items() if name not in of_check})  # type: ignore[arg-type]
    own = CheckOptions(
        order=tuple(name for name in order if name in of_check),
        **{
            name: tuple(value) if isinstance(value, list) else value  # type: ignore[arg-type]
            for name, value in every.items()
            if name in of_check
        },
    )
    return partial(check_and_exit, shared, own)
