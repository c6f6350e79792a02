"""The summary of a run in words: files read and files left out. Every report shows it."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.i18n.words import count, word
from elblint.inputs.summary import FILES, MORE, Note, Summary
from elblint.model.cluster import Cluster
from elblint.text.printable import printable_lines
from elblint.triage.result import Result
from elblint.version import __version__

_MOST_CLUSTERS = 5


def hidden_words(counts: Summary, lang: str) -> str:
    """Return the numbers of suppressed findings and of those in the baseline, in words."""
    hidden = [word("suppressed", lang, n=counts.suppressed), word("baselined", lang, n=counts.baselined)]
    return word("comma", lang).join(hidden)


def read_words(counts: Summary, lang: str) -> str:
    """A sentence: how many files, objects, kustomizations and charts."""
    files = word("file", lang) if counts.files == 1 else word("files", lang, n=counts.files)
    kinds = [("Service", "Service"), ("Ingress", "Ingress"), ("Workload", "workload")]
    objects = word("comma", lang).join(count(counts.objects[kind], noun, lang) for kind, noun in kinds)
    if not any(counts.objects[kind] for kind, _ in kinds):
        objects = word("no-objects", lang)
    built = word("built", lang, n=counts.built) if counts.built else ""
    built += word("rendered", lang, n=counts.rendered) if counts.rendered else ""
    built += word("values-read", lang, n=counts.values) if counts.values else ""
    return word("read", lang, files=files, objects=objects) + built + word("full-stop", lang)


def files_words(counts: Summary, lang: str) -> str:
    """A sentence: how many of the files that were read are what; empty if all of them hold objects."""
    parts = [
        word("of-files-part", lang, what=word(f"file-{what}", lang), n=counts.of_files[what])
        for what in FILES
        if counts.of_files[what]
    ]
    if not set(counts.of_files) - {"objects", "nothing"}:
        return ""
    return word("of-files", lang, parts=word("comma", lang).join(parts)) + word("full-stop", lang)


def listed_files(counts: Summary, lang: str) -> Iterator[str]:
    """Yield the files by what they are, and what was made, or not read."""
    by_what: dict[str, list[Note]] = {}
    for one in counts.notes:
        by_what.setdefault(one.what, []).append(one)
    for what in (*FILES, *MORE):
        listed = by_what.get(what, [])
        if listed:
            head = word("of-files-head", lang, what=word(f"file-{what}", lang), n=len(listed))
            yield head + word("colon", lang).rstrip()
        for one in listed:
            more = f"{word('colon', lang)}{one.detail}" if one.detail else ""
            yield f"  {printable_lines(one.path)}{printable_lines(more)}"


def skipped_words(counts: Summary, lang: str) -> str:
    """A sentence: what was not read or not looked at; empty if that is nothing."""
    parts = [
        word(name, lang, n=number)
        for name, number in (
            ("unread", counts.unread),
            ("elsewhere", counts.elsewhere),
            ("templates", counts.templates),
            ("patches", counts.patches),
            ("skipped-documents", counts.skipped_documents),
            ("skipped-ignored", counts.ignored),
            ("skipped-excluded", counts.excluded),
        )
        if number
    ]
    return (
        word("skipped", lang, parts=word("comma", lang).join(parts)) + word("full-stop", lang)
        if parts
        else ""
    )


def clusters_of(result: Result) -> list[Cluster]:
    """Return the clusters that the objects of a run are meant for; without objects, the configured one."""
    kinds = ("Service", "Ingress", "Gateway")
    found = dict.fromkeys(one.cluster for kind in kinds for one in result.context.by_kind.get(kind, []))
    return sorted(found, key=lambda one: one.name) or [result.config.cluster]


def run_words(result: Result) -> str:
    """Return version, facts and configuration on one line; names in it are the user's, and not yet printable."""
    lang = result.lang
    clusters = clusters_of(result)
    shown = [_cluster_words(one, lang) for one in clusters[:_MOST_CLUSTERS]]
    if len(clusters) > _MOST_CLUSTERS:
        shown.append(word("html-more", lang, n=len(clusters) - _MOST_CLUSTERS))
    return word(
        "run-facts", lang, version=__version__, clusters="; ".join(shown), config=result.config.path or "-"
    )


def _cluster_words(cluster: Cluster, lang: str) -> str:
    known = [cluster.category, cluster.network, cluster.proxy, cluster.version]
    facts = ", ".join(filter(None, known)) or word("no-facts", lang)
    return f"{cluster.name}{word('colon', lang)}{facts}" if cluster.name else facts
