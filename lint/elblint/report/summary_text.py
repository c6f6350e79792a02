"""The summary of a run in words: files read and files left out. Every report shows it."""

from __future__ import annotations

from elblint.i18n.words import count, word
from elblint.inputs.summary import Summary


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


def skipped_words(counts: Summary, lang: str) -> str:
    """A sentence: what was not read or not looked at; empty if that is nothing."""
    parts = [
        word(name, lang, n=number)
        for name, number in (
            ("unread", counts.unread),
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
