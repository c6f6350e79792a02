"""Regular expressions from outside, as in people's own rules: bounded in size and in the time that all take."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterator

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern

LONGEST = 2_000
"""Characters of a pattern."""
LARGEST = 10_000
"""Parts of a pattern, what must be there n times counted n times: that is how it is kept in memory."""
DEEPEST = 50
"""Groups in groups."""
LONGEST_TEXT = 1_000_000
"""Characters of a value: objects of Kubernetes have fewer."""
PATIENCE = 0.5
"""Seconds of the processor that one search may take."""
PATIENCE_IN_ALL = 5.0
"""Seconds that the searches of a run may take, beside what a plain search takes."""
_PLAIN = 50e-6
_WIDE_RANGE = 500

_PIECE = lazy_pattern(
    r"""\\(?:[uU][0-9a-fA-F]+|N\{[^}]*\}|.)"""
    r"""|\[\^?\]?(?:\\.|[^\]\\])*\]"""
    r"""|\(\?\#[^)]*\)"""
    r"""|\((?:\?(?:P<\w+>|P=|<?[=!]|[-a-zA-Z]*:|\(\w+\)|>))?"""
    r"""|\{[0-9]*,?[0-9]*\}|.""",
    re.S,
)
_VERBOSE = lazy_pattern(r"\(\?[a-zA-Z]*x")
_WIDE = lazy_pattern(r"-(?:\\[uUN]|[^\x00-\x7f])")
_REPEAT = lazy_pattern(r"\{([0-9]*)(,?)([0-9]*)\}")


class PatternError(Exception):
    """A pattern that is not taken, or not asked any more; its text says why."""


class Searches:
    """The time that the patterns of one run have taken together."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Count from zero: another run begins."""
        self.seconds = 0.0
        self.allowed = PATIENCE_IN_ALL

    def spent(self, seconds: float) -> bool:
        """Count one search; whether there is no time left for another."""
        self.seconds += seconds
        self.allowed += _PLAIN
        return self.seconds > self.allowed


class OwnPattern:
    """One pattern, asked only until it, or all of a run together, have taken too long."""

    def __init__(self, written: str, searches: Searches) -> None:
        """Raises PatternError for what is no regular expression, or too large."""
        _check(written)
        self._pattern = _compiled(written)
        self._searches = searches
        self._refused = ""

    def found(self, text: str) -> bool:
        """Return whether it is found in a text. Raises PatternError once it has taken too long, and ever after."""
        return self.groups(text) is not None

    def groups(self, text: str) -> tuple[str, ...] | None:
        """Return what is found first, and its groups; None if nothing is. Raises PatternError as ``found``."""
        if self._refused:
            raise PatternError(self._refused)
        if len(text) > LONGEST_TEXT:
            raise PatternError(
                f"it is asked about a text of {len(text)} characters; {LONGEST_TEXT} are the most"
            )
        start = time.process_time()
        try:
            found = self._pattern.search(text, timeout=PATIENCE)
        except TimeoutError:
            self._refused = f"it takes more than {PATIENCE} seconds with a text of {len(text)} characters"
            raise PatternError(f"{self._refused}; repeat less inside of what is repeated") from None
        except MemoryError:
            self._refused = f"it takes too much memory with a text of {len(text)} characters"
            raise PatternError(self._refused) from None
        if self._searches.spent(time.process_time() - start):
            self._refused = (
                f"the patterns of own rules have taken {self._searches.seconds:.1f} seconds of this run, "
                "the last of them for this one; repeat less inside of what is repeated"
            )
            raise PatternError(self._refused)
        return None if found is None else (found[0], *(group or "" for group in found.groups()))


def _compiled(written: str) -> Pattern[str]:
    import regex

    try:
        with warnings.catch_warnings():
            # Of brackets in brackets, which may mean something else one day.
            warnings.simplefilter("ignore")
            re.compile(written)
        return regex.compile(_as_python_reads_it(written))
    except (re.error, regex.error, RecursionError, OverflowError, MemoryError) as error:
        raise PatternError(f"not a regular expression: {error}") from None


def _check(written: str) -> None:
    """Raise PatternError for a pattern that would take much memory or time to compile."""
    if len(written) > LONGEST:
        raise PatternError(f"a pattern of {len(written)} characters; {LONGEST} are the most")
    # Where blanks and comments do not count, a repetition is taken to be of all that stands before it.
    is_verbose = _VERBOSE.search(written) is not None
    # The sizes of the groups that are open, and of the last part in each.
    sizes, last = [0], [0]
    before: int | None = None
    for piece in _pieces(written):
        times = _times(piece)
        if piece.startswith("(?#") or (before is not None and piece in {"?", "+"}):
            # A comment; a repetition that is lazy or possessive.
            continue
        before = times
        if times is not None:
            repeated = sizes[-1] if is_verbose else last[-1]
            sizes[-1] += repeated * (times - 1)
            last[-1] = repeated * times
        elif piece == ")":
            inner = sizes.pop() if len(sizes) > 1 else 1
            last = last[: len(sizes)]
            sizes[-1] += inner
            last[-1] = inner
        elif piece.startswith("("):
            sizes.append(1)
            last.append(0)
        else:
            last[-1] = _size(piece)
            sizes[-1] += last[-1]
        if len(sizes) > DEEPEST:
            raise PatternError(f"more than {DEEPEST} groups inside one another; take out what you can")
        if sizes[-1] > LARGEST:
            raise PatternError(
                f"it is too large: written out with its repetitions it has more than {LARGEST} parts; "
                "repeat less often, or use * or + in place of a count"
            )


def _pieces(written: str) -> Iterator[str]:
    return (match[0] for match in _PIECE.finditer(written))


def _times(piece: str) -> int | None:
    """Return how often the part before a piece is kept because of it; None if it is no repetition."""
    if piece in {"*", "?"}:
        return 1
    if piece == "+":
        return 2
    counts = _REPEAT.fullmatch(piece)
    if counts is None or piece == "{}":
        return None
    low = int(counts[1] or 0) if len(counts[1]) < 10 else LARGEST + 1
    return max(low + (counts[2] == ","), 1)


def _size(piece: str) -> int:
    """The parts of a character or a class; ranges far from ASCII are gone through one by one."""
    return len(piece) + _WIDE_RANGE * len(_WIDE.findall(piece)) if piece.startswith("[") else 1


def _as_python_reads_it(written: str) -> str:
    """A pattern for ``regex``, without what only that reads in it: bounds of errors in braces, classes in classes."""
    found = []
    for piece in _pieces(written):
        if piece in {"{", "{}"}:
            found.append("\\" + piece)
        elif piece.startswith("[") and len(piece) > 1:
            found.append("[" + re.sub(r"(\\.)|\[", lambda match: match[1] or "\\[", piece[1:], flags=re.S))
        else:
            found.append(piece)
    return "".join(found)
