"""The formats of a report. A new one is a module with ``render``, and a line in the table below."""

from __future__ import annotations

from enum import Enum

from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING, Protocol, cast

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
    checkstyle = "checkstyle"
    markdown = "markdown"
    concise = "concise"


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
    grouping: str = ""
    """Text: ``file`` or ``rule`` for findings below a heading of their own; empty for none."""
    is_quiet: bool = False
    """Text: True if there are findings only, and no summary."""
    revision: str = ""
    """HTML: the commit that was linted, with its date."""


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
    Format.checkstyle: "checkstyle",
    Format.markdown: "markdown",
    Format.concise: "concise",
}


_DEFAULT = RenderOptions()


def render(name: Format, result: Result, options: RenderOptions = _DEFAULT) -> Report:
    """Return a report on a run; only the module of its format is imported."""
    if not all(finding.identity for finding in result.findings):
        from elblint.triage.folding import folded

        result = result._replace(findings=folded(result.findings))
    formatter = cast("_Formatter", __import__(f"elblint.report.{_MODULES[name]}", fromlist=["render"]))
    return formatter.render(result, options)
