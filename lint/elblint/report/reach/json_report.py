"""Reachability as JSON: ``rules/schema/reach.json`` describes it, and its ``version`` counts changes."""

from __future__ import annotations

from elblint.engine.reach_model import ReachCall, ReachCell, ReachModel, ReachObject
from elblint.report.json_report import premise_data
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, report_of_json
from elblint.text.source import Location
from elblint.version import __version__

VERSION = 1


def render(model: ReachModel, options: RenderOptions) -> Report:
    """Return all objects with their premises, cells and calls, indented."""
    return report_of_json(
        {
            "version": VERSION,
            "tool": {"name": "elblint", "version": __version__},
            "lang": model.lang,
            "objects": [_object(one) for one in model.objects],
        },
    )


def _object(one: ReachObject) -> dict[str, object]:
    cluster, kind, namespace, name = one.user.identity
    return {
        "cluster": cluster,
        "kind": kind,
        "namespace": namespace,
        "name": name,
        "summary": one.summary,
        "location": _location(one.user.location(("metadata", "name"))),
        "premises": [premise_data(premise) for premise in one.premises],
        "callers": one.callers,
        "addresses": one.addresses,
        "cells": [_cell(cell) for cell in one.cells],
        "calls": [_call(call) for call in one.calls],
        "remarks": list(one.remarks),
    }


def _cell(cell: ReachCell) -> dict[str, object]:
    return {
        "caller": cell.caller,
        "address": cell.address,
        "verdict": cell.verdict,
        "causes": list(cell.causes),
        "notes": list(cell.notes),
        "byColumn": [
            {"column": one.column, "verdict": one.verdict, "causes": list(one.causes)}
            for one in cell.by_column
        ],
    }


def _call(call: ReachCall) -> dict[str, object]:
    return {
        "caller": call.caller,
        "where": call.where,
        "address": call.address,
        "location": _location(call.location),
        "verdict": call.verdict,
        "causes": list(call.causes),
        "notes": list(call.notes),
        "cells": [{"caller": caller, "address": address} for caller, address in call.rows],
    }


def _location(location: Location) -> dict[str, object]:
    return {"path": location.path, "line": location.line, "column": location.column}
