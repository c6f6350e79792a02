"""The formats of ``elblint reach``. A new one is a module with ``render``, and a line in the table below."""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from elblint.engine.reach_model import ReachModel
    from elblint.report.registry import RenderOptions
    from elblint.text.printable import Report


class ReachFormat(str, Enum):
    """The formats by the names that users give them."""

    text = "text"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    mermaid = "mermaid"
    dot = "dot"
    svg = "svg"
    html = "html"


class _Formatter(Protocol):
    def render(self, model: ReachModel, options: RenderOptions) -> Report: ...


_MODULES = {
    ReachFormat.text: "text",
    ReachFormat.json: "json_report",
    ReachFormat.csv: "csv_report",
    ReachFormat.markdown: "markdown",
    ReachFormat.mermaid: "mermaid",
    ReachFormat.dot: "dot",
    ReachFormat.svg: "svg",
    ReachFormat.html: "html_page",
}


def render_reach(name: ReachFormat, model: ReachModel, options: RenderOptions) -> Report:
    """Return a report on reachability; only the module of its format is imported."""
    module = import_module(f"elblint.report.reach.{_MODULES[name]}")
    return cast("_Formatter", module).render(model, options)
