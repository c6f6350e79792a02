"""Discovery of the files that a run reads."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence

from elblint.config.settings import FILE_NAMES as CONFIG_FILES
from elblint.errors import UsageError, nearest
from elblint.i18n.hints import did_you_mean
from elblint.i18n.localized import Localized, localized
from elblint.system.boundary import is_inside, relative_path, tree_root
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.globs.path_patterns import PathPatterns
from elblint.text.reader import STDIN, dangling_link

if TYPE_CHECKING:
    from elblint.text.globs.gitignore import Folder, Pattern

CODE = ".tf"
"""The suffix of Terraform's code."""
SUFFIXES = (".yaml", ".yml", ".json", "Kustomization", CODE)
_MAX_GITIGNORE = 1_000_000
_MOST_NAMES = 10_000
_LEADS_OUT = "it is a link that leads out of the repository; name the file itself, or exclude the link"
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


class Discovery:
    """The files found below the given paths, as they will be opened and shown, in order.

    ``unreadable`` are folders that could not be listed, and links out of the repository, with the reason.
    """

    ignored = 0
    """Files and folders left out by ``.gitignore``."""
    excluded = 0
    """Files and folders left out by ``exclude`` patterns."""

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
            candidates = iter([(STDIN, False)])
        elif os.path.isdir(path):
            candidates = _walk(path, exclude, found)
        elif _is_missing(path):
            raise UsageError(_missing(path))
        elif force_exclude and exclude.names(path):
            found.excluded += 1
            continue
        else:
            candidates = iter([(path, True)])
        for candidate, may_be_link in candidates:
            key = STDIN if candidate == STDIN else _real(candidate, folders, may_be_link=may_be_link)
            if key not in seen:
                seen.add(key)
                found.files.append(candidate)
    return found


def _missing(path: str) -> Localized:
    """Return what is said of a path that is not there, with the entry of the same folder that has a name like it."""
    message = localized("no-such-path").at(path)
    folder, name = os.path.split(path.rstrip(os.sep))
    try:
        names = os.listdir(folder or ".")[:_MOST_NAMES]
    except OSError:
        return message
    near = nearest(name, [one for one in names if not one.startswith(".")])
    return message.hinting(did_you_mean(os.path.join(folder, near))) if near else message


def _real(file: str, folders: dict[str, str], *, may_be_link: bool) -> str:
    """The real path of a file; ``folders`` keeps those of folders, for a file more costs little then."""
    if may_be_link and os.path.islink(file):
        return os.path.realpath(file)
    folder, name = os.path.split(file)
    if folder not in folders:
        folders[folder] = os.path.join(os.path.realpath(folder), "")
    return folders[folder] + name


def _is_missing(path: str) -> bool:
    """Return True if a path surely does not exist; one without permission is reported when it is read."""
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
        self.spec = PathPatterns(patterns, "exclude") if patterns else None

    def names(self, path: str) -> bool:
        """Return whether a file, or a folder that it lies in, is excluded."""
        relative = self._relative(path)
        return self.spec is not None and relative is not None and bool(self.spec.match(relative))

    def of(self, path: str) -> Folder | None:
        """The patterns as seen from a folder; None outside of the one that they are for."""
        relative = None if self.spec is None else self._relative(path)
        return None if self.spec is None or relative is None else self.spec.inside(relative)

    def _relative(self, path: str) -> str | None:
        relative = relative_path(path, self.root).replace(os.sep, "/")
        return None if relative == ".." or relative.startswith("../") or os.path.isabs(relative) else relative


def _ignores(folder: str) -> Folder | None:
    """The ``.gitignore`` files from the repository's root to ``folder``; None outside of a repository."""
    from elblint.text.globs.gitignore import Folder
    from elblint.text.globs.wildcards import octets

    names: list[str] = []
    current = os.path.realpath(folder)
    while not os.path.exists(os.path.join(current, ".git")):
        current, name = os.path.split(current)
        if not name:
            return None
        names.append(name)
    found = Folder.top(_patterns_in(current, 0))
    for name in reversed(names):
        current = os.path.join(current, name)
        found = found.inside(octets(name), _patterns_in(current, found.level + 1))
    return found


def _patterns_in(folder: str, level: int) -> list[Pattern]:
    """The patterns of the ``.gitignore`` in a folder; none of one that is a link, as Git follows none either."""
    from elblint.text.globs.gitignore import patterns_of

    file = os.path.join(folder, ".gitignore")
    try:
        status = os.lstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_GITIGNORE:
            return []
        with open(file, "rb") as opened:
            return patterns_of(opened.read(_MAX_GITIGNORE), level)
    except OSError:
        return []


class _Here:
    """The rules that leave out entries of one folder."""

    def __init__(self, exclude: _Excludes, excludes: Folder | None, ignores: Folder | None) -> None:
        self.exclude = exclude
        self.excludes = excludes
        self.ignores = ignores

    def inside(self, path: str) -> _Here:
        """The same for a folder in it."""
        from elblint.text.globs.wildcards import octets

        name = octets(os.path.basename(path))
        excludes = self.exclude.of(path) if self.excludes is None else self.excludes.inside(name)
        ignores = self.ignores
        if ignores is not None:
            ignores = ignores.inside(name, _patterns_in(path, ignores.level + 1))
        return _Here(self.exclude, excludes, ignores)


def _walk(top: str, exclude: _Excludes, found: Discovery) -> Iterator[tuple[str, bool]]:
    """The manifests below ``top``, in the order of their names, and whether each is a link.

    Without recursion: trees may be deep.
    """
    pending = _listed(top, top, _Here(exclude, exclude.of(top), _ignores(top)), found)
    while pending:
        path, above = pending.pop()
        if isinstance(above, bool):
            yield path, above
        else:
            pending += _listed(top, path, above.inside(path), found)


def _listed(top: str, path: str, here: _Here, found: Discovery) -> list[tuple[str, _Here | bool]]:
    """The entries of one folder that are looked at, last one first.

    With each folder is what leaves out entries here, and with each file whether it is a link.
    """
    from elblint.text.globs.wildcards import octets

    try:
        with os.scandir(path) as entries:
            listed = sorted(entries, key=lambda entry: entry.name, reverse=True)
    except OSError as error:
        found.unreadable.append((path, error.strerror or str(error)))
        return []
    inner: list[tuple[str, _Here | bool]] = []
    prefix = _prefix(path)
    for entry in listed:
        child = prefix + entry.name
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
        except OSError:
            is_folder = False
        if is_folder:
            if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                continue
        elif not entry.name.endswith(SUFFIXES) or entry.name in CONFIG_FILES or _is_link_to_folder(entry):
            continue
        name = octets(entry.name)
        if here.excludes is not None and here.excludes.verdict(name, is_folder=is_folder):
            found.excluded += 1
        elif here.ignores is not None and here.ignores.verdict(name, is_folder=is_folder):
            found.ignored += 1
        elif not is_folder and entry.is_symlink() and not is_inside(child, tree_root(top)):
            target = os.readlink(child)
            is_dangling = not os.path.exists(child)
            found.unreadable.append((child, dangling_link(target) if is_dangling else _LEADS_OUT))
        else:
            inner.append((child, here if is_folder else entry.is_symlink()))
    return inner


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def _prefix(folder: str) -> str:
    """Return what stands before the names in a folder."""
    return "" if folder in {".", "./"} else re.sub(r"[/\\]+\Z", "", folder) + "/"
