"""The words of generated pages, and the order of their parts."""

from __future__ import annotations

from elblint.i18n.words import word

TOPICS = (
    "local",
    "sharing",
    "port-ranges",
    "calls",
    "backends",
    "annotations",
    "identity",
    "listeners",
    "ingress",
    "input",
)
"""The topics of rules: the names of their folders, in the order of the index."""

CATALOGUES = ("identity", "backends", "pool", "listener", "ingress", "other")
"""The topics of annotations: the files of the catalogue, in the order of the index."""


def page_word(name: str, lang: str, **values: object) -> str:
    """Return a word or sentence of generated pages."""
    return word(f"page-{name}", lang, **values)


def anchor(heading: str) -> str:
    """Return the name under which GitHub and the site link to a heading."""
    kept = "".join(one for one in heading.lower() if one.isalnum() or one in "-_ ")
    return kept.replace(" ", "-")
