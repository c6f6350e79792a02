"""``elblint lsp``."""

from __future__ import annotations

import gc

import typer

from elblint.errors import UsageError


def lsp() -> None:
    """Speak the language server protocol with an editor, on standard input and output."""
    try:
        from elblint.lsp.start import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"pygls", "lsprotocol", "cattrs", "attrs"}:
            raise
        from elblint.system.installation import how_to_add

        raise UsageError(
            f"the language server needs pygls, which is an extra; install it with: {how_to_add('lsp')}"
        ) from None
    from elblint.system.budget import release_run

    # A session lasts as long as somebody works.
    release_run()
    gc.enable()
    raise typer.Exit(serve())
