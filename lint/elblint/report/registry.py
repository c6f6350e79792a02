"""The formats of a report. A new one is a module with ``render``, and a line in the table below."""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from elblint.text.printable import Report
    from elblint.triage.result import Result


class Format(str, Enum):
    """The formats by the names that users give them."""

    text = "text"
    sarif = "sarif"
    json = "json"
    html = "html"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"


class RenderOptions(NamedTuple):
    """Options of a report; each format reads those that concern it."""

    columns: int = 80
    """The width of text, in columns of a terminal."""
    colour: bool = False
    """True if text is in colour."""
    is_summary: bool = False
    """True if text counts findings by rule, and shows none."""
    is_verbose: bool = False
    """True if text lists every file with what was done with it."""
    category: str = ""
    """SARIF: keeps several uploads for one commit apart."""


class _Formatter(Protocol):
    def render(self, result: Result, options: RenderOptions) -> Report: ...


_MODULES = {
    Format.text: "text",
    Format.sarif: "sarif",
    Format.json: "json_report",
    Format.html: "html",
    Format.github: "github",
    Format.gitlab: "gitlab",
    Format.junit: "junit",
}


_DEFAULT = RenderOptions()


def render(name: Format, result: Result, options: RenderOptions = _DEFAULT) -> Report:
    """Return a report on a run; only the module of its format is imported."""
    if not all(finding.identity for finding in result.findings):
        from elblint.triage.folding import folded

        result = result._replace(findings=folded(result.findings))
    formatter = cast("_Formatter", import_module(f"elblint.report.{_MODULES[name]}"))
    return formatter.render(result, options)
