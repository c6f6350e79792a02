"""The help of commands: options in groups, in lines that fit the terminal and in its encoding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup

from elblint.cli.output import show
from elblint.report.layout import pad, width, wrap

_GROUPS = {
    "Cluster facts": {"cluster", "category", "network", "proxy", "cluster_version", "facts"},
    "Rules and findings": {
        "select", "ignore", "rules", "folders", "no_ignore", "baseline", "no_baseline", "config", "no_config",
    },
    "Input": {
        "exclude", "force_exclude", "allow_empty", "parse_all", "stdin_filename", "limits", "no_cache",
        "no_kustomize", "no_helm",
    },
    "Charts": {"values", "sets", "release", "namespace"},
}  # fmt: skip
"""Headings of options that several commands share, and the names of their parameters."""
_OWN, _COMMON = "Options", "General"
_GENERAL = {"lang", "color", "help", "version", "install_completion", "show_completion"}
_WIDEST_NAME = 30

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

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the command does."""
        paragraphs = (getattr(self, "help", None) or "").split("\n\n")
        for paragraph in paragraphs:
            lines = wrap(" ".join(paragraph.split()), formatter.width, "  ")
            formatter.write("\n" + "\n".join(lines) + "\n")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, and the options in groups: the command's own ones first."""
        arguments: list[_Row] = []
        groups: dict[str, list[_Row]] = {_OWN: [], **{heading: [] for heading in _GROUPS}, _COMMON: []}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            row = param.get_help_record(ctx)
            if row is not None:
                rows = arguments if param.param_type_name == "argument" else groups[_heading(param.name)]
                rows.append(row)
        _write(formatter, "Arguments", arguments)
        _write_aligned(formatter, groups)
        commands = getattr(self, "commands", {})
        listed = [(name, one.short_help or "") for name, one in commands.items() if not one.hidden]
        _write(formatter, "Commands", listed)


class HelpfulCommand(_Helpful, TyperCommand):
    """A command with its options in groups."""


class HelpfulGroup(_Helpful, TyperGroup):
    """The program with its commands."""


def _show_help(ctx: Any, param: Any, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        show(ctx.get_help().split("\n"))
        ctx.exit()


def _heading(name: str) -> str:
    if name in _GENERAL:
        return _COMMON
    return next((heading for heading, names in _GROUPS.items() if name in names), _OWN)


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
    formatter.write(f"\n{heading}:\n")
    for name, text in rows:
        first = pad(f"  {name}", column)
        lines = wrap(text, formatter.width, " " * column)
        if width(first) > column or not first.endswith("  "):
            formatter.write(f"  {name}\n")
        else:
            lines[0] = first + lines[0][column:]
        formatter.write("\n".join(lines) + "\n")
