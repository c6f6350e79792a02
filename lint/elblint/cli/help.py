"""The help of commands: options in groups, in lines that fit the terminal and in its encoding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup

from elblint.cli.lint_options import LintOptions
from elblint.cli.option import HEADINGS, by_flag
from elblint.cli.output import show
from elblint.cli.run_check import CheckOptions
from elblint.i18n.words import has_words, translated, word
from elblint.report.layout import pad, width, wrap

_OF_TYPER = {"help", "version", "install_completion", "show_completion"}
_WIDEST_NAME = 30
_PROGRAM = "elblint"

_Row = tuple[str, str]


class _Helpful:
    """A command whose help is laid out here; for classes of Typer to inherit first."""

    def get_help_option_names(self, ctx: Any) -> list[str]:
        """The names of that option, in the same order each time."""
        names = super().get_help_option_names(ctx)  # type: ignore[misc]
        return [name for name in ctx.help_option_names if name in names]

    def get_help_option(self, ctx: Any) -> Any:
        """The option that shows the help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.callback = _show_help
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the form of a call."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, word("help-usage", _language(ctx)))

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the command does."""
        paragraphs = command_text(self, _language(ctx)).split("\n\n")
        for paragraph in paragraphs:
            lines = wrap(" ".join(paragraph.split()), formatter.width, "  ")
            formatter.write("\n" + "\n".join(lines) + "\n")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, and the options in groups: the command's own ones first."""
        lang = _language(ctx)
        arguments: list[_Row] = []
        groups: dict[str, list[_Row]] = {heading: [] for heading in HEADINGS}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            row = param.get_help_record(ctx)
            if row is not None:
                rows = arguments if param.param_type_name == "argument" else groups[_heading(param)]
                rows.append(_translated_row(row, self, param, lang))
        _write(formatter, _heading_text("arguments", lang), arguments)
        _write_aligned(formatter, {_heading_text(name, lang): rows for name, rows in groups.items()})
        commands = getattr(self, "commands", {}).items()
        listed = [(name, command_summary(one, lang)) for name, one in commands if not one.hidden]
        _write(formatter, _heading_text("commands", lang), listed)


class HelpfulCommand(_Helpful, TyperCommand):
    """A command with its options in groups."""


class HelpfulGroup(_Helpful, TyperGroup):
    """The program with its commands."""


def command_text(command: Any, lang: str) -> str:
    """Return a command's help text in a language, with empty lines between its paragraphs."""
    return translated(f"command.{command.name or _PROGRAM}", command.help or "", lang)


def command_summary(command: Any, lang: str) -> str:
    """Return the line of a command in the list of commands."""
    return translated(f"summary.{command.name}", command.short_help or "", lang)


def option_text(command: Any, param: Any, lang: str) -> str:
    """Return the help text of an option or argument; its own for this command, or the one of all that have it."""
    english = getattr(param, "help", None) or ""
    name = param.name.replace("_", "-")
    own = f"option.{command.name or _PROGRAM}.{name}"
    return translated(own if has_words(own, lang) else f"option.{name}", english, lang)


def _language(ctx: Any) -> str:
    return str(ctx.find_root().obj or "en")


def _heading_text(name: str, lang: str) -> str:
    return word(f"help-{name}", lang) + word("colon", lang).rstrip()


def _translated_row(row: _Row, command: Any, param: Any, lang: str) -> _Row:
    """Return the row of an option with its text, and the remark on its default, in a language."""
    name, text = row
    if param.name == "help":
        return name, word("help-help", lang)
    remark = text.removeprefix(getattr(param, "help", None) or "")
    remark = re.sub(r"\[default: (.*)\]", lambda match: word("help-default", lang, value=match[1]), remark)
    remark = remark.replace("[required]", word("help-required", lang))
    return name, option_text(command, param, lang) + remark


def _show_help(ctx: Any, param: Any, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        show(ctx.get_help().split("\n"))
        ctx.exit()


def _heading(param: Any) -> str:
    """Return the heading of an option: that of the shared one of its name, if there is such a one."""
    if param.name in _OF_TYPER:
        return "general"
    shared = by_flag(CheckOptions, LintOptions)
    return next((shared[flag].heading for flag in param.opts if flag in shared), "options")


def _write_aligned(formatter: Any, groups: dict[str, list[_Row]]) -> None:
    """Write groups of options, all with the texts in one column."""
    column = _column(row for rows in groups.values() for row in rows)
    for heading, rows in groups.items():
        _write(formatter, heading, rows, column)


def _column(rows: Iterable[_Row]) -> int:
    """Return the column at which the texts of a list begin."""
    return min(max((width(name) for name, _ in rows), default=0), _WIDEST_NAME) + 4


def _write(formatter: Any, heading: str, rows: list[_Row], column: int = 0) -> None:
    if not rows:
        return
    column = column or _column(rows)
    formatter.write(f"\n{heading}\n")
    for name, text in rows:
        first = pad(f"  {name}", column)
        lines = wrap(text, formatter.width, " " * column)
        if width(first) > column or not first.endswith("  "):
            formatter.write(f"  {name}\n")
        else:
            lines[0] = first + lines[0][column:]
        formatter.write("\n".join(lines) + "\n")
