"""The steps of the GitHub Action in ``action.yml``: prepare, install, lint and annotate.

Nothing but Python's own library is used, and inputs come as environment variables. What manifests hold is never taken
for a command to the runner, and nothing that lies in the checkout is imported.
"""

from __future__ import annotations

import base64
import glob
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?\Z")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?\Z")
_TOKEN = "ELBLINT_TOKEN"  # noqa: S105
"""The variable with the token, which elblint itself has no use for and does not get."""
_MOST_PAGES = 20
_SECONDS = 30


def asked(name: str) -> str:
    """Return an input of the action; empty if it was not given."""
    return os.environ.get(name, "").strip()


def is_on(name: str) -> bool:
    """Return whether an input says yes."""
    return asked(name).lower() == "true"


def say(line: str) -> None:
    """Write a line to the log of the job at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def tell(level: str, message: str) -> None:
    """Show a message in the job, as a notice, a warning or an error."""
    shown = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    say(f"::{level} title=elblint::{shown}")


def set_outputs(**outputs: str) -> None:
    """Give outputs to the steps that follow."""
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
        for name, value in outputs.items():
            if "\n" in value or "\r" in value:
                raise SystemExit(f"elblint: the output {name} holds a line break")
            file.write(f"{name.replace('_', '-')}={value}\n")


def prepare() -> None:
    """Say where elblint goes, and under which key its packages are kept."""
    version = asked("VERSION")
    if version and not _VERSION.match(version):
        raise SystemExit("elblint: the input version is written like 1.2.3")
    digest = hashlib.sha256((SOURCE / ".ci" / "constraints.txt").read_bytes())
    digest.update(f"{version} {sys.version_info[:2]}".encode())
    key = digest.hexdigest()[:16]
    digest.update(str(SOURCE).encode())
    temporary = Path(os.environ["RUNNER_TEMP"])
    venv = temporary / f"elblint-venv-{digest.hexdigest()[:16]}"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    set_outputs(
        venv=str(venv), python=str(python), packages=str(temporary / "elblint-packages"), key=f"elblint-{key}"
    )


def install() -> None:
    """Install elblint with its locked dependencies, unless an earlier call in this job did so."""
    venv, python = Path(os.environ["VENV"]), os.environ["ELBLINT_PYTHON"]
    done = venv / "elblint-is-installed"
    if done.is_file():
        return
    version = asked("VERSION")
    wanted = f"elblint=={version}" if version else str(SOURCE)
    environment = os.environ | {
        "PIP_CONSTRAINT": str(SOURCE / ".ci" / "constraints.txt"),
        "PIP_CACHE_DIR": os.environ["PACKAGES"],
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    subprocess.run([sys.executable, "-I", "-m", "venv", str(venv)], check=True)
    command = [python, "-I", "-m", "pip", "install", "--quiet", wanted]
    subprocess.run(command, env=environment, check=True)
    done.touch()


def patterns(written: str) -> Iterator[str]:
    """Yield the entries of ``paths``: one a line, or, on a single line, between blanks."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    yield from lines[0].split() if len(lines) == 1 else lines


def expanded(entries: Iterable[str]) -> list[str]:
    """Return the files and folders that patterns stand for; an entry that fits nothing stays as it is."""
    found: list[str] = []
    for entry in entries:
        fitting = [entry] if os.path.lexists(entry) else sorted(glob.glob(entry, recursive=True))
        found += fitting or [entry]
    return list(dict.fromkeys(found))


def lint() -> None:
    """Lint, compare with the base of a pull request, and write summary and comment; the last step has the outcome."""
    folder = Path(tempfile.mkdtemp(prefix="elblint-", dir=os.environ["RUNNER_TEMP"]))
    working = asked("WORKING_DIRECTORY")
    if working:
        os.chdir(working)
    paths = expanded(patterns(os.environ.get("PATHS", "")))
    shared = _options({"--config": "CONFIG", "--cluster": "CLUSTER", "--lang": "REPORT_LANG"})
    threshold = _options({"--fail-on": "FAIL_ON"})
    category = asked("CATEGORY")
    sarif, annotations, summary = folder / "elblint.sarif", folder / "annotations.txt", folder / "summary.md"
    reports = ["-f", "text"]
    for kind, file in (("sarif", sarif), ("github", annotations), ("markdown", summary)):
        reports += ["-f", kind, "-o", str(file)]
    if category:
        reports.append(f"--sarif-category={category}")
    code = _elblint("check", *reports, *shared, *threshold, "--", *paths)
    pages = [summary]
    base = asked("BASE") if is_on("DIFF") else ""
    if base and _has_commit(base):
        compared = folder / "diff.md"
        changed = _elblint(
            "diff", "-f", "markdown", "-o", str(compared), *shared, *threshold, "--", base, *paths
        )
        pages.insert(0, compared)
        if compared.is_file():
            set_outputs(diff=str(compared))
            # Whoever asks for a comparison answers for what is new; what cannot be read is a fault in either case.
            code = changed if code in {0, 1} else code
    written = [page.read_text(encoding="utf-8") for page in pages if page.is_file()]
    if is_on("SUMMARY") and os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as page:
            page.write("\n".join(written))
    if is_on("COMMENT") and written:
        _comment(written[0], category)
    set_outputs(
        exit_code=str(code),
        sarif=str(sarif) if sarif.is_file() else "",
        annotations=str(annotations) if annotations.is_file() else "",
    )


