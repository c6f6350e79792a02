"""The manual page, made from the commands and their options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from elblint.cli.app import app
from elblint.cli.lint_options import LintOptions
from elblint.version import REPOSITORY, __version__

_ENDING = f"""\
.SH EXIT STATUS
.TP
.B 0
Clean: nothing at or above the threshold.
.TP
.B 1
Findings at or above \\-\\-fail\\-on (warning); fixes that are shown and not made; tests that failed.
.TP
.B 2
Wrong usage, configuration or rules, or something that could not be read or understood.
.SH FILES
.TP
.I .elblint.yaml
The configuration, found upwards from the first path. \\fIelblint schema config\\fR prints its schema.
.TP
.I .elblint\\-baseline.json
The findings that are known, beside the configuration.
.SH ENVIRONMENT
.TP
.B NO_COLOR, FORCE_COLOR
Switch colour off or on.
.TP
.B LC_ALL, LC_MESSAGES, LANG
Chinese is written where the locale is Chinese, unless \\-\\-lang says otherwise.
.SH SEE ALSO
{REPOSITORY}
"""


def man_page() -> str:
    """Return the manual page in the language of man."""
    program = typer.main.get_command(app)
    context: Any = program.make_context("elblint", [], resilient_parsing=True)
    lines = [
        f'.TH ELBLINT 1 "" "elblint {__version__}" "User Commands"',
        ".SH NAME",
        "elblint \\- find ELB addresses that do not work from inside a Huawei Cloud CCE cluster",
        ".SH SYNOPSIS",
        ".B elblint",
        "[\\fICOMMAND\\fR] [\\fIOPTION\\fR]... [\\fIPATH\\fR]...",
        ".SH DESCRIPTION",
        *_paragraphs(program.help or ""),
        *_options(program, context, frozenset()),
        ".SH COMMANDS",
    ]
    commands: dict[str, Any] = getattr(program, "commands", {})
    shared = frozenset(LintOptions.declared) - {"paths"}
    for name, command in commands.items():
        inner = command.make_context(name, [], parent=context, resilient_parsing=True)
        arguments = [param for param in command.params if param.param_type_name == "argument"]
        shown = " ".join(f"\\fI{_escaped(_metavar(param))}\\fR" for param in arguments)
        lines += [
            f".SS elblint {_escaped(name)} [\\fIOPTION\\fR]... {shown}",
            *_paragraphs(command.help or ""),
        ]
        lines += _entries(arguments, bold=False)
        lines += _options(command, inner, shared)
    lines += [".SH OPTIONS OF THE COMMANDS THAT LINT"]
    check = [param for param in commands["check"].params if param.name in shared]
    lines += _entries(check)
    return "\n".join(lines) + "\n" + _ENDING


def _options(command: Any, context: Any, left_out: frozenset[str]) -> list[str]:
    """Return the options of a command without those that stand elsewhere."""
    options = [param for param in command.get_params(context) if param.param_type_name == "option"]
    is_linting = {"paths", "cluster"} <= {param.name for param in command.params}
    own = [one for one in options if not (is_linting and one.name in left_out)]
    return list(_entries(own))


def _entries(params: list[Any], *, bold: bool = True) -> list[str]:
    lines: list[str] = []
    for param in params:
        names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in param.opts) if bold else ""
        value = "" if getattr(param, "is_flag", False) else f"\\fI{_escaped(_metavar(param))}\\fR"
        lines += [".TP", f"{names} {value}".strip(), _escaped(getattr(param, "help", "") or "")]
    return lines


def _metavar(param: Any) -> str:
    choices = getattr(param.type, "choices", None)
    if choices and not param.metavar:
        return "|".join(str(getattr(one, "value", one)) for one in choices)
    return str(param.metavar or param.name.upper())


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield ".PP"
        yield _escaped(" ".join(paragraph.split()))


def _escaped(text: str) -> str:
    """Return text that the formatter takes as it is: no line of it is a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "")
    return f"\\&{text}" if text.startswith((".", "'")) else text
