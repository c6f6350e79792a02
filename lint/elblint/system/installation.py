"""The installation that is running: where it came from, and how something is added to it.

Pip, pipx and uv record the address that a package was installed from (PEP 610, ``direct_url.json``).
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from functools import cache

from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING
from elblint.version import REPOSITORY, __version__

if TYPE_CHECKING:
    from importlib.metadata import Distribution

_USUAL = lazy_pattern(r"pip install 'elblint\[([a-z]+)\]'")
_COMMIT = lazy_pattern(r"[0-9a-f]{40,64}")
_GITHUB = "https://github.com/"


class Origin(NamedTuple):
    """The address of the repository that elblint came from; ``revision`` is a commit or a tag, empty if unknown."""

    address: str
    revision: str

    @property
    def on_github(self) -> str:
        """``owner/name`` of a repository on GitHub; empty for any other."""
        name = self.address[len(_GITHUB) :] if self.address.startswith(_GITHUB) else ""
        return name if name.count("/") == 1 else ""

    def raw(self, path: str) -> str:
        """Return the address of a file's content at the revision; empty if that is not known."""
        if not (self.on_github and self.revision):
            return ""
        return f"https://raw.githubusercontent.com/{self.on_github}/{self.revision}/{path}"


@cache
def origin() -> Origin:
    """Return where this installation came from.

    That is the repository and the commit that it was installed from; else, for a release from an index, the
    repository that the package names, at the release's tag. Of a copy in some folder no revision is known.
    """
    found = _direct_url()
    vcs = found.get("vcs_info")
    if isinstance(vcs, dict):
        commit = str(vcs.get("commit_id", ""))
        return Origin(_plain(str(found.get("url", ""))), commit if _COMMIT.fullmatch(commit) else "")
    distribution = _distribution()
    if distribution is None:
        return Origin(REPOSITORY, "")
    named = [entry.partition(",") for entry in distribution.metadata.get_all("Project-URL") or ()]
    address = next((url.strip() for label, _, url in named if label == "Repository"), REPOSITORY)
    return Origin(_plain(address), "" if found else f"v{__version__}")


def as_installed(words: str) -> str:
    """Return a text in which advice to install an extra (``pip install 'elblint[helm]'``) fits this installation."""
    return _USUAL.sub(lambda match: how_to_add(match[1]), words) if "elblint[" in words else words


def how_to_add(extra: str) -> str:
    """Return the command that adds an extra to this installation, by the tool that made it."""
    wanted = _quoted(_requirement(extra))
    if os.path.isfile(os.path.join(sys.prefix, "pipx_metadata.json")):
        return f"pipx install --force {wanted}"
    if os.path.isfile(os.path.join(sys.prefix, "uv-receipt.toml")):
        return f"uv tool install --force {wanted}"
    editable = "-e " if _is_editable() else ""
    return f"{_pip()} install {editable}{wanted}"


def _requirement(extra: str) -> str:
    """Return elblint with an extra, from where it came."""
    found = _direct_url()
    url = _plain(str(found.get("url", "")))
    vcs = found.get("vcs_info")
    if isinstance(vcs, dict):
        commit = str(vcs.get("commit_id", ""))
        return f"elblint[{extra}] @ {vcs.get('vcs', 'git')}+{url}" + (f"@{commit}" if commit else "")
    if isinstance(found.get("dir_info"), dict) and url.startswith("file:"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        return f"{url2pathname(urlsplit(url).path)}[{extra}]"
    return f"elblint[{extra}] @ {url}" if url else f"elblint[{extra}]"


def _pip() -> str:
    """Return the command for pip: its path where another environment than this one is active, or none."""
    is_own = sys.prefix == sys.base_prefix or os.environ.get("VIRTUAL_ENV") == sys.prefix
    if is_own or not sys.executable:
        return "pip"
    executable = sys.executable
    below = os.path.relpath(executable) if _is_below_here(executable) else executable
    return f"{_quoted(below)} -m pip"


def _is_below_here(path: str) -> bool:
    return os.path.abspath(path).startswith(os.getcwd().rstrip(os.sep) + os.sep)


def _quoted(word: str) -> str:
    return f'"{word}"' if os.name == "nt" else shlex.quote(word)


def _plain(url: str) -> str:
    """Return an address without a user, a password, a query and the usual ending: nothing secret is shown."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https", "ssh"}:
        return url if parts.scheme == "file" else ""
    host = parts.netloc.rpartition("@")[2]
    user = "git@" if parts.scheme == "ssh" and parts.netloc.startswith("git@") else ""
    return f"{parts.scheme}://{user}{host}{parts.path}".removesuffix("/").removesuffix(".git")


def _is_editable() -> bool:
    information = _direct_url().get("dir_info")
    return isinstance(information, dict) and information.get("editable") is True


def _distribution() -> Distribution | None:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return distribution("elblint")
    except PackageNotFoundError:
        return None


@cache
def _direct_url() -> dict[str, object]:
    """Return what the installer wrote about the address; empty if it wrote nothing."""
    distribution = _distribution()
    try:
        found = json.loads((distribution.read_text("direct_url.json") if distribution else None) or "{}")
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