def _options(names: Mapping[str, str]) -> list[str]:
    """Return the options of elblint for the inputs that were given."""
    return [f"{option}={asked(name)}" for option, name in names.items() if asked(name)]


def _elblint(*arguments: str) -> int:
    """Run elblint, with its words kept from the runner's commands; return the exit code."""
    token = secrets.token_hex(16)
    say(f"::stop-commands::{token}")
    try:
        command = [os.environ["ELBLINT_PYTHON"], "-I", "-X", "utf8", "-m", "elblint", *arguments]
        environment = {name: value for name, value in os.environ.items() if name != _TOKEN}
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        say(f"::{token}::")


def _has_commit(commit: str) -> bool:
    """Return whether the base is in this clone, and fetch it if it is not."""
    git = shutil.which("git")
    if git is None or not _COMMIT.match(commit):
        tell("warning", "The comparison is left out: there is no git, or no base.")
        return False
    if _is_there(git, commit):
        return True
    environment = dict(os.environ)
    token = os.environ.get(_TOKEN, "")
    if token:
        header = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        environment |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {header}",
        }
    command = [git, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit]
    subprocess.run(command, env=environment, check=False)
    if _is_there(git, commit):
        return True
    tell("warning", f"The comparison is left out: {commit[:12]} could not be fetched.")
    return False


def _is_there(git: str, commit: str) -> bool:
    command = [git, "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def _comment(text: str, category: str) -> None:
    """Write the one comment of this action on the pull request, or write it anew."""
    number, repository = asked("NUMBER"), asked("GITHUB_REPOSITORY")
    api = asked("GITHUB_API_URL") or "https://api.github.com"
    if not number.isdecimal() or not repository:
        return
    marker = f"<!-- elblint {re.sub(r'[^A-Za-z0-9_.-]', '-', category) or 'report'} -->"
    body = {"body": f"{marker}\n{text}"}
    own = f"{api}/repos/{repository}/issues"
    try:
        for comment in _comments(f"{own}/{number}/comments"):
            if str(comment.get("body", "")).startswith(marker):
                try:
                    _call("PATCH", f"{own}/comments/{comment['id']}", body)
                except urllib.error.HTTPError as error:
                    # Somebody else's comment that begins like ours.
                    if error.code not in {403, 404}:
                        raise
                    continue
                return
        _call("POST", f"{own}/{number}/comments", body)
    except (OSError, ValueError) as error:
        tell("warning", f"The comment could not be written: {error}")


def _comments(address: str) -> Iterator[dict[str, object]]:
    for page in range(1, _MOST_PAGES + 1):
        found = _call("GET", f"{address}?per_page=100&page={page}")
        if not isinstance(found, list) or not found:
            return
        yield from found


def _call(method: str, address: str, data: object = None) -> object:
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"{address} is no address of an API")
    request = urllib.request.Request(  # noqa: S310
        address,
        method=method,
        data=None if data is None else json.dumps(data).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ.get(_TOKEN, '')}",
            "Content-Type": "application/json",
            "User-Agent": "elblint",
        },
    )
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        return json.loads(answer.read() or b"null")


def annotate() -> None:
    """Show the findings beside the changed lines: if that is asked for, or if code scanning did not take them."""
    wanted = asked("FORMAT") in {"annotations", "both"}
    refused = is_on("UPLOAD") and asked("UPLOADED") != "success"
    if refused and not wanted:
        tell("notice", "Code scanning did not take the report, so the findings are shown as annotations.")
    if (wanted or refused) and asked("ANNOTATIONS"):
        sys.stdout.flush()
        sys.stdout.buffer.write(Path(asked("ANNOTATIONS")).read_bytes())


if __name__ == "__main__":
    {"prepare": prepare, "install": install, "lint": lint, "annotate": annotate}[sys.argv[1]]()
