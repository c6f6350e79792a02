"""Complaints of a builder, in words that quote nothing of the input."""

from __future__ import annotations

# A part of the builder's message, and its meaning.
_KNOWN = (
    (
        "unsupported type: map[interface",
        "a mapping has keys that are no texts, such as numbers; put them in quotes",
    ),
    ("doc is missing path", "a JSON patch names a path that its object does not have"),
    ("doc is missing key", "a JSON patch names a key that its object does not have"),
    ("no matches for Id", "a patch names an object that is not there"),
    ("already registered id", "two resources have one kind, name and namespace"),
    ("unable to find one of 'kustomization.yaml'", "a folder that it names has no kustomization"),
    ("no such file or directory", "a file that it names is not there"),
    ("unknown field", "a kustomization has a field that kustomize does not know"),
    ("cycle detected", "two kustomizations take in each other"),
    ("mapping values are not allowed", "a file is not valid YAML"),
    ("did not find expected", "a file is not valid YAML"),
)


def without_quotes(message: str) -> str:
    """Return what a message of a builder means, without its own words, for they may hold a Secret's content."""
    found = next((meaning for part, meaning in _KNOWN if part in message), "")
    withheld = "the builder's words are left out, for they may hold a Secret's content"
    return f"{found}; {withheld}" if found else withheld
