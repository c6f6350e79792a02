"""``elblint --version``: the version, and what this installation has loaded and found."""

from __future__ import annotations

import platform
from importlib.metadata import version

from elblint.version import __version__


def version_text() -> str:
    """The version on the first line; below it the rules, the parser, and the tools for charts and kustomizations."""
    from elblint.engine.rule_loader import rule_files
    from elblint.inputs.helm.engine import find_engine
    from elblint.inputs.kustomize.builder import find_builder
    from elblint.syntax.yaml_parser import has_c_parser
    from elblint.system.installation import how_to_add
    from elblint.system.package_data import built_in_rules

    folder = built_in_rules()
    engine, builder = find_engine(), find_builder()
    charts = engine.found_at if engine else f"not rendered; there is no helm; {how_to_add('helm')}"
    parser = "with its C part" if has_c_parser() else "without its C part: slow"
    return "\n".join(
        [
            f"elblint {__version__}",
            f"rules: {len(rule_files(folder))}, in {folder}",
            f"Python {platform.python_version()}, ruamel.yaml {version('ruamel.yaml')} {parser}",
            f"charts: {charts}",
            f"kustomizations: {' '.join(builder) if builder else 'not built; there is no kustomize or kubectl'}",
        ]
    )
