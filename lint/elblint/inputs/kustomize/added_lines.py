"""Lines of a builder's output that hold its records of origins, and that a plain build does not print."""

from __future__ import annotations

ORIGIN = "config.kubernetes.io/origin"
CHANGES = "alpha.config.kubernetes.io/transformations"


def added_lines(built: str) -> list[int]:
    """Return the 1-based lines of a builder's output that are there only because elblint asked for records."""
    lines = built.split("\n")
    added: list[int] = []
    for head, line in enumerate(lines):
        if line.strip() == "annotations:" and ORIGIN in (block := _block(lines, head)):
            records = [number for name in (ORIGIN, CHANGES) for number in block.get(name, [])]
            if block.keys() <= {ORIGIN, CHANGES}:
                records.append(head + 1)
            added += records
    return sorted(added)


def _block(lines: list[str], head: int) -> dict[str, list[int]]:
    """Return the 1-based lines of each entry of the mapping below a line, by the entry's name."""
    outer, inner, name = _indent(lines[head]), -1, ""
    block: dict[str, list[int]] = {}
    for number in range(head + 1, len(lines)):
        line = lines[number]
        indent = _indent(line)
        if line.strip() and indent <= outer:
            break
        inner = indent if inner < 0 else inner
        if line.strip() and indent == inner:
            name = line.strip().partition(":")[0]
        block.setdefault(name, []).append(number + 1)
    return block


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
