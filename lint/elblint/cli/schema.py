"""``elblint schema``."""

from __future__ import annotations

import os
from enum import Enum
from typing import Annotated

import typer

from elblint.cli.output import encoded, write


class Schema(str, Enum):
    """The JSON Schemas that come with elblint."""

    config = "config"
    rule = "rule"
    report = "report"
    reach = "reach"
    diff = "diff"


def schema(
    name: Annotated[
        Schema,
        typer.Argument(
            metavar="NAME",
            help="config (.elblint.yaml), rule (rule files), or report, reach and diff (their -f json).",
        ),
    ],
) -> None:
    """Print a JSON Schema, for editors and for programs that read elblint's JSON."""
    from elblint.engine.library import SCHEMAS
    from elblint.system.package_data import built_in_rules
    from elblint.text.printable import printable_data

    with open(os.path.join(built_in_rules(), SCHEMAS, f"{name.value}.json"), encoding="utf-8") as file:
        write(encoded(printable_data(file.read())), "-")
