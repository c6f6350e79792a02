"""The names of the commands."""

from __future__ import annotations

COMMANDS = frozenset(
    {"reach", "diff", "facts", "baseline", "fix", "rules", "init", "explain", "schema", "test-rules", "lsp"}
)
"""All but ``check``, which a bare call means."""
