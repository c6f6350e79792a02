"""A revision of a Git repository as files of its own, read without touching the working tree.

Git is asked for objects alone (``rev-parse``, ``ls-tree``, ``cat-file``): no filter, hook, pager or transport that a
repository's settings name is ever run, and nothing is fetched.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from elblint.errors import UsageError
from elblint.i18n.localized import localized
from elblint.system.boundary import is_inside, tree_root
from elblint.system.child import ChildError, Outcome, find_program, run_child
from elblint.system.scratch import Scratch
from elblint.text.limits import limits

_LONGEST_NAME = 400
_MOST_BYTES = 2 * 2**30
_MOST_LISTED = 256 * 2**20
_CHUNK = 32 * 2**20
_SECONDS = 120
_FILES = frozenset({"100644", "100755", "100664"})
_LINK = "120000"
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1"}
_RESERVED = set('<>:"|?*\\')
"""Characters that Windows allows in no name, and takes for something else in some."""


_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)


class Revision(NamedTuple):
    """A commit of a repository, by the name that somebody gave and by its hash; ``root`` is a real path."""

    name: str
    commit: str
    root: str


class _Entry(NamedTuple):
    mode: str
    blob: str
    size: int
    path: str


def find_revision(name: str, folder: str) -> Revision | None:
    """Return the commit that a name means in the repository of a folder; None if it means none.

    Raises UsageError for a name that no revision has, and where there is no repository or no Git.
    """
    if name.startswith("-") or len(name) > _LONGEST_NAME or not name.isprintable() or not name.strip():
        raise UsageError(localized("no-revision-name").at(name[:_LONGEST_NAME]))
    root = tree_root(folder)
    if not os.path.lexists(os.path.join(root, ".git")):
        raise UsageError(localized("no-repository", folder=folder).at(name))
    done = _git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    commit = done.written.decode("ascii", "replace").strip()
    return Revision(name, commit, root) if done.code == 0 and commit.isalnum() else None


def has_path(revision: Revision, path: str) -> bool:
    """Return whether a revision holds a file or folder, by its path from the root."""
    return _git(revision.root, "cat-file", "-e", f"{revision.commit}:{path}").code == 0


def commit_of(folder: str) -> str:
    """Return the newest commit of the repository that a folder is in, with its date; empty if there is none."""
    try:
        revision = find_revision("HEAD", folder)
        shown = _git(revision.root, "cat-file", "commit", revision.commit) if revision is not None else None
    except UsageError:
        return ""
    if revision is None or shown is None:
        return ""
    committer = next((line for line in shown.written.split(b"\n") if line.startswith(b"committer ")), b"")
    seconds = committer.split(b" ")[-2:-1]
    if not seconds or not seconds[0].isdigit() or len(seconds[0]) > 11:
        return revision.commit[:12]
    from datetime import datetime, timezone

    return f"{revision.commit[:12]} {datetime.fromtimestamp(int(seconds[0]), timezone.utc):%Y-%m-%d}"


def export(revision: Revision, target: str) -> None:
    """Write the files of a revision below a folder that is there and empty, and make it look like a repository.

    Files larger than a run would read are left out, and so are submodules, names that no checkout would have, and
    links that lead out. Raises UsageError for a revision that is not whole in this clone, or too large.
    """
    entries = list(_entries(revision))
    if sum(entry.size for entry in entries) > _MOST_BYTES:
        raise UsageError(f"{revision.name}: it holds more than {_MOST_BYTES // 2**20} MiB of files")
    os.mkdir(os.path.join(target, ".git"))
    made = {target}
    links: list[tuple[str, str]] = []
    for entry, content in _contents(revision, entries):
        path = os.path.join(target, *entry.path.split("/"))
        if entry.mode == _LINK:
            links.append((path, os.fsdecode(content)))
            continue
        folder = os.path.dirname(path)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        handle = os.open(path, _NEW_FILE, 0o600)
        try:
            _write(handle, content)
        finally:
            os.close(handle)
    # Links come last: no file is written through one.
    for path, content_of_link in links:
        _link(path, content_of_link, target)


def _write(handle: int, content: bytes) -> None:
    """Write all of a content; a system may take less than it is given at once."""
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def _link(path: str, leads_to: str, target: str) -> None:
    """Make a link, if it stays below ``target``."""
    folder = os.path.dirname(path)
    if os.path.isabs(leads_to) or "\0" in leads_to:
        return
    try:
        os.makedirs(folder, exist_ok=True)
        if is_inside(folder, target) and is_inside(os.path.join(folder, leads_to), target):
            os.symlink(leads_to, path)
            if not is_inside(path, target):
                os.unlink(path)
    except OSError:
        # A file system without links, or one that takes two names for one: what a link leads to is read anyway.
        return


def _entries(revision: Revision) -> Iterator[_Entry]:
    """Yield the files and links of a revision that can be written anywhere."""
    listed = _git(
        revision.root, "ls-tree", "-r", "-z", "-l", "--full-tree", revision.commit, most=_MOST_LISTED
    )
    if listed.code:
        raise UsageError(f"{revision.name}: it cannot be read; is it whole in this clone?")
    seen: set[str] = set()
    largest = limits().file_size
    for line in listed.written.split(b"\0"):
        head, _, written = line.partition(b"\t")
        fields = head.decode("ascii", "replace").split()
        if len(fields) != 4 or fields[0] not in {*_FILES, _LINK} or not fields[3].isdigit():
            continue
        path = os.fsdecode(written)
        entry = _Entry(fields[0], fields[2], int(fields[3]), path)
        if entry.size <= largest and _is_plain(path) and path.lower() not in seen:
            seen.add(path.lower())
            yield entry


def _is_plain(path: str) -> bool:
    """Return whether a path can be a file's in a checkout: no step leads up, out, or into Git's own folder."""
    steps = path.split("/")
    if any(step in {"", ".", ".."} or step.lower().rstrip(". ").startswith(".git~") for step in steps):
        return False
    if any(step.lower().rstrip(". ") == ".git" for step in steps):
        return False
    return os.name != "nt" or all(map(fits_windows, steps))


def fits_windows(name: str) -> bool:
    """Return whether Windows takes the name of a file or folder as it is: no device, no letter of its own use."""
    if _RESERVED & set(name) or name.endswith((".", " ")) or not name.isprintable():
        return False
    return name.partition(".")[0].rstrip().lower() not in _DEVICES


def _contents(revision: Revision, entries: list[_Entry]) -> Iterator[tuple[_Entry, bytes]]:
    """Yield the content of each entry; some at a time, so that memory is bounded."""
    chunk: list[_Entry] = []
    size = 0
    for entry in entries:
        chunk.append(entry)
        size += entry.size + 100
        if size > _CHUNK:
            yield from _batch(revision, chunk)
            chunk, size = [], 0
    if chunk:
        yield from _batch(revision, chunk)


def _batch(revision: Revision, entries: list[_Entry]) -> Iterator[tuple[_Entry, bytes]]:
    given = "".join(f"{entry.blob}\n" for entry in entries).encode()
    most = sum(entry.size + 100 for entry in entries) + 2**20
    written = _git(revision.root, "cat-file", "--batch", given=given, most=most).written
    at = 0
    for entry in entries:
        end = written.find(b"\n", at)
        head = written[at:end].split(b" ")
        if end < 0 or len(head) != 3 or head[2] != str(entry.size).encode():
            raise UsageError(
                f"{revision.name}: {entry.path} is not in this clone; fetch the revision as a whole"
            )
        yield entry, written[end + 1 : end + 1 + entry.size]
        at = end + 1 + entry.size + 1


def _git(root: str, *arguments: str, given: bytes = b"", most: int = 2**20) -> Outcome:
    """Ask Git about the repository at ``root``. Raises UsageError if it cannot be asked."""
    program = find_program("git")
    if program is None:
        raise UsageError("there is no git on the PATH, and a revision cannot be read without it")
    # The owner of a checkout in a container or a job is seldom who runs there, and nothing of its settings is run.
    command = [program, "-c", "safe.directory=*", "-C", root, "--no-pager", *arguments]
    with Scratch() as home:
        try:
            return run_child(command, home.path, given=given, seconds=_SECONDS, most=most, more=_ENVIRONMENT)
        except ChildError as error:
            raise UsageError(f"git: {error}") from None
