"""Which files a run reads."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from elblint.errors import UsageError
from elblint.source.patterns import ignore_patterns, path_patterns
from elblint.system.boundary import is_inside, tree_root

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = (".yaml", ".yml", ".json", "Kustomization")
STDIN = "-"
OWN_CONFIG = ".elblint.yaml"
_MAX_GITIGNORE = 1_000_000
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


class Discovery:
    """What was found below the given paths; ``files`` are as they will be opened and shown, in order.

    ``unreadable`` are folders that could not be listed, with the reason.
    """

    ignored = 0
    """Files and folders left out by ``.gitignore``."""
    excluded = 0
    """Files and folders left out by ``exclude`` patterns."""
    links = 0
    """Links to files outside of the repository, which are left out."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.unreadable: list[tuple[str, str]] = []


def discover(
    paths: Sequence[str], excludes: Sequence[str] = (), root: str = ".", *, force_exclude: bool = False
) -> Discovery:
    """Find the manifests that ``paths`` stand for.

    Folders are searched for ``.yaml``, ``.yml`` and ``.json`` files in name order; hidden folders,
    ``node_modules``, links to folders and to files outside of the repository, what ``.gitignore`` names and what
    ``excludes`` (patterns relative to ``root``, in ``.gitignore``'s syntax) names are left out. A file that is
    named itself is always taken, unless ``force_exclude`` is set. ``-`` is standard input. Raises UsageError for a
    path that is not there.
    """
    found = Discovery()
    exclude = _Excludes(excludes, root)
    seen: set[str] = set()
    folders: dict[str, str] = {}
    for path in paths:
        if path == STDIN:
            candidates = iter([STDIN])
        elif os.path.isdir(path):
            candidates = _walk(path, exclude, found)
        elif _is_missing(path):
            raise UsageError(f"{path}: no such file or folder")
        elif force_exclude and exclude.names(path, is_folder=False):
            found.excluded += 1
            continue
        else:
            candidates = iter([path])
        for candidate in candidates:
            key = STDIN if candidate == STDIN else _real(candidate, folders)
            if key not in seen:
                seen.add(key)
                found.files.append(candidate)
    return found


def _real(file: str, folders: dict[str, str]) -> str:
    """The real path of a file; ``folders`` keeps those of folders, for a file more costs little then."""
    if os.path.islink(file):
        return os.path.realpath(file)
    folder, name = os.path.split(file)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], name)


def _is_missing(path: str) -> bool:
    """Whether a path surely does not exist; one that may not be looked at is left to the reader's complaint."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return True
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return False


class _Excludes:
    """The ``exclude`` patterns of the configuration and the command line."""

    def __init__(self, patterns: Sequence[str], root: str) -> None:
        self.root = root
        self.spec: GitIgnoreSpec | None = None
        if patterns:
            self.spec = path_patterns(patterns, "exclude")

    def names(self, path: str, *, is_folder: bool) -> bool:
        if self.spec is None:
            return False
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        if relative.startswith("../"):
            return False
        return self.spec.match_file(relative + "/" if is_folder else relative)


class _GitIgnore:
    """The ``.gitignore`` files that hold in one folder, outermost first."""

    def __init__(self, rules: list[tuple[str, GitIgnoreSpec]]) -> None:
        self.rules = rules

    @classmethod
    def above(cls, folder: str) -> _GitIgnore | None:
        """The rules of all folders from the repository's root down to the parent of ``folder``.

        None outside a repository, where ``.gitignore`` files mean nothing.
        """
        chain: list[str] = []
        current = os.path.realpath(folder)
        while not os.path.exists(os.path.join(current, ".git")):
            parent = os.path.dirname(current)
            if parent == current:
                return None
            current = parent
            chain.append(current)
        found = cls([])
        for outer in reversed(chain):
            found = found.inside(outer)
        return found

    def inside(self, folder: str) -> _GitIgnore:
        """These rules and those that ``folder`` adds."""
        file = os.path.join(folder, ".gitignore")
        if not os.path.isfile(file) or os.path.getsize(file) > _MAX_GITIGNORE:
            return self
        try:
            with open(file, encoding="utf-8", errors="replace") as opened:
                lines = opened.read().splitlines()
        except OSError:
            return self
        return _GitIgnore([*self.rules, (os.path.realpath(folder), ignore_patterns(lines))])

    def names(self, path: str, *, is_folder: bool) -> bool:
        if not self.rules:
            return False
        folder, name = os.path.split(path)
        real = os.path.join(os.path.realpath(folder), name)
        for base, spec in reversed(self.rules):
            relative = os.path.relpath(real, base).replace(os.sep, "/")
            verdict = spec.check_file(relative + "/" if is_folder else relative).include
            if verdict is not None:
                return verdict
        return False


def _walk(top: str, exclude: _Excludes, found: Discovery) -> Iterator[str]:
    """The manifests below ``top``, in the order of their names. Without recursion: trees may be deep."""
    ignores = _GitIgnore.above(top)
    pending: list[tuple[str, bool, _GitIgnore | None]] = [(top, True, ignores)]
    while pending:
        path, is_folder, ignores = pending.pop()
        if not is_folder:
            yield path
            continue
        if ignores is not None:
            ignores = ignores.inside(path)
        try:
            with os.scandir(path) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            found.unreadable.append((path, error.strerror or str(error)))
            continue
        inner: list[tuple[str, bool, _GitIgnore | None]] = []
        for entry in listed:
            child = _joined(path, entry.name)
            try:
                entry_is_folder = entry.is_dir(follow_symlinks=False)
            except OSError:
                entry_is_folder = False
            if entry_is_folder:
                if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                    continue
            elif not entry.name.endswith(SUFFIXES) or entry.name == OWN_CONFIG or _is_link_to_folder(entry):
                continue
            if exclude.names(child, is_folder=entry_is_folder):
                found.excluded += 1
            elif not entry_is_folder and entry.is_symlink() and not is_inside(child, tree_root(top)):
                found.links += 1
            elif ignores is not None and ignores.names(child, is_folder=entry_is_folder):
                found.ignored += 1
            else:
                inner.append((child, entry_is_folder, ignores))
        pending.extend(reversed(inner))


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def _joined(folder: str, name: str) -> str:
    return name if folder in {".", "./"} else re.sub(r"[/\\]+\Z", "", folder) + "/" + name
