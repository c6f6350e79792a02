"""``elblint --version``: the version, and what this installation has loaded and found."""

from __future__ import annotations

import platform
from importlib.metadata import version

from elblint.i18n.words import word
from elblint.version import __version__


def version_text(lang: str) -> str:
    """The version on the first line; below it the rules, the parser, and the tools for charts and kustomizations."""
    from elblint.engine.rule_loader import rule_files
    from elblint.inputs.helm.engine import find_engine
    from elblint.inputs.kustomize.builder import find_builder
    from elblint.syntax.yaml_parser import has_c_parser
    from elblint.system.installation import how_to_add
    from elblint.system.package_data import built_in_rules

    folder = built_in_rules()
    engine, builder = find_engine(), find_builder()
    charts = engine.found_at if engine else word("version-no-helm", lang, way=how_to_add("helm"))
    kustomizations = " ".join(builder) if builder else word("version-no-kustomize", lang)
    kind = "version-c-parser" if has_c_parser() else "version-slow-parser"
    parser = word(kind, lang, parser=f"ruamel.yaml {version('ruamel.yaml')}")
    return "\n".join(
        [
            f"elblint {__version__}",
            word("version-rules", lang, n=len(rule_files(folder)), folder=folder),
            f"Python {platform.python_version()}, {parser}",
            word("version-charts", lang, way=charts),
            word("version-kustomizations", lang, way=kustomizations),
        ]
    )
