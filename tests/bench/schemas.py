"""Writes JSON schemas for kubeconform, for the time that its users feel is spent on comparing with these.

    pip install kubernetes-validate
    python tests/bench/schemas.py FOLDER
    KUBECONFORM_SCHEMAS=FOLDER python tests/bench/run.py

The package has the schemas of Kubernetes, which refer to a file of definitions; kubeconform wants one file for a kind.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

KINDS = (
    "service-v1",
    "ingress-networking-v1",
    "deployment-apps-v1",
    "configmap-v1",
    "customresourcedefinition-apiextensions-v1",
)
"""The kinds of the generated works that Kubernetes has a schema for, by the names of their files."""


def references(value: object) -> Iterator[dict[str, str]]:
    """Yield the objects of a schema that refer to a definition."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from references(one)


def main(folder: Path) -> None:
    """Write the schemas of the newest version of Kubernetes, each with the definitions that it needs."""
    versions = files("kubernetes_validate") / "kubernetes-json-schema"
    newest = max(
        (one.name for one in versions.iterdir() if one.name.endswith("-local")),
        key=lambda name: [int(part) for part in name.removeprefix("v").split("-")[0].split(".")],
    )
    definitions = json.loads((versions / newest / "_definitions.json").read_text())["$defs"]
    into = folder / "master-standalone"
    into.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        schema = json.loads((versions / newest / f"{kind}.json").read_text())
        # Its own address is one on the web, and would be the base of what it refers to.
        schema.pop("$id", None)
        schema["definitions"] = needed = {}
        pending = [schema]
        while pending:
            for one in references(pending.pop()):
                name = one["$ref"].rpartition("/")[2]
                one["$ref"] = f"#/definitions/{name}"
                if name not in needed:
                    needed[name] = definitions[name]
                    pending.append(needed[name])
        (into / f"{kind}.json").write_text(json.dumps(schema))
    print(f"wrote the schemas of {newest.removesuffix('-local')} to {into}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
