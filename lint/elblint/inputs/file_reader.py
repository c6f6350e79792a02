"""The files of a run that no chart or kustomization takes, read as they are."""

from __future__ import annotations

import os
from collections.abc import Callable

from elblint.config.settings import ClusterOfPath, Config
from elblint.inputs.discovery import CODE
from elblint.inputs.emptiness import diagnostics_of_file, fault_of_file, holds_something
from elblint.inputs.helm import CHART_FILE, SOURCE_COMMENT, is_chart
from elblint.inputs.kustomize.kustomization import NamedFiles
from elblint.inputs.loaded import FileCount, LoadedInputs, ReadText, add_text, resume_file
from elblint.inputs.request import Request
from elblint.model.objects import Origin
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import STDIN, decode, read_source
from elblint.text.source import SourceText

if TYPE_CHECKING:
    from elblint.inputs.first_look import FirstLook
    from elblint.inputs.gitops.plan import Plan
    from elblint.inputs.helm.source_comments import ChartsBelow

# The first entries of what ``terraform show -json`` prints.
_PLAN_MARKS = ('"format_version"', '"terraform_version"')
_PLAN_HEAD = 500


class FileReader:
    """Reads the files of a run, one by one, and adds what they hold."""

    def __init__(
        self,
        loaded: LoadedInputs,
        request: Request,
        config: Config,
        cluster_of: ClusterOfPath,
        named: NamedFiles,
        plan: Plan | None,
        look: FirstLook,
    ) -> None:
        """``named`` are files that kustomizations give a meaning, ``plan`` is what GitOps objects deploy.

        Of files that were looked into by way of ``look``, that content is read.
        """
        self.loaded = loaded
        self.request = request
        self.cluster_of = cluster_of
        self.named = named
        self.plan = plan
        self.look = look
        self.given = frozenset(path for path in request.paths if not os.path.isdir(path))
        self.comment_origins = CommentOrigins(config.root)
        kept = request.kept
        self.origin_of: Callable[[SourceText], Origin | None] = self.comment_origins
        if kept is not None:
            kept.origin_of = kept.origin_of or self.comment_origins
            self.origin_of = kept.origin
        self.real = os.path.realpath if kept is None else kept.real
        self.outlines = (
            request.outlines if kept is None and not (request.changed or loaded.rendered) else None
        )
        self.met = False
        """True once a file seems to hold something to lint."""
        self.code: list[SourceText] = []
        """Files of Terraform's code, of which those in one folder are read together."""

    def read(self, path: str) -> None:
        """Read one file, and add what it holds."""
        loaded, request = self.loaded, self.request
        if request.kept is not None and path not in self.given:
            text = request.changed.get(path)
            if resume_file(loaded, request.kept, path, text):
                self.met = self.met or (text is not None and holds_something(text))
                return
        real = self.real(path) if self.named.patches or self.named.secrets else path
        if self._add_known(path, real):
            return
        source = self._source(path, is_secret=real in self.named.secrets)
        if isinstance(source, Diagnostic):
            loaded.diagnostics.append(fault_of_file(source, path, self.given))
            loaded.counts.note("unread", path)
        elif path.endswith(CODE):
            self.code.append(source)
        elif path.endswith(".json") and all(mark in source.text[:_PLAN_HEAD] for mark in _PLAN_MARKS):
            from elblint.inputs.terraform.plan import add_plan

            before = len(loaded.objects)
            add_plan(loaded, source, self.cluster_of(source.path))
            loaded.counts.file("objects" if len(loaded.objects) > before else "nothing", path)
        else:
            self._add(source, path, real)

    def _source(self, path: str, *, is_secret: bool) -> SourceText | Diagnostic:
        """Return the text of a file, or the one that stands for it."""
        text, kept = self.request.changed.get(path), self.request.kept
        if text is None:
            data = self.look.take(path)
            return read_source(path, self.request.stdin_filename) if data is None else decode(data, path)
        return SourceText(path, text) if kept is None else kept.source(path, text, is_secret)

    def _add(self, source: SourceText, path: str, real: str) -> None:
        loaded, request = self.loaded, self.request
        self.met = self.met or holds_something(source.text)
        loaded.diagnostics.extend(diagnostics_of_file(source, path, self.given))
        one = self._as_deployed(source, None if request.is_in_memory else self.origin_of(source))
        is_secret, is_patch = real in self.named.secrets, real in self.named.patches
        if is_secret:
            source.hide(0, len(source.text))
        before = FileCount(loaded)
        if self.outlines is not None and self._may_have_outline(one, path, real):
            self.outlines.begin(one)
        add_text(
            loaded,
            request.kept,
            one,
            path,
            parse_all=request.parse_all,
            is_patch=is_patch,
            is_secret=is_secret,
        )
        before.count(one, path, is_patch=is_patch, deploys=self._deploys(path))
        if one.documents.diagnostics and not request.is_in_memory and _is_values_file(path):
            # A chart may put any value into a Secret.
            source.hide(0, len(source.text))
        if request.held is not None and path != STDIN:
            request.held.hold(source, len(source.text))

    def _add_known(self, path: str, real: str) -> bool:
        """Add a file by its outline; return whether it has one."""
        marks = self.outlines.marks(path) if self.outlines is not None else None
        if marks is None:
            return False
        assert self.outlines is not None
        source = self.outlines.source(path)
        one = self._as_deployed(
            source, self.comment_origins.of_rendered(source) if marks.is_rendered else None
        )
        if not self._may_have_outline(one, path, real):
            return False
        self.met = self.met or marks.holds_something
        before = FileCount(self.loaded)
        self.outlines.add(self.loaded, one, marks)
        before.count(one, path, is_patch=False, deploys=self._deploys(path))
        return True

    def _may_have_outline(self, one: ReadText, path: str, real: str) -> bool:
        """Return whether what is found in a file follows from its own text."""
        return (
            path.endswith((".yaml", ".yml"))
            and path not in self.given
            and real not in self.named.secrets
            and real not in self.named.patches
            and not one.namespace
        )

    def _deploys(self, path: str) -> bool:
        return self.plan is not None and path in self.plan.files

    def _as_deployed(self, source: SourceText, origin: Origin | None) -> ReadText:
        """Return the text of a file with the cluster and namespace that it is deployed to."""
        place = self.plan.place_of(source.path) if self.plan is not None else None
        if place is None:
            return ReadText(source, self.cluster_of(source.path), origin)
        return ReadText(source, place.cluster, origin, place.namespace)


def _is_values_file(path: str) -> bool:
    folder, name = os.path.split(path)
    return name != CHART_FILE and is_chart(folder)


class CommentOrigins:
    """Leads text that Helm has rendered somewhere back to the charts below a folder."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._charts: ChartsBelow | None = None

    @property
    def led_to_charts(self) -> bool:
        """True if charts were looked for, all over the folder, and there are some."""
        return self._charts is not None and self._charts.were_found

    def __call__(self, source: SourceText) -> Origin | None:
        """The origin of a text with Helm's comments; None for any other."""
        return self.of_rendered(source) if SOURCE_COMMENT in source.text else None

    def of_rendered(self, source: SourceText) -> Origin:
        """The origin of a text with such comments."""
        from elblint.inputs.helm.source_comments import ChartsBelow, CommentOrigin

        self._charts = self._charts or ChartsBelow(self.root)
        return CommentOrigin(source, self._charts)
