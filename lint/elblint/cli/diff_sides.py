"""The two sides of ``elblint diff``: where each of them lies, and one run over each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from elblint.cli.lint_options import LintOptions
from elblint.cli.report_cache import own_state
from elblint.config.settings import CACHE_FOLDER, Config, find_config
from elblint.engine.reach_judge import reach_model
from elblint.errors import ConfigError, UsageError
from elblint.i18n.localized import Localized, localized
from elblint.i18n.words import choose_language, word
from elblint.inputs.git_revision import Revision, export, find_revision, has_path
from elblint.report.diff.registry import Sides
from elblint.run import lint
from elblint.system.boundary import is_inside, tree_root
from elblint.system.scratch import Scratch
from elblint.system.signed_cache import SignedCache
from elblint.text.limits import limits
from elblint.triage.comparison import Comparison, compare
from elblint.triage.result import Result
from elblint.triage.snapshot import Places, Snapshot, snapshot_of, snapshot_of_text, snapshot_text
from elblint.version import __version__

_MANY_FILES = 200
_MANY_OBJECTS = 1000
_MOST_BASES = 10
"""Fewer files and objects are linted sooner than it pays to keep their snapshot."""


class DiffOutcome(NamedTuple):
    """A comparison, with what the command needs to report it."""

    comparison: Comparison
    sides: Sides
    fail_on: str | None
    is_unread: bool
    """True if some input of the newer side could not be read."""


class _Tree(NamedTuple):
    """The base: a folder, and the folder of the newer side that stands beside it."""

    folder: str
    beside: str

    def of(self, path: str) -> str:
        """Return the path in the base that stands beside a path of the newer side."""
        return os.path.normpath(
            os.path.join(self.folder, os.path.relpath(os.path.abspath(path), self.beside))
        )

    @property
    def places(self) -> Places:
        return Places(self.folder, os.path.relpath(self.beside))


def compared(base: str, options: LintOptions) -> DiffOutcome:
    """Lint both sides, each with its own configuration, and compare them. Raises ElblintError."""
    if "-" in options.paths:
        raise UsageError(localized("diff-of-stdin"))
    options = options.replaced(no_baseline=True, baseline="")
    chosen = options.configured()
    language = choose_language(chosen.lang)
    revision = _revision(base, options.paths)
    if revision is not None:
        gone = [path for path in options.paths if not os.path.lexists(path)]
        missing = next(
            (path for path in gone if not has_path(revision, _in_repository(path, revision))), None
        )
        before = Snapshot() if missing else _of_revision(revision, options, chosen, language)
        label = f"{revision.name} ({revision.commit[:12]})"
    else:
        tree = _folder_tree(base, options.paths)
        gone = [path for path in options.paths if not os.path.lexists(path)]
        missing = next((path for path in gone if not os.path.lexists(tree.of(path))), None)
        before = Snapshot() if missing else _snapshot(_in_base(options, tree), tree.places, language)
        label = base
    if missing is not None:
        raise UsageError(localized("diff-no-such-path", base=base).at(missing))
    # The base may have set other limits.
    chosen = options.configured()
    present = tuple(path for path in options.paths if os.path.lexists(path))
    if options.paths and not present:
        after = Snapshot()
    else:
        after = _snapshot(options.replaced(paths=present), Places(os.getcwd(), "."), language)
    comparison = compare(before, after)
    sides = Sides(label, word("diff-working-tree", language), chosen.path, language)
    return DiffOutcome(comparison, sides, chosen.fail_on, bool(after.unread))


def _revision(base: str, paths: Sequence[str]) -> Revision | None:
    """Return the revision that a base means; None if it is a folder. Raises UsageError if it is neither, or both."""
    first = paths[0] if paths else "."
    folder = first if os.path.isdir(first) else os.path.dirname(first) or "."
    while not os.path.isdir(folder):
        # A path of the base alone, which is gone by now.
        folder = os.path.dirname(folder) or "."
    if os.path.isdir(base):
        if os.path.isabs(base) or base.startswith("."):
            return None
        try:
            is_both = find_revision(base, folder) is not None
        except UsageError:
            return None
        if is_both:
            raise UsageError(localized("diff-base-is-both", base=base).at(base))
        return None
    revision = find_revision(base, folder)
    if revision is None:
        raise UsageError(localized("diff-no-base").at(base).hinting(localized("diff-fetch-base")))
    return revision


def _folder_tree(base: str, paths: Sequence[str]) -> _Tree:
    """Return how a base folder lies beside the paths: path by path, or as a whole beside the only one."""
    tree = _Tree(os.path.realpath(base), os.getcwd())
    if len(paths) == 1 and os.path.isdir(paths[0]) and not os.path.lexists(tree.of(paths[0])):
        return _Tree(os.path.realpath(base), os.path.abspath(paths[0]))
    return tree


def _of_revision(revision: Revision, options: LintOptions, chosen: Config, language: str) -> Snapshot:
    """Return the snapshot of a revision, kept from an earlier comparison if it is there."""
    beside = os.path.realpath(".")
    if not is_inside(beside, revision.root):
        beside = revision.root
    for path in options.paths:
        _in_repository(path, revision)
    cache, name = _base_cache(revision, os.path.relpath(beside, revision.root), options, chosen, language)
    known = cache.load(name) if cache is not None else None
    kept = snapshot_of_text(known) if known is not None else None
    if kept is not None:
        return kept
    with Scratch() as scratch:
        export(revision, scratch.path)
        folder = os.path.normpath(os.path.join(scratch.path, os.path.relpath(beside, revision.root)))
        tree = _Tree(folder, beside)
        try:
            result = _linted(_in_base(options, tree), language)
        except (ConfigError, UsageError) as error:
            said, inside = error.messages, scratch.path + os.sep
            told = Localized.of(lambda lang: "\n".join(said(lang)).replace(inside, ""))
            raise UsageError(told.at(revision.name)) from None
        snapshot = _of_result(result, tree.places) if result is not None else Snapshot()
    if cache is not None and result is not None and _is_worth_keeping(result):
        cache.save(name, snapshot_text(snapshot))
    return snapshot


def _base_cache(
    revision: Revision, where: str, options: LintOptions, chosen: Config, language: str
) -> tuple[SignedCache | None, str]:
    """Return the cache of snapshots of revisions, and the name for one; no cache if files beside it have a part."""
    if options.no_cache or options.config or options.rules or options.values or options.sets or options.facts:
        return None, ""
    cache = SignedCache.open(chosen.below(CACHE_FOLDER), tree_root(chosen.root), "base-", _MOST_BASES)
    if cache is None:
        return None, ""
    asked = options.replaced(no_cache=False)
    digest = cache.digest()
    told = (__version__, limits(), own_state(), revision.commit, where, asked, language)
    digest.update(repr(told).encode("utf-8", "backslashreplace"))
    return cache, digest.hexdigest()


def _in_repository(path: str, revision: Revision) -> str:
    """Return a path from the root of the revision's repository. Raises UsageError for one outside of it."""
    if not is_inside(path, revision.root):
        raise UsageError(f"{path}: it lies outside of the repository of {revision.name}")
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.relpath(os.path.join(os.path.realpath(folder), name), revision.root).replace(os.sep, "/")


