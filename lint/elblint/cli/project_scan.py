"""A scan of a repository, from which ``elblint init`` writes the configuration."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from elblint.i18n.words import word
from elblint.inputs.discovery import discover
from elblint.inputs.evidence.search import patterns_of_evidence
from elblint.inputs.helm import CHART_FILE
from elblint.inputs.helm.archive import Room
from elblint.inputs.helm.chart import chart_folders, load_chart
from elblint.inputs.helm.environments import environments_of
from elblint.model.cluster import Cluster
from elblint.system.boundary import Boundary
from elblint.system.installation import Origin, origin
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import STDIN, read_source

_SCHEMA = "rules/schema/config.json"
_FACTS = ("category", "network", "proxy", "version")


@dataclass
class ProjectScan:
    """Files and facts found below a folder; paths are relative to it."""

    manifests: int = 0
    annotated: int = 0
    """Files with annotations of CCE's ELBs."""
    charts: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    """Charts, each with the values files of its environments and their names."""
    kustomizations: int = 0
    evidence: list[str] = field(default_factory=list)
    """Patterns of files that tell facts about clusters and load balancers."""


def scan_project(folder: str) -> ProjectScan:
    """Look at a repository, without parsing what is in it."""
    found = ProjectScan()
    files = [path for path in discover([folder]).files if path != STDIN]
    for path in files:
        name = os.path.basename(path)
        if name == CHART_FILE:
            continue
        found.kustomizations += name.startswith("kustomization.")
        source = read_source(path)
        if isinstance(source, Diagnostic) or "kind" not in source.text:
            continue
        found.manifests += 1
        found.annotated += "kubernetes.io/elb." in source.text
    found.evidence = patterns_of_evidence(files, folder)
    boundary = Boundary.around([folder])
    for chart_folder in chart_folders(files):
        chart = load_chart(chart_folder, boundary, Room())
        if chart is not None and not chart.is_library:
            path = os.path.relpath(chart_folder, folder)
            environments = environments_of(chart_folder)
            found.charts.append(
                (path, [(os.path.normpath(os.path.join(path, file)), name) for file, name in environments])
            )
    return found


def question(fact: str, lang: str) -> str:
    """Return the question for a cluster fact, with the place where its answer is found."""
    return f"{word(f'init-{fact}', lang)}\n  {word(f'init-{fact}-where', lang)}\n  {fact}"


def configuration_text(found: ProjectScan, given: Cluster, lang: str) -> str:
    """The configuration file."""
    some = any(getattr(given, fact) for fact in _FACTS)
    schema = origin().raw(_SCHEMA)
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines.append("cluster:" if some else "# cluster:")
    for fact in _FACTS:
        value = getattr(given, fact)
        lines.append(f"  # {word(f'init-{fact}', lang)}")
        lines.append(f"  # {word(f'init-{fact}-where', lang)}")
        shown = f'"{value}"' if fact == "version" else value
        lines.append(f"  {'' if value else '# '}{fact}: {shown if value else _EXAMPLES[fact]}")
    if found.evidence:
        listed = ", ".join(map(_quoted, found.evidence))
        lines += ["", f"# {word('init-evidence', lang)}", f"facts-from: [{listed}]"]
    if any(values for _, values in found.charts):
        lines += ["", f"# {word('init-charts', lang)}", "charts:"]
        for path, values in found.charts:
            for file, name in values or [("", "")]:
                parts = [f"path: {_quoted(path)}"]
                parts += [f"name: {_quoted(name)}", f"values: [{_quoted(file)}]"] if file else []
                lines.append(f"  - {{{', '.join(parts)}}}")
    return "\n".join(lines) + "\n"


_EXAMPLES = {"category": "standard", "network": "vpc", "proxy": "ipvs", "version": '"1.29"'}


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def next_steps(found: ProjectScan, target: str, lang: str) -> str:
    """Return a summary of the scan and of the written file, with commands to try next."""
    counts = word(
        "init-found",
        lang,
        manifests=found.manifests,
        annotated=found.annotated,
        charts=len(found.charts),
        kustomizations=found.kustomizations,
    )
    return "\n".join(
        [
            word("init-written", lang, path=target),
            counts,
            "",
            word("init-lint", lang),
            "  elblint",
            word("init-baseline", lang),
            "  elblint baseline",
            "",
            word("init-hook", lang),
            *_hook(origin()),
            "",
            *_workflow(origin(), lang),
        ]
    )


def _hook(source: Origin) -> list[str]:
    """Return the lines of a hook: pre-commit installs it from where elblint came from, else this one is called."""
    if source.address and source.revision:
        of_repository = [f"    - repo: {source.address}", f"      rev: {source.revision}"]
        return ["  repos:", *of_repository, "      hooks:", "        - id: elblint"]
    hook = ["id: elblint", "name: elblint", "entry: elblint", "language: system", "pass_filenames: false"]
    first, *further = hook
    return [
        "  repos:",
        "    - repo: local",
        "      hooks:",
        f"        - {first}",
        *(f"          {line}" for line in further),
    ]


def _workflow(source: Origin, lang: str) -> list[str]:
    """Return the step of a GitHub workflow; nothing where the action's address is not known."""
    if not (source.on_github and source.revision):
        return []
    return [word("init-workflow", lang), f"  - uses: {source.on_github}@{source.revision}", ""]
