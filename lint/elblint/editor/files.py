"""Folders or files that are linted again and again, with unsaved texts in place of files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal

from elblint.config.loader import load_config
from elblint.config.settings import FILE_NAMES, Config, find_config
from elblint.editor.differences import Difference
from elblint.editor.tool_inputs import is_tool_input, unsaved_contents, while_typed
from elblint.errors import ElblintError
from elblint.inputs.build_cache import BuildCache
from elblint.inputs.built import render
from elblint.inputs.discovery import SUFFIXES, Discovery, discover
from elblint.inputs.first_look import FirstLook
from elblint.inputs.gitops import files_that_deploy
from elblint.inputs.helm import has_charts
from elblint.inputs.kept_files import KeptFiles, Rendered
from elblint.inputs.kustomize.kustomization import FILE_NAMES as KUSTOMIZATIONS
from elblint.inputs.kustomize.kustomization import has_kustomization
from elblint.inputs.loaded import LoadedInputs
from elblint.inputs.request import Request
from elblint.run import Session, config_schema, lint
from elblint.system.boundary import is_inside, tree_root
from elblint.text.limits import limits_of_config, limits_set
from elblint.text.reader import read_source
from elblint.text.source import SourceText
from elblint.text.standing import standing
from elblint.triage.baseline import FILE_NAME as BASELINE

if TYPE_CHECKING:
    from elblint.triage.result import Result

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_CONFIGURING = (*FILE_NAMES, BASELINE, ".gitignore")
"""Files of which everything depends."""


class EditedFiles:
    """The input of one run that changes little by little.

    Without ``config`` the nearest ``.elblint.yaml`` of the first path holds, if there is one. Raises ElblintError for
    what the user must correct.
    """

    def __init__(
        self, paths: Iterable[str], config: Config | None = None, lang: Literal["en", "zh"] = "en"
    ) -> None:
        self.roots = [os.path.abspath(path) for path in paths]
        self.lang = lang
        self._given = config
        self._texts: dict[str, str] = {}
        self._unsaved: dict[str, str] = {}
        self._typed: set[str] = set()
        """The unsaved files that charts or kustomizations are made of."""
        self._changes: dict[str, Difference] = {}
        """The changes of these files since they were rendered, as far as somebody has asked."""
        self._kept: KeptFiles[LoadedInputs] = KeptFiles()
        self._builds = BuildCache.in_memory()
        self._result: Result | None = None
        self.reload()

    def reload(self) -> None:
        """Read configuration, rules and files anew. Raises ElblintError, and then all stays as it was."""
        config = self._given
        if config is None:
            file = find_config(self.roots)
            config = load_config(file, config_schema()) if file else Config()
        limits = limits_of_config(config.limits)
        with limits_set(limits):
            session = Session(config, self.lang)
        session.keep()
        self.config, self.session, self._limits = config, session, limits
        self.rescan()

    def rescan(self) -> None:
        """Look for files, and read them, anew. Raises UsageError for a path that is gone."""
        roots = self.paths
        self._found = discover(roots, self.config.exclude, self.config.root)
        self._real = {os.path.realpath(path): path for path in self._found.files}
        for path in self._unsaved:
            self._take_in(path)
        self._texts = {}
        for path in self._found.files:
            self._read(path)
        self.needs_tools = self.has_tools_work
        """True if charts or kustomizations have changed since they were rendered."""
        self._kept = KeptFiles(self._kept.rendered if self.needs_tools else Rendered([], None))
        self._result = None

    @property
    def paths(self) -> list[str]:
        """The files and folders that are linted: those of the configuration, if it lies in the only root."""
        if len(self.roots) == 1 and self.config.paths and os.path.isdir(self.roots[0]):
            inside = os.path.realpath(self.config.root) == os.path.realpath(self.roots[0])
            if inside:
                return [os.path.join(self.roots[0], path) for path in self.config.paths]
        return self.roots

    @property
    def has_tools_work(self) -> bool:
        """True if there are charts to render, kustomizations to build, or GitOps objects that deploy something."""
        files = self._found.files
        return (
            has_charts(files)
            or has_kustomization(files)
            or bool(files_that_deploy(self._texts, self._texts, FirstLook()))
        )

    @property
    def _has_evidence(self) -> bool:
        """True if files describe clusters: those may be any, and all findings follow from them."""
        return bool(self.config.facts_from) or any(entry.facts_from for entry in self.config.clusters)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are linted."""
        return tuple(self._found.files)

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the files that could be read, as they are linted."""
        return self._texts

    def holds(self, path: str) -> bool:
        """Return whether a file is linted here, or would be if it were saved."""
        real = os.path.realpath(path)
        if real in self._real:
            return True
        return not os.path.exists(real) and any(
            is_inside(real, os.path.realpath(root)) for root in self.roots
        )

    def text(self, path: str) -> str | None:
        """Return a file's text as it is linted, unsaved text first; None if it cannot be read."""
        shown = self._shown(path)
        known = self._unsaved.get(shown) or self._texts.get(shown)
        if known is None and shown not in self._unsaved:
            read = read_source(shown)
            known = read.text if isinstance(read, SourceText) else None
        return self._unsaved.get(shown) if known is None else known

    def set_text(self, path: str, text: str) -> None:
        """Lint a text in place of a file. Half of a surrogate pair, which no file can hold, counts as U+FFFD."""
        shown = self._shown(path)
        text = _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", text)
        if self._unsaved.get(shown) == text:
            return
        self._expect(shown, text)
        self._unsaved[shown] = text
        self._take_in(shown)
        if self._real.get(os.path.realpath(shown)) == shown:
            self._take_text(shown, text)
        self._result = None

    def close(self, path: str) -> None:
        """Lint a file itself again."""
        shown = self._shown(path)
        before = self._unsaved.pop(shown, None)
        if before is None:
            return
        if os.path.exists(shown):
            self._read(shown)
        elif shown in self._found.files:
            self._found.files.remove(shown)
            self._texts.pop(shown, None)
            self._real.pop(os.path.realpath(shown), None)
        if shown in self._typed:
            self._typed.remove(shown)
            self._changes.pop(shown, None)
            self.needs_tools = self.needs_tools or self.text(shown) != before
        self._result = None

    def changed_on_disk(self, path: str) -> None:
        """Take note of a file that was made, written or removed. Raises ElblintError as ``reload`` does."""
        name = os.path.basename(path)
        shown = self._shown(path)
        own_rules = [os.path.realpath(self.config.below(folder)) for folder in self.config.rules]
        if name in _CONFIGURING or any(is_inside(path, folder) for folder in own_rules):
            self.reload()
        elif self._has_evidence or name == os.path.basename(self.config.baseline):
            self.rescan()
        elif shown in self._texts and os.path.isfile(shown) and not self.has_tools_work:
            if name in KUSTOMIZATIONS:
                self.rescan()
            self._read(shown)
        elif self.has_tools_work or name.endswith(SUFFIXES) or not name.count("."):
            self.rescan()
        self._result = None

    def render(self) -> Rendered:
        """Render the charts and build the kustomizations; may be called in another thread.

        What does not render any more because of something that is not saved stays as it was rendered before.
        """
        before = self._kept.rendered
        made = self._rendered()
        if made.charts is not None and (before is None or made.charts is not before.charts):
            # Its origins lead back to the charts with the help of the engine, and remember that.
            request = self._request()._replace(found=Discovery(), kept=KeptFiles(made))
            with limits_set(self._limits), standing(made.texts), suppress(ElblintError):
                lint(request, self.config, self.lang)
        return made

    def _rendered(self) -> Rendered:
        before = self._kept.rendered
        with limits_set(self._limits):
            contents = unsaved_contents(dict(self._unsaved))
            with standing(contents):
                made = render(self._request(), self.config)._replace(texts=contents)
            is_typed = any(os.path.realpath(path) in contents for path in [*self._typed])
            return while_typed(before, made) if is_typed else made

    def use(self, rendered: Rendered, *, is_current: bool = True) -> None:
        """Lint from now on what ``render`` gave; ``is_current`` unless files have changed since."""
        self._kept = self._kept.after(rendered)
        self.needs_tools = not is_current
        self._result = None

    @property
    def is_ready(self) -> bool:
        """True unless charts or kustomizations have not been rendered even once."""
        return self._kept.rendered is not None

    def result(self, *, with_tools: bool = True) -> Result:
        """Lint, as far as something has changed. Raises ElblintError for what the user must correct.

        With ``with_tools``, charts that have changed are rendered first; else what was rendered last is taken.
        """
        if (self.needs_tools and with_tools) or not self.is_ready:
            self.use(self._rendered())
        if self._result is None:
            with self.in_force():
                request = self._request()._replace(kept=self._kept)
                self._result = lint(request, self.config, self.lang, self.session)
        return self._result

    def request(self) -> Request:
        """Return the request of a single run over the texts as they are."""
        return self._request()._replace(kept=KeptFiles(self._kept.rendered))

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Let its limits hold, and the texts of which charts were rendered, inside a ``with`` block."""
        rendered = self._kept.rendered
        with limits_set(self._limits), standing({} if rendered is None else rendered.texts):
            yield

    def _request(self) -> Request:
        return Request(
            self.paths,
            changed=self._texts,
            found=self._found,
            baseline=self._baseline(),
            allow_empty=True,
            builds=self._builds,
        )

    def _baseline(self) -> str:
        if not self.config.path:
            return ""
        usual = self.config.below(self.config.baseline or BASELINE)
        if os.path.islink(usual) and not is_inside(usual, tree_root(self.config.root)):
            return ""
        return usual if self.config.baseline or os.path.isfile(usual) else ""

    def _shown(self, path: str) -> str:
        """Return the name under which a file is linted."""
        return self._real.get(os.path.realpath(path), os.path.abspath(path))

    def _expect(self, path: str, text: str) -> None:
        """Take note that a text will stand for a file, if something is rendered of that."""
        before = self.text(path) or ""
        if is_tool_input(path, (before, text), self._kept.rendered):
            self._typed.add(path)
            self.needs_tools = self.needs_tools or before != text

    def _take_in(self, path: str) -> None:
        """Lint a text whose file is not there yet."""
        real = os.path.realpath(path)
        if real in self._real or os.path.exists(real) or not path.endswith(SUFFIXES):
            return
        if os.path.basename(path) not in FILE_NAMES and self.holds(path):
            self._found.files = sorted([*self._found.files, path])
            self._real[real] = path

    def _take_text(self, path: str, text: str) -> None:
        """Lint a text in place of its file; not one that is larger than a file may be."""
        if len(text) <= self._limits.file_size:
            self._texts[path] = text
        else:
            self._texts.pop(path, None)

    def _read(self, path: str) -> None:
        """Read a file that has no unsaved text; one that cannot be read is left to the run, which says why."""
        if path in self._unsaved:
            self._take_text(path, self._unsaved[path])
            return
        with limits_set(self._limits):
            read = read_source(path)
        if isinstance(read, SourceText):
            self._texts[path] = read.text
        else:
            self._texts.pop(path, None)
