"""The functions and numbers of ``signal``; the enumerations around them take as long as linting a small file."""

from __future__ import annotations

from elblint.system.type_names import TYPE_CHECKING

__all__ = ["signals"]

if TYPE_CHECKING:
    import signal as signals
else:
    try:
        import _signal as signals
    except ImportError:
        # Another Python than CPython may have no such module.
        import signal as signals
