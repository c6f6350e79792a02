"""Runs that keep what they know: after any edits they find what a first run over the same texts finds."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elblint.config.settings import ClusterPaths, Config
from elblint.engine.finding import Finding
from elblint.inputs.discovery import Discovery
from elblint.inputs.kept_files import KeptFiles
from elblint.inputs.loaded import LoadedInputs
from elblint.inputs.request import Request
from elblint.model.cluster import Cluster
from elblint.run import Session, lint
from support.strategies import as_text, clusters, loaded

pytestmark = pytest.mark.slow
NAMES = ("a/one.yaml", "a/two.yaml", "b/three.yaml", "b/four.yaml")
EXAMPLES = int(os.environ.get("ELBLINT_EXAMPLES", "0")) or 30


def request(texts: dict[str, str]) -> Request:
    found = Discovery()
    found.files = sorted(texts)
    return Request((), kustomize=False, helm=False, changed=texts, found=found, allow_empty=True)


def said(finding: Finding) -> tuple[object, ...]:
    related = [(str(one.location), one.label) for one in finding.related]
    edits = [[(str(at), new) for at, new in edit.replacements] for edit in finding.edits]
    words = finding.severity, finding.certainty, finding.title, finding.message, finding.fixes
    return finding.order, words, related, edits, finding.unknown_facts, finding.sources


def configured(word: str) -> Config:
    cluster = Cluster.from_words(word)
    return Config(cluster=cluster, clusters=(ClusterPaths(cluster._replace(name="other"), ("b/four.yaml",)),))


# A file's new documents, or None: the file is gone.
edits = st.lists(
    st.tuples(st.sampled_from(NAMES), st.none() | loaded.map(as_text), st.booleans()), min_size=2, max_size=7
)


@settings(max_examples=EXAMPLES)
@given(clusters, edits)
def test_after_any_edits_a_kept_run_finds_what_a_first_one_finds(
    word: str, changes: list[tuple[str, str | None, bool]]
) -> None:
    config = configured(word)
    session, plain = Session(config, "en"), Session(config, "en")
    session.keep()
    kept: KeptFiles[LoadedInputs] = KeptFiles()
    texts: dict[str, str] = {}
    for name, text, is_added in changes:
        texts = {other: same for other, same in texts.items() if other != name or is_added}
        if text is not None:
            before = texts.get(name)
            texts[name] = text if before is None else f"{text}\n---\n{before}"
        again = lint(request(texts)._replace(kept=kept), config, "en", session)
        first = lint(request(texts), config, "en", plain)
        assert [said(one) for one in again.findings] == [said(one) for one in first.findings]
        assert all(getattr(again.counts, name) == value for name, value in vars(first.counts).items())
