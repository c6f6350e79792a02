"""elblint schema: the JSON Schemas, as they come with elblint."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from elblint.cli.schema import Schema
from support.project import CHECKOUT, LOCAL, Project

SCHEMAS = CHECKOUT / "rules" / "schema"


def test_every_schema_can_be_printed() -> None:
    assert {one.value for one in Schema} == {file.stem for file in SCHEMAS.glob("*.json")}


@pytest.mark.parametrize("name", [one.value for one in Schema])
def test_what_is_printed_is_the_schema(project: Project, name: str) -> None:
    outcome = project.run("schema", name, encoding="gbk")
    assert outcome.exit_code == 0
    assert outcome.stdout.encode("gbk", "surrogateescape") == (SCHEMAS / f"{name}.json").read_bytes()
    Draft202012Validator.check_schema(json.loads(outcome.stdout))


def test_a_report_fits_the_schema_that_is_printed(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    schema = json.loads(project.run("schema", "report").stdout)
    report = json.loads(project.run("-f", "json", "a.yaml").stdout)
    assert list(Draft202012Validator(schema).iter_errors(report)) == []


def test_another_name_is_a_mistake(project: Project) -> None:
    outcome = project.run("schema", "sarif")
    assert outcome.exit_code == 2
    assert "'sarif' is none of" in outcome.stderr
