"""A fault of elblint itself, in words that hold nothing of the input."""

from __future__ import annotations

import os

from elblint import __version__

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def fault_words(error: BaseException) -> str:
    """Return the kind of an exception and the place in elblint's code that raised it.

    Its own words are left out, for they may quote a manifest.
    """
    place = "outside of elblint"
    trace = error.__traceback__
    while trace is not None:
        file = os.path.abspath(trace.tb_frame.f_code.co_filename)
        if file.startswith(_PACKAGE):
            place = f"{file[len(_PACKAGE) :].replace(os.sep, '/')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} in {place} of elblint {__version__}"
