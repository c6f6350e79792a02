"""SARIF 2.1.0, as GitHub code scanning takes it and shows it well."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

import attr
import sarif_om as om

from elblint.engine.finding import SEVERITIES, Edit, Finding
from elblint.engine.rule import CONFIDENCES, Rule
from elblint.engine.rule_words import source_of, without_values
from elblint.i18n.words import word
from elblint.report.fingerprint import LineHashes, stable_key
from elblint.report.layout import built_words
from elblint.report.registry import RenderOptions
from elblint.report.repository_path import repository_path
from elblint.system.boundary import tree_root
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import Any
from elblint.text.printable import Report, report_of_json
from elblint.text.source import Location
from elblint.triage.result import Result
from elblint.version import REPOSITORY, __version__

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# GitHub refuses a run with more results, and shows no more than the first 5,000 of a run.
MAX_RESULTS = 25_000
SHOWN_RESULTS = 5_000
_MAX_DESCRIPTION = 1024
_PRECISION = dict(zip(CONFIDENCES, ("very-high", "high", "medium"), strict=True))
_LINK = lazy_pattern(r"([\\\[\]])")


def render(result: Result, options: RenderOptions) -> Report:
    """The run as one line of SARIF; the same run gives the same bytes.

    URIs are relative to the root of the repository, or to the working folder outside of one.
    """
    return report_of_json(_plain(_Log(result, tree_root("."), options.category).build()), sort_keys=True)


def _in_markdown(text: str) -> str:
    """Text of a rule for Markdown: no link, image or HTML comes from it."""
    return re.sub(r"[<\[\]!]", r"\\\g<0>", text)


def escaped(text: str) -> str:
    """Text for a SARIF message, in which brackets would make links."""
    return _LINK.sub(r"\\\1", text)


class _Log:
    def __init__(self, result: Result, root: str, category: str) -> None:
        self.result = result
        self.root = root
        self.category = category
        self.index = {rule.id: number for number, rule in enumerate(result.rules)}
        self.hashes: dict[int, LineHashes] = {}
        self.hashed: dict[int, set[int]] = {}

    def build(self) -> Any:
        by_weight = sorted(
            self.result.findings, key=lambda finding: (-SEVERITIES.index(finding.severity), finding.order)
        )
        kept = by_weight[:MAX_RESULTS]
        for finding in kept:
            self.hashed.setdefault(id(finding.location.source), set()).add(finding.location.line)
        unreadable = [finding for finding in kept if finding.unreadable]
        notices = [self._unread(finding) for finding in unreadable]
        if len(by_weight) > SHOWN_RESULTS:
            text = (
                f"{len(by_weight)} results, worst first; {len(kept)} are in this file, "
                f"and GitHub shows {SHOWN_RESULTS}."
            )
            notices.append(om.Notification(message=om.Message(text=text), level="warning"))
        driver = om.ToolComponent(
            name="elblint",
            semantic_version=__version__,
            version=__version__,
            information_uri=REPOSITORY,
            language=self.result.lang,
            rules=[self._rule(rule) for rule in self.result.rules],
        )
        run = om.Run(
            tool=om.Tool(driver=driver),
            automation_details=om.RunAutomationDetails(
                id=f"elblint/{self.category}/" if self.category else "elblint/"
            ),
            column_kind="unicodeCodePoints",
            invocations=[
                om.Invocation(
                    execution_successful=not unreadable, tool_execution_notifications=notices or None
                )
            ],
            results=[self._result(finding) for finding in kept],
            language=self.result.lang,
        )
        return om.SarifLog(schema_uri=SCHEMA_URI, version="2.1.0", runs=[run])

    def _rule(self, rule: Rule) -> Any:
        lang = self.result.lang
        title, why = rule.title[lang], " ".join(rule.why[lang].split())
        sources = [source_of(reference, lang) for reference in rule.sources]
        fixes = [without_values(fix.words[lang], lang) for fix in rule.fix]
        listed = [f"- {source.document}: {source.title}, {source.url}" for source in sources]
        links = [f"- [{source.title}]({source.url})" for source in sources]
        numbered = [f"{number}. {fix}" for number, fix in enumerate(fixes, 1)]
        in_markdown = list(map(_in_markdown, numbered))
        fix_word, source_word = word("fix", lang), word("source", lang)
        return om.ReportingDescriptor(
            id=rule.id,
            name="".join(part.capitalize() for part in rule.name.split("-")),
            short_description=om.MultiformatMessageString(text=title),
            full_description=om.MultiformatMessageString(text=why[:_MAX_DESCRIPTION]),
            help=om.MultiformatMessageString(
                text="\n".join([why, "", f"{fix_word}:", *numbered, "", f"{source_word}:", *listed]),
                markdown="\n".join(
                    [
                        _in_markdown(why),
                        "",
                        f"**{fix_word}**",
                        "",
                        *in_markdown,
                        "",
                        f"**{source_word}**",
                        "",
                        *links,
                    ]
                ),
            ),
            help_uri=sources[0].url if sources else None,
            default_configuration=om.ReportingConfiguration(level=rule.severity),
            properties={
                "precision": _PRECISION[rule.confidence],
                "problem.severity": {"error": "error", "warning": "warning", "note": "recommendation"}[
                    rule.severity
                ],
                "tags": [tag for tag in ("kubernetes", "huawei-cloud-cce", rule.cause) if tag],
            },
        )

    def _result(self, finding: Finding) -> Any:
        lang = self.result.lang
        subject = f" ({finding.subject})" if finding.subject else ""
        lines = [f"{escaped(finding.title + subject)}.", escaped(finding.message.rstrip("\n"))]
        if finding.location.generated is not None:
            lines.append(escaped(built_words(finding.location.generated, lang)) + ".")
        if finding.certainty == "possible":
            needs = [f"{name}: {hint}" for name, hint in finding.unknown_facts] + list(finding.reasons)
            lines.append(f"{word('possible', lang)}: {escaped('; '.join(needs))}.")
        for fix, snippet in finding.advice[:1]:
            lines.append(f"{word('fix', lang)}: {escaped(fix)}.")
            lines += [escaped(line) for line in snippet.split("\n") if snippet]
        related = []
        for number, other in enumerate(finding.related, 1):
            related.append(self._location(other.location, number, other.label))
            lines.append(f"[{escaped(other.label)}]({number})")
        path = self._path(finding.location)
        return om.Result(
            rule_id=finding.rule,
            rule_index=self.index[finding.rule],
            level=finding.severity,
            message=om.Message(text="\n".join(lines)),
            locations=[self._location(finding.location)],
            related_locations=related or None,
            fixes=[self._fix(edit, finding) for edit in finding.edits] or None,
            partial_fingerprints={
                **self._line_hash(finding.location),
                "elblint/v1": stable_key(finding, path),
            },
            properties={
                "certainty": finding.certainty,
                **({"cause": finding.cause} if finding.cause else {}),
                **(
                    {"unknownFacts": [name for name, _ in finding.unknown_facts]}
                    if finding.unknown_facts
                    else {}
                ),
            },
        )

    def _fix(self, edit: Edit, finding: Finding) -> Any:
        changes = []
        for location, text in edit.replacements:
            region = om.Region(
                start_line=location.line,
                start_column=location.column,
                end_line=location.end_line,
                end_column=location.end_column,
            )
            replacement = om.Replacement(
                deleted_region=region, inserted_content=om.ArtifactContent(text=text)
            )
            artifact = om.ArtifactLocation(uri=quote(self._path(location).encode("utf-8", "surrogateescape")))
            changes.append(om.ArtifactChange(artifact_location=artifact, replacements=[replacement]))
        words = escaped(finding.fixes[max(edit.fix - 1, 0)]) if finding.fixes else finding.rule
        return om.Fix(description=om.Message(text=words), artifact_changes=changes)

    def _unread(self, finding: Finding) -> Any:
        return om.Notification(
            message=om.Message(text=escaped(finding.message.rstrip("\n"))),
            level="error",
            locations=[self._location(finding.location)],
            associated_rule=om.ReportingDescriptorReference(id=finding.rule, index=self.index[finding.rule]),
        )

    def _location(self, location: Location, number: int | None = None, label: str | None = None) -> Any:
        line, column = location.line, location.column
        end_line, end_column = location.end_line, location.end_column
        if end_line > line:
            # An alert is shown in a pull request only if all its lines are in the diff: keep to the first.
            end_line, end_column = line, max(column, len(location.source.line(line))) + 1
        return om.Location(
            id=number,
            message=om.Message(text=escaped(label)) if label else None,
            physical_location=om.PhysicalLocation(
                artifact_location=om.ArtifactLocation(
                    uri=quote(self._path(location).encode("utf-8", "surrogateescape"))
                ),
                region=om.Region(
                    start_line=line,
                    start_column=column,
                    end_line=end_line,
                    end_column=max(end_column, column),
                ),
            ),
        )

    def _path(self, location: Location) -> str:
        """Return the path from the root."""
        return repository_path(location.path, self.root)

    def _line_hash(self, location: Location) -> dict[str, str]:
        """Return the hash of a place's line by its name; nothing of a line that may be a Secret's."""
        if location.source.hides(location.start, location.end):
            return {}
        key = id(location.source)
        if key not in self.hashes:
            self.hashes[key] = LineHashes(location.source, self.hashed[key])
        return {"primaryLocationLineHash": self.hashes[key][location.line]}


@cache
def _fields(kind: type) -> list[tuple[str, str, object]]:
    return [
        (field.name, field.metadata["schema_property_name"], field.default) for field in attr.fields(kind)
    ]


def _plain(value: Any) -> Any:
    """The sarif-om objects as JSON data. Its own serializer takes some ten times as long."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if not attr.has(value.__class__):
        return value
    plain = {}
    for name, key, default in _fields(value.__class__):
        inner = getattr(value, name)
        # The level is always written: what is left out counts as a warning, which not every reader knows.
        if inner is not None and (inner != default or key == "level"):
            plain[key] = _plain(inner)
    return plain
