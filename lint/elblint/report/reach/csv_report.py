"""Reachability as CSV: a row for each cell, and one for each call in the input."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from elblint.engine.reach_model import ReachModel
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, printable, report_of_lines

_HEAD = (
    "kind_of_row", "cluster", "kind", "namespace", "name", "path", "line",
    "caller", "address", "verdict", "cause", "notes",
)  # fmt: skip
# A spreadsheet takes what begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@")


def render(model: ReachModel, options: RenderOptions) -> Report:
    """Return the rows, in the order of the model; callers and addresses of cells are the table's names."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for row in _rows(model):
        writer.writerow([_shown(field) for field in row])
    return report_of_lines(written.getvalue().splitlines())


def _rows(model: ReachModel) -> Iterator[tuple[str, ...]]:
    yield _HEAD
    for one in model.objects:
        identity = one.user.identity
        place = one.user.location(("metadata", "name"))
        for cell in one.cells:
            yield (
                "cell", *identity, place.path, str(place.line), cell.caller, cell.address,
                cell.verdict, " ".join(cell.causes), "; ".join(cell.notes),
            )  # fmt: skip
        for call in one.calls:
            yield (
                "call", *identity, call.location.path, str(call.location.line), call.caller, call.address,
                call.verdict, " ".join(call.causes), "; ".join(call.notes),
            )  # fmt: skip


def _shown(field: str) -> str:
    text = printable(field)
    return f"'{text}" if text.startswith(_FORMULA) else text
