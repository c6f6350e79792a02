"""Real processes on real files: whatever they meet, they end soon, in little memory, with a word and an exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from support.project import LOCAL, Project

pytestmark = [pytest.mark.slow, pytest.mark.unix]
SECONDS = 20.0  # on a shared machine with all its cores busy; the promise is two on a quiet one
MEGABYTES = 300


class Ended(NamedTuple):
    code: int
    out: str
    err: str


def run(
    *arguments: str, env: dict[str, str] | None = None, cwd: str | None = None, stdin: bytes = b""
) -> Ended:
    """Run elblint in a process of its own and hold it to time and memory."""
    start = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "elblint", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        cwd=cwd,
    ) as process:
        out, err = process.communicate(stdin, timeout=60)
        code = process.returncode
    seconds = time.monotonic() - start
    ended = Ended(code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    assert "Traceback" not in ended.err
    assert seconds < SECONDS
    return ended


def peak(*arguments: str) -> int:
    """The most memory, in MiB, that a run took."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'elblint', *sys.argv[1:]], capture_output=True, check=False)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return int(done.stdout) // (1024 if sys.platform != "darwin" else 2**20)


def bomb(text: str, item: str) -> str:
    return text + "".join(f"a{n}: &a{n} [{', '.join([item.format(n - 1)] * 10)}]\n" for n in range(1, 12))


BYTES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "NUL": lambda: b"kind: Service\x00\n" * 1000,
    "control characters": lambda: bytes(range(32)) * 1000,
    "invalid UTF-8": lambda: LOCAL.encode() + b"\xff\xfe\xc3\x28" * 1000,
    "overlong UTF-8": lambda: b"kind: \xc0\xafService\n",
    "UTF-16": lambda: LOCAL.encode("utf-16"),
    "UTF-16 without a mark": lambda: LOCAL.encode("utf-16-be"),
    "UTF-32": lambda: LOCAL.encode("utf-32"),
    "half a character of UTF-32": lambda: LOCAL.encode("utf-32")[:-2],
    "a mark in the middle": lambda: LOCAL.encode() + b"\xef\xbb\xbf---\n" + LOCAL.encode(),
    "lone surrogates": lambda: b'{"kind": "Service", "metadata": {"name": "\\ud800"}}',
    "CR only": lambda: LOCAL.replace("\n", "\r").encode() * 50,
    "CRLF": lambda: LOCAL.replace("\n", "\r\n").encode() * 3,
    "alias bomb": lambda: bomb("kind: Service\na0: &a0 [x]\n", "*a{}").encode(),
    "merge bomb": lambda: bomb("kind: Service\na0: &a0 [{x: 1}]\n", "{{<<: *a{}}}").encode(),
    "itself": lambda: b"kind: Service\nspec: &a {a: *a}\n",
    "100,000 blocks in each other": lambda: b"kind: Service\nspec: " + b"- " * 100_000,
    "100,000 flows in each other": lambda: b"kind: Service\nspec: " + b"[" * 100_000,
    "100,000 indented keys": lambda: (
        b"kind: Service\n" + b"".join(b" " * n + b"a:\n" for n in range(1, 1500))
    ),
    "100,000 keys": lambda: b"kind: Service\nspec:\n" + b"".join(b"  k%d: v\n" % n for n in range(100_000)),
    "one key 50,000 times": lambda: b"kind: Service\nspec:\n" + b"  k: v\n" * 50_000,
    "200,000 markers": lambda: b"---\n" * 200_000,
    "a line of five million": lambda: b"kind: Service\nx: " + b"y" * 5_000_000,
    "a comment of five million": lambda: b"# " + b"elblint: ignore[" * 300_000 + b"\n" + LOCAL.encode(),
    "50,000 quotes": lambda: b"kind: Service\nx: " + b"'" * 50_001,
    "templates": lambda: b"kind: {{ .Values.kind }}\n{{- if }}\n" * 20_000,
    "source comments": lambda: b"# Source: ../../../../etc/passwd\n" * 20_000 + LOCAL.encode(),
}


