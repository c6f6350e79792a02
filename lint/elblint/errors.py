"""The few ways in which elblint itself can fail. Each ends the run with exit code 2.

What is wrong with the *input* (a broken document, an unreadable file) is not here: that is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable

OUT_OF_MEMORY = "the run takes more memory than it may; --limit run-memory=N raises the limit"


_LOOKS = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "_": "-"})
"""Characters that people take for each other."""


class ElblintError(Exception):
    """Something that the user must correct before elblint can answer; its text says what, where and how.

    Several such things are several arguments, and lines of the text. An argument is a text, or one in each language
    (elblint.i18n.localized), of which the error itself shows the English one.
    """

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))

    def messages(self, lang: str) -> list[str]:
        """Return what is to be corrected, in a language as far as there are words in it."""
        return [one if isinstance(one, str) else one.words(lang) for one in self.args]


class FileChanged(Exception):
    """A file was changed while elblint relied on what an earlier run had found in it: the run begins anew."""


class UsageError(ElblintError):
    """The options contradict each other or name something that does not exist."""


class ConfigError(ElblintError):
    """The configuration file is not what its schema asks for."""


class RuleError(ElblintError):
    """A rule file (or one of the tables beside it) is not what the rule format asks for."""


class LimitError(ElblintError):
    """The run took more time or memory than a run may."""


class OutputError(ElblintError):
    """A report could not be written."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """Return the known word that looks most like another one, where 0 is like O and 1 like l; empty if none does."""
    import difflib

    by_looks: dict[str, str] = {}
    for one in known:
        by_looks.setdefault(one.lower().translate(_LOOKS), one)
    near = difflib.get_close_matches(word.lower().translate(_LOOKS), by_looks, n=1, cutoff=cutoff)
    return by_looks[near[0]] if near else ""


def fault_words(error: BaseException) -> str:
    """Return the kind of an exception that is a fault of elblint, and the place in its code that raised it.

    The exception's own words are left out, for they may quote a manifest.
    """
    import os

    from elblint.version import __version__

    package = os.path.dirname(os.path.abspath(__file__)) + os.sep
    location = "outside of elblint"
    trace = error.__traceback__
    while trace is not None:
        file = os.path.abspath(trace.tb_frame.f_code.co_filename)
        if file.startswith(package):
            location = f"{file[len(package) :].replace(os.sep, '/')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} in {location} of elblint {__version__}"
