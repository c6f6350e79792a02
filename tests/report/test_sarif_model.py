"""SARIF reports are such as sarif-om's classes describe: they can be made of them, and give the same report back."""

from __future__ import annotations

import json
from typing import Any

import attr
import pytest
import sarif_om as om

from support.project import CHECKOUT, CORPUS, LOCAL, Project

CLASSES = {
    "runs": om.Run, "tool": om.Tool, "driver": om.ToolComponent, "automationDetails": om.RunAutomationDetails,
    "invocations": om.Invocation, "toolExecutionNotifications": om.Notification, "results": om.Result,
    "rules": om.ReportingDescriptor, "shortDescription": om.MultiformatMessageString,
    "fullDescription": om.MultiformatMessageString, "help": om.MultiformatMessageString,
    "defaultConfiguration": om.ReportingConfiguration, "message": om.Message, "description": om.Message,
    "locations": om.Location, "relatedLocations": om.Location, "physicalLocation": om.PhysicalLocation,
    "artifactLocation": om.ArtifactLocation, "region": om.Region, "deletedRegion": om.Region, "fixes": om.Fix,
    "artifactChanges": om.ArtifactChange, "replacements": om.Replacement, "insertedContent": om.ArtifactContent,
    "associatedRule": om.ReportingDescriptorReference,
}  # fmt: skip
"""The classes of objects, by the property that they stand in."""
FREE = {"properties", "partialFingerprints"}
"""Properties whose names are anybody's."""


def model_of(data: dict[str, Any], kind: type) -> Any:
    """Make an object of sarif-om of JSON data. Raises KeyError for a property that its class does not have."""
    names = {field.metadata["schema_property_name"]: field.name for field in attr.fields(kind)}
    return kind(**{names[key]: value_of(key, value) for key, value in data.items()})


def value_of(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return [value_of(key, one) for one in value]
    return model_of(value, CLASSES[key]) if isinstance(value, dict) and key not in FREE else value


def data_of(model: Any) -> Any:
    """Return an object of sarif-om as JSON data; what has its default is left out, but for the level."""
    if isinstance(model, list):
        return [data_of(one) for one in model]
    if not attr.has(model.__class__):
        return model
    data = {}
    for field in attr.fields(model.__class__):
        value, key = getattr(model, field.name), field.metadata["schema_property_name"]
        if value is not None and (value != field.default or key == "level"):
            data[key] = data_of(value)
    return data


def held_to_the_model(written: str) -> None:
    log = json.loads(written)
    assert data_of(model_of(log, om.SarifLog)) == log
    assert written == json.dumps(log, ensure_ascii=False, sort_keys=True) + "\n" or not written.isascii()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_with_everything_in_it(project: Project, lang: str) -> None:
    for path in (CHECKOUT / "examples").rglob("*.yaml"):
        project.write(str(path.relative_to(CHECKOUT)), path.read_bytes())
    project.write("broken.yaml", "kind: [")
    project.write("local.yaml", LOCAL)
    held_to_the_model(project.run("-f", "sarif", "--lang", lang, "--sarif-category", "a", ".").stdout)


@pytest.mark.parametrize("content", ["kind: ConfigMap\n", LOCAL, "kind: ["])
def test_a_report_on_one_file(project: Project, content: str) -> None:
    project.write("a b%\u4f60.yaml", content)
    held_to_the_model(project.run("-f", "sarif", "a b%\u4f60.yaml").stdout)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of public files is not on this machine")
@pytest.mark.parametrize("folder", ["elb", "elb-snippets", "torture"])
def test_reports_on_public_files(project: Project, folder: str) -> None:
    held_to_the_model(project.run("-f", "sarif", "--no-config", str(CORPUS / folder)).stdout)


@pytest.mark.parametrize("wrong", [{"runs": [], "verzion": "2.1.0"}, {"runs": []}])
def test_what_is_not_in_the_model_is_found(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        model_of(wrong, om.SarifLog)
