"""The formats of ``elblint diff``. A new one is a module with ``render``, and a line in the table below."""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from elblint.report.registry import RenderOptions
    from elblint.text.printable import Report
    from elblint.triage.comparison import Comparison


class DiffFormat(str, Enum):
    """The formats by the names that users give them."""

    text = "text"
    markdown = "markdown"
    json = "json"


class Sides(NamedTuple):
    """The two things that are compared, in words; ``config`` is the configuration of the newer one."""

    base: str
    head: str
    config: str
    lang: str


class _Formatter(Protocol):
    def render(self, comparison: Comparison, sides: Sides, options: RenderOptions) -> Report: ...


_MODULES = {DiffFormat.text: "text", DiffFormat.markdown: "markdown", DiffFormat.json: "json_report"}


def render_diff(name: DiffFormat, comparison: Comparison, sides: Sides, options: RenderOptions) -> Report:
    """Return a report on a comparison; only the module of its format is imported."""
    module = import_module(f"elblint.report.diff.{_MODULES[name]}")
    return cast("_Formatter", module).render(comparison, sides, options)
