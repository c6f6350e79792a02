"""The bare cost of the work: read, cut at the markers, and let libyaml parse what has one of our kinds.

No nodes, no model, no rules: what no linter that reads positions in Python can do without.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from _ruamel_yaml import CParser

_KIND = re.compile(r"^kind:[ \t]*(Service|Ingress|Deployment)[ \t]*$", re.M)


def main() -> None:
    """Read the files and folders that the command line names."""
    for name in sys.argv[1:]:
        path = Path(name)
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            text = file.read_bytes().decode()
            for piece in text.split("\n---\n"):
                if _KIND.search(piece):
                    parser = CParser(piece)
                    while parser.get_event() is not None:
                        pass


main()
