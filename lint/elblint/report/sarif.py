"""SARIF 2.1.0, as GitHub code scanning takes it and shows it well.

The model of the output is sarif-om: tests make its objects of every report, and get the same report back. It is not
imported here, for loading it takes longer than linting a file.
"""

from __future__ import annotations

from elblint.engine.finding import SEVERITIES, Edit, Finding
from elblint.i18n.words import word
from elblint.report.registry import RenderOptions
from elblint.report.repository_path import RepositoryPaths
from elblint.report.run_facts import run_data
from elblint.report.sarif_rules import descriptors
from elblint.system.lazy import lazy_pattern
from elblint.system.own_json import write_own_json
from elblint.system.type_names import TYPE_CHECKING, TypeAlias
from elblint.text.printable import Report, report_of_written_json
from elblint.text.source import Location
from elblint.triage.result import Result
from elblint.version import REPOSITORY, __version__

if TYPE_CHECKING:
    from elblint.report.fingerprint import LineHashes

_Json: TypeAlias = "dict[str, object]"

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# GitHub refuses a run with more results, and shows no more than the first 5,000 of a run.
MAX_RESULTS = 25_000
SHOWN_RESULTS = 5_000
_REGION = ("startLine", "startColumn", "endLine", "endColumn")
_RULES = '"rules": []'
_PLAIN_PATH = lazy_pattern(r"[A-Za-z0-9_.~/-]*")
_LINK = lazy_pattern(r"([\\\[\]])")


def render(result: Result, options: RenderOptions) -> Report:
    """The run as one line of SARIF; the same run gives the same bytes.

    URIs are relative to the root of the repository, or to the working folder outside of one.
    """
    log = write_own_json(_Log(result, options.category).build(), sort_keys=True)
    # Within a text the quotation marks would be escaped: this is the place.
    before, place, after = log.partition(_RULES)
    return report_of_written_json(f"{before}{place[:-1]}{descriptors(result)}{place[-1]}{after}")


def edit_words(edit: Edit, finding: Finding, lang: str) -> str:
    """Return what an edit does, with its cost."""
    words = edit.description or (finding.fixes[edit.fix - 1] if edit.fix else finding.rule)
    return word("edit-cost", lang, edit=words, cost=edit.choice) if edit.choice else words


def escaped(text: str) -> str:
    """Text for a SARIF message, in which brackets would make links."""
    return _LINK.sub(r"\\\1", text)


class _Log:
    def __init__(self, result: Result, category: str) -> None:
        self.result = result
        self.paths = RepositoryPaths()
        self.category = category
        self.index = {rule.id: number for number, rule in enumerate(result.rules)}
        self.hashes: dict[int, LineHashes] = {}
        self.hashed: dict[int, set[int]] = {}

    def build(self) -> _Json:
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
            notices.append({"message": {"text": text}, "level": "warning"})
        invocation: _Json = {"executionSuccessful": not unreadable}
        if notices:
            invocation["toolExecutionNotifications"] = notices
        driver = {
            "name": "elblint",
            "semanticVersion": __version__,
            "version": __version__,
            "informationUri": REPOSITORY,
            "language": self.result.lang,
            "contents": ["localizedData", "nonLocalizedData"],
            # Those of all rules are ready.
            "rules": [],
        }
        run = {
            "tool": {"driver": driver},
            "automationDetails": {"id": f"elblint/{self.category}/" if self.category else "elblint/"},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n"],
            "invocations": [invocation],
            "results": [self._result(finding) for finding in kept],
            "language": self.result.lang,
            "properties": run_data(self.result),
        }
        return {"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}

    def _result(self, finding: Finding) -> _Json:
        from elblint.report.fingerprint import stable_key
        from elblint.report.layout import built_words

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
            label = {"message": {"text": escaped(other.label)}} if other.label else {}
            related.append({"id": number, **label, **self._location(other.location)})
            lines.append(f"[{escaped(other.label)}]({number})")
        unsafe = [edit_words(edit, finding, lang) for edit in finding.edits if not edit.safe]
        properties: _Json = {"certainty": finding.certainty}
        if finding.cause:
            properties["cause"] = finding.cause
        if unsafe:
            properties["unsafeFixes"] = unsafe
        if any(one.is_evidence for one in finding.premises):
            properties["premises"] = [f"{one.fact}: {one.value}, {one.source}" for one in finding.premises]
        if finding.unknown_facts:
            properties["unknownFacts"] = [name for name, _ in finding.unknown_facts]
        result: _Json = {
            "ruleId": finding.rule,
            "ruleIndex": self.index[finding.rule],
            "level": finding.severity,
            "message": {"text": "\n".join(lines)},
            "locations": [self._location(finding.location)],
            "partialFingerprints": {
                **self._line_hash(finding.location),
                "elblint/v1": stable_key(finding, self.paths.of(finding.location.path)),
            },
            "properties": properties,
        }
        if related:
            result["relatedLocations"] = related
        # What nobody has to weigh; of the others the text of the fix and its cost are among the properties.
        safe = [self._fix(edit, finding) for edit in finding.edits if edit.safe]
        if safe:
            result["fixes"] = safe
        return result

    def _fix(self, edit: Edit, finding: Finding) -> _Json:
        changes = [
            {
                "artifactLocation": self._artifact(location),
                "replacements": [{"deletedRegion": _region(location), "insertedContent": {"text": text}}],
            }
            for location, text in edit.replacements
        ]
        words = escaped(edit_words(edit, finding, self.result.lang))
        return {"description": {"text": words}, "artifactChanges": changes}

    def _unread(self, finding: Finding) -> _Json:
        return {
            "message": {"text": escaped(finding.message.rstrip("\n"))},
            "level": "error",
            "locations": [self._location(finding.location)],
            "associatedRule": {"id": finding.rule, "index": self.index[finding.rule]},
        }

    def _location(self, location: Location) -> _Json:
        region = _region(location)
        line, column = region["startLine"], region["startColumn"]
        if region["endLine"] > line:
            # An alert is shown in a pull request only if all its lines are in the diff: keep to the first.
            region["endLine"] = line
            region["endColumn"] = max(column, len(location.source.line(line))) + 1
        region["endColumn"] = max(region["endColumn"], column)
        return {"physicalLocation": {"artifactLocation": self._artifact(location), "region": region}}

    def _artifact(self, location: Location) -> _Json:
        return {"uri": _uri(self.paths.of(location.path))}

    def _line_hash(self, location: Location) -> dict[str, str]:
        """Return the hash of a place's line by its name; nothing of a line that may be a Secret's."""
        if location.source.hides(location.start, location.end):
            return {}
        key = id(location.source)
        if key not in self.hashes:
            from elblint.report.fingerprint import LineHashes

            self.hashes[key] = LineHashes(location.source, self.hashed[key])
        return {"primaryLocationLineHash": self.hashes[key][location.line]}


def _uri(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path):
        return path
    from urllib.parse import quote

    return quote(path.encode("utf-8", "surrogateescape"))


def _region(location: Location) -> dict[str, int]:
    return dict(zip(_REGION, location.region, strict=True))