@pytest.mark.parametrize("name", BYTES)
def test_any_bytes(project: Project, name: str) -> None:
    project.write("a.yaml", BYTES[name]())
    for arguments in (["a.yaml"], ["-f", "sarif", "--parse-all", "a.yaml"]):
        ended = run(*arguments)
        assert ended.code in {0, 1, 2}
        assert ended.err == ""
        assert ended.out


@pytest.mark.parametrize(
    "name", ["one key 50,000 times", "a line of five million", "100,000 keys", "200,000 markers"]
)
def test_little_memory(project: Project, name: str) -> None:
    project.write("a.yaml", BYTES[name]())
    assert peak("a.yaml") < MEGABYTES


def test_files_that_are_none(project: Project) -> None:
    with open("huge.yaml", "wb") as file:
        file.truncate(2**30)
    os.mkfifo("pipe.yaml")
    os.symlink("loop2.yaml", "loop1.yaml")
    os.symlink("loop1.yaml", "loop2.yaml")
    os.symlink("nowhere.yaml", "broken.yaml")
    os.mkdir("folder.yaml")
    os.symlink("/dev/zero", "zero.yaml")
    project.write("a.yaml", LOCAL)
    ended = run(".")
    assert ended.code == 2
    assert "huge.yaml:1:1" in ended.out
    assert "it is not a regular file" in " ".join(ended.out.split())
    assert "[ELB102]" in ended.out
    for name in ("/dev/zero", "/dev/full", "zero.yaml", "pipe.yaml"):
        assert run(name).code == 2
    assert peak("huge.yaml", "zero.yaml") < MEGABYTES


@pytest.mark.parametrize(
    "name",
    [
        "a\nb.yaml", "a:1:2.yaml", "%0A::error::x.yaml", "\u202egnp.yaml", "😀.yaml", "-a.yaml", "a b.yaml", "\x1b[31m.yaml",
        "<script>.yaml", "](x).yaml", "'\".yaml", "a\\b.yaml", "~.yaml", "$(id).yaml", "é.yaml",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["text", "sarif", "json", "html", "github", "gitlab", "junit"])
def test_names_of_files(project: Project, name: str, kind: str) -> None:
    project.write(name, LOCAL)
    outcome = project.run("--cluster", "standard,ipvs", "-f", kind, ".")
    assert outcome.exit_code == 1
    assert "\x1b" not in outcome.stdout
    assert "\u202e" not in outcome.stdout
    assert "<script>.yaml" not in outcome.stdout or kind not in {"html"}
    if kind == "github":
        assert all(
            line.startswith(("::warning ", "::error ", "::notice ")) for line in outcome.stdout.splitlines()
        )
        assert outcome.stdout.count("\n") == 1


@pytest.mark.parametrize("environment", ["no HOME", "C locale", "read-only", "odd TERM"])
def test_bare_machines(project: Project, environment: str) -> None:
    project.write("a.yaml", LOCAL.replace("web", "wéb"))
    env = dict(os.environ)
    if environment == "no HOME":
        for name in ("HOME", "XDG_CACHE_HOME", "USER", "LOGNAME"):
            env.pop(name, None)
    elif environment == "C locale":
        env |= {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    elif environment == "read-only":
        os.chmod(".", 0o555)
    else:
        env |= {"TERM": "", "COLUMNS": "0", "FORCE_COLOR": "yes"}
    try:
        ended = run(".", env=env)
        assert ended.code == 1
        assert "[ELB102]" in ended.out
    finally:
        os.chmod(".", 0o755)


def test_interrupted(project: Project) -> None:
    for number in range(3000):
        project.write(f"m/{number}.yaml", LOCAL)
    process = subprocess.Popen(
        [sys.executable, "-m", "elblint", "--no-cache", "m"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(0.4)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert (out, err) == (b"", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_full_disks(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    for arguments in (["-o", "/dev/full", "a.yaml"], ["-f", "html", "-o", "/dev/full", "a.yaml"]):
        ended = run(*arguments)
        assert ended.code == 2
        assert "could not be written" in ended.err


def test_a_reader_that_leaves(project: Project) -> None:
    project.write("a.yaml", "---\n".join(LOCAL.replace("web", f"web{n}") for n in range(300)))
    command = f"{sys.executable} -m elblint a.yaml | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "1"