def _is_worth_keeping(result: Result) -> bool:
    """Return whether a run read many files, and no program of the machine, or the lack of one, had a part in it."""
    counts = result.counts
    if counts.files < _MANY_FILES and sum(counts.objects.values()) < _MANY_OBJECTS:
        return False
    helped = (counts.rendered, counts.built, counts.templates, counts.patches, counts.values)
    return result.is_complete and not any(helped)


def _in_base(options: LintOptions, tree: _Tree) -> LintOptions | None:
    """Return the options for the base: its own paths and configuration; None if it has none of the paths."""
    beside = map(tree.of, options.paths or (tree.beside,))
    given = tuple(path for path in beside if os.path.lexists(path))
    if not given:
        return None
    config = tree.of(options.config) if options.config else ""
    if config and not os.path.isfile(config):
        config = options.config
    found = None if config or options.no_config else find_config(given)
    if found is not None and os.path.islink(found) and not is_inside(found, tree.folder):
        raise ConfigError(f"{found}: it leads out of the base")
    if found is not None and not options.paths:
        # The paths that this configuration names, as in any run without paths.
        return options.replaced(paths=(), config=found, values=_values(options, tree), allow_empty=True)
    return options.replaced(paths=given, config=config, values=_values(options, tree), allow_empty=True)


def _values(options: LintOptions, tree: _Tree) -> tuple[str, ...]:
    """Return the values files for a chart of the base: its own where it has them."""
    own = [(path, tree.of(path)) for path in options.values]
    return tuple(beside if os.path.isfile(beside) else path for path, beside in own)


def _snapshot(options: LintOptions | None, places: Places, language: str) -> Snapshot:
    result = _linted(options, language)
    return Snapshot() if result is None else _of_result(result, places)


def _linted(options: LintOptions | None, language: str) -> Result | None:
    from elblint.cli.progress import shown_progress

    if options is None:
        return None
    chosen = options.configured()
    with shown_progress(language) as progress:
        return lint(options.request(chosen, progress), chosen, language)


def _of_result(result: Result, places: Places) -> Snapshot:
    model = reach_model(result.context, result.library.table, result.lang, by_column=False)
    return snapshot_of(result, model, result.config.root, places)
