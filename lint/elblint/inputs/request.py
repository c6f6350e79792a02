"""The request of a run: what to read, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from elblint.config.chart_release import ReleaseOptions
from elblint.config.settings import Config
from elblint.inputs.discovery import Discovery, discover
from elblint.system.named_tuple import NamedTuple
from elblint.system.progress import Progress, silent
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.inputs.build_cache import BuildCache
    from elblint.inputs.kept_files import KeptFiles
    from elblint.inputs.loaded import LoadedInputs
    from elblint.inputs.outlines import Outlines
    from elblint.text.held_texts import HeldTexts


class Request(NamedTuple):
    """The paths to lint and the releases that options describe."""

    paths: Sequence[str]
    stdin_filename: str = "<stdin>"
    force_exclude: bool = False
    parse_all: bool = False
    kustomize: bool = True
    """True if kustomizations are built; else their files are read as they are."""
    changed: Mapping[str, str] = MappingProxyType({})
    """Texts that stand for those of files, by path."""
    baseline: str = ""
    """The file with the findings that are known already; empty for none."""
    suppress: bool = True
    """True if suppressions hide findings."""
    helm: bool = True
    """True if charts are rendered; else only their static files are read."""
    release: ReleaseOptions = ReleaseOptions()
    """The release that options describe, for the one chart among the paths."""
    found: Discovery | None = None
    """The files that the paths stand for, where somebody has looked already."""
    progress: Progress = silent
    """Told how far the run has come."""
    allow_empty: bool = False
    """True if a run that meets nothing to lint is no error."""
    is_in_memory: bool = False
    """True if there are texts only (``changed``), and nothing beside them is looked for on the disk."""
    kept: KeptFiles[LoadedInputs] | None = None
    """The files of the same input as earlier runs of this process have read them."""
    outlines: Outlines | None = None
    """All that an earlier run of the same kind has found in the files; None to read all."""
    held: HeldTexts | None = None
    """Holds the texts of files, not all of them if there are many; None to hold all."""
    kept_in: str = ""
    """The folder for results of builders from earlier runs; empty if none are kept."""
    builds: BuildCache | None = None
    """Results of builders from earlier runs of this process, in place of that folder."""


def files_of(request: Request, config: Config) -> Discovery:
    """The files that a request stands for. Raises UsageError for a path that does not exist."""
    return request.found or discover(
        request.paths, config.exclude, config.root, force_exclude=request.force_exclude
    )
