"""Times elblint, its peers and the bare cost of parsing on the same bytes, in turn; prints tables in Markdown.

    python tests/bench/run.py [--quick] [--rounds N] [--only WORD] [--work FOLDER] [--count] [--write]

Peers are what is on the PATH: kubeconform (with KUBECONFORM_SCHEMAS as its -schema-location), kube-score, yamllint.
Before a tool is timed on a work, it is held to have read all of it. ``--count`` counts instructions with valgrind,
which are the same whatever else the machine does. ``--write`` puts the tables into docs/performance.md and its Chinese page.
It is a benchmark and no test: it holds nobody to a clock.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))
from bench import works
from bench.chinese import in_chinese

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "performance.md"
CHINESE_PAGE = PAGE.parent / "zh" / PAGE.name


class Work(NamedTuple):
    """Files to lint: what they are called, how many documents are in them, and what makes them below a folder."""

    name: str
    documents: int
    make: Callable[[Path], Path]
    quick: bool = True


def _stream(
    name: str, count: int, file: str, mix: list[tuple[works.Make, int]], *, quick: bool = True
) -> Work:
    return Work(
        name, count, lambda folder: works.stream(works.documents(count, mix), folder / file), quick=quick
    )


ONE = _stream("1 document", 1, "mix1.yaml", works.MIX)
THOUSAND = _stream("1,000, mixed", 1000, "mix1000.yaml", works.MIX)
SMALL_FILES = Work(
    "20,000 small files", 20_000,
    lambda folder: works.tree(works.documents(20_000, works.MIX), folder / "tree"), quick=False,
)  # fmt: skip
WORKS = [
    ONE,
    Work("1 with a finding", 1, lambda folder: works.stream(works.with_a_finding(), folder / "finding.yaml")),
    _stream("100, mixed", 100, "mix100.yaml", works.MIX),
    THOUSAND,
    _stream("10,000, mixed", 10_000, "mix10000.yaml", works.MIX),
    _stream("10,000, all relevant", 10_000, "relevant.yaml", works.RELEVANT, quick=False),
    Work(
        "10,000 with callers", 9_999,
        lambda folder: works.stream(works.with_callers(10_000), folder / "callers.yaml"), quick=False,
    ),
    _stream("30,000 in one file", 30_000, "large.yaml", works.MIX, quick=False),
    SMALL_FILES,
    Work(
        "100,000 in 1,000 files", 100_000, lambda folder: works.forest(100_000, folder / "forest"), quick=False
    ),
]  # fmt: skip


class Tool(NamedTuple):
    """A program to time: its command for a path, and what shows how many documents it has read."""

    command: Callable[[Path], list[str]]
    version: tuple[str, ...] = ()
    asked: Callable[[Path], list[str]] | None = None
    """The command whose output is data that says what was read."""
    read: Callable[[str], int] = lambda output: 0
    """The number of documents that were read, by that output."""
    most: int = 10**12
    """The most bytes that it is given: with more it takes minutes."""


class Cost(NamedTuple):
    """Wall seconds, processor seconds, and the most memory in MiB."""

    wall: float
    cpu: float
    peak: float


def cost(command: list[str], cwd: Path) -> Cost:
    """Return the cost of one process and its children. Raises OSError, and SystemExit if it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    code = process.returncode = os.waitstatus_to_exitcode(status)
    # All of them end with 1 if they find something.
    if code not in {0, 1}:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def elblint(path: Path, *options: str) -> list[str]:
    """Return the command for elblint without a configuration."""
    return [sys.executable, "-m", "elblint", "--no-config", *options, str(path)]


def _resources(output: str) -> int:
    return sum(json.loads(output)["summary"].values())


def tools() -> dict[str, Tool]:
    """The tools by name: elblint in its ways, the bare cost, and the peers that are here."""
    python = sys.executable
    found = {
        "bare parsing": Tool(lambda path: [python, str(HERE / "bare.py"), str(path)]),
        "bare, with nodes": Tool(lambda path: [python, str(HERE / "bare.py"), "--nodes", str(path)]),
        "elblint": Tool(lambda path: elblint(path, "--no-cache"), (python, "-m", "elblint", "--version")),
        "elblint, SARIF": Tool(lambda path: elblint(path, "--no-cache", "-f", "sarif")),
    }
    if shutil.which("kubeconform"):
        schemas = os.environ.get("KUBECONFORM_SCHEMAS", "default")
        common = ["kubeconform", "-ignore-missing-schemas", "-schema-location", schemas]
        found["kubeconform"] = Tool(
            lambda path: [*common, str(path)],
            ("kubeconform", "-v"),
            lambda path: [*common, "-summary", "-output", "json", str(path)],
            _resources,
        )
    if shutil.which("kube-score"):
        found["kube-score"] = Tool(
            lambda path: ["kube-score", "score", *_yaml_files(path)],
            ("kube-score", "version"),
            lambda path: ["kube-score", "score", "-o", "json", *_yaml_files(path)],
            lambda output: len(json.loads(output)),
            most=20_000_000,
        )
    if shutil.which("yamllint"):
        found["yamllint"] = Tool(
            lambda path: ["yamllint", "-d", "relaxed", str(path)], ("yamllint", "--version"), most=2_000_000
        )
    return found


def _yaml_files(path: Path) -> list[str]:
    return [str(path)] if path.is_file() else sorted(map(str, path.rglob("*.yaml")))


def size(path: Path) -> int:
    """The bytes of a work."""
    return sum(Path(file).stat().st_size for file in _yaml_files(path))


def unread(tool: Tool, work: Work, path: Path, cwd: Path) -> str:
    """Return in words what a tool has not read of a work; empty if it has read all, or does not say."""
    if tool.asked is None:
        return ""
    done = subprocess.run(tool.asked(path), cwd=cwd, check=False, capture_output=True, text=True)
    try:
        number = tool.read(done.stdout)
    except (ValueError, KeyError, TypeError):
        number = 0
    return "" if number == work.documents else f"has read {number} of {work.documents} documents"


def times(folder: Path, cwd: Path, rounds: int, works_: list[Work]) -> Iterator[str]:
    """Yield the lines of a table of works, every tool in turn in each round: a slow minute of the machine hits all."""
    known = tools()
    for name, tool in known.items():
        if tool.version:
            done = subprocess.run(tool.version, cwd=cwd, check=False, capture_output=True, text=True)
            yield f"- {name}: {(done.stdout.strip() or done.stderr.strip()).splitlines()[0]}"
    yield ""
    yield "| work | tool | wall s | CPU s | peak MiB | CPU, x bare |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for work in works_:
        path = work.make(folder)
        shown = f"{work.name}, {size(path) / 1e6:.1f} MB"
        some = {name: tool for name, tool in known.items() if size(path) <= tool.most}
        faults = {name: unread(tool, work, path, cwd) for name, tool in some.items()}
        taken: dict[str, list[Cost]] = {name: [] for name in some if not faults[name]}
        for _ in range(rounds):
            for name, costs in taken.items():
                costs.append(cost(some[name].command(path), cwd))
        base = statistics.median(one.cpu for one in taken["bare parsing"])
        for name, costs in taken.items():
            wall, cpu, peak = (statistics.median(column) for column in zip(*costs, strict=True))
            yield f"| {shown} | {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {cpu / base:.1f} |"
            shown = ""
        yield from (f"| | {name} | {fault} | | | |" for name, fault in faults.items() if fault)


def second_runs(folder: Path, cwd: Path, rounds: int) -> Iterator[str]:
    """Yield the lines of a table of first and second runs over a tree; what they print is held against a plain run."""
    yield "| work | run | wall s | CPU s |"
    yield "| --- | --- | --- | --- |"
    path = SMALL_FILES.make(folder)
    shutil.rmtree(cwd / ".elblint_cache", ignore_errors=True)
    # Files that are as new as the run tell nothing by their times.
    time.sleep(2.5)
    ways = ("without a cache", "first", "unchanged", "one file changed")
    taken: dict[str, list[Cost]] = {way: [] for way in ways}
    files = _yaml_files(path)
    for number in range(rounds):
        taken["without a cache"].append(cost(elblint(path, "--no-cache"), cwd))
        shutil.rmtree(cwd / ".elblint_cache", ignore_errors=True)
        taken["first"].append(cost(elblint(path), cwd))
        taken["unchanged"].append(cost(elblint(path), cwd))
        with open(files[(number + 1) * 997 % len(files)], "a", encoding="utf-8") as file:
            file.write("# changed\n")
        taken["one file changed"].append(cost(elblint(path), cwd))
        printed = [
            subprocess.run(elblint(path, *more), cwd=cwd, check=False, capture_output=True).stdout
            for more in ((), ("--no-cache",))
        ]
        if printed[0] != printed[1]:
            raise SystemExit("what is kept gives another report")
    for way, costs in taken.items():
        wall, cpu, _ = (statistics.median(column) for column in zip(*costs, strict=True))
        yield f"| {SMALL_FILES.name if way == ways[0] else ''} | {way} | {wall:.2f} | {cpu:.2f} |"


def counted(folder: Path, cwd: Path) -> Iterator[str]:
    """Yield the lines of a table of the instructions of fixed works, for comparing one version with another."""
    yield "| work | instructions |"
    yield "| --- | --- |"
    config = folder / "settings.yaml"
    config.write_text("cluster: {category: standard, proxy: ipvs}\nexclude: [vendor/]\nfail-on: error\n")
    ways = {
        "": ["--no-config"],
        ", SARIF": ["--no-config", "-f", "sarif"],
        ", configured": ["--config", str(config)],
    }
    for work, way in [(ONE, way) for way in ways] + [(WORKS[1], ""), (THOUSAND, "")]:
        path = work.make(folder)
        command = [sys.executable, "-m", "elblint", *ways[way], "--no-cache", str(path)]
        # The first run keeps the parsed rules, unless a file is so new that its times tell nothing.
        for pause in (0, 2.5):
            time.sleep(pause)
            subprocess.run(command, cwd=cwd, check=False, capture_output=True)
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'callgrind.out'}", *command],
            cwd=cwd, check=False, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        match = re.search(r"Collected : (\d+)", done.stderr)
        yield f"| {work.name}{way} | {int(match[1]) if match else 0:,} |"


def write(part: str, lines: list[str]) -> None:
    """Put lines into the pages, between the marks of a part. Raises ValueError without the marks."""
    begin, end = f"<!-- bench: {part} -->\n", f"<!-- end: {part} -->\n"
    for page, shown in ((PAGE, lines), (CHINESE_PAGE, [*map(in_chinese, lines)])):
        before, rest = page.read_text(encoding="utf-8").split(begin)
        _, after = rest.split(end)
        text = "\n".join(["", *shown, "", ""])
        page.write_text(f"{before}{begin}{text}{end}{after}", encoding="utf-8")


def main() -> None:
    """Parse the command line, make the works, print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="only works that take seconds")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only works whose name holds this, or 'second' runs")
    parser.add_argument(
        "--work", type=Path, help="where the files are made; else in a folder that is removed"
    )
    parser.add_argument("--count", action="store_true", help="instructions instead of seconds")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, cwd = (asked.work or Path(scratch) / "works").resolve(), Path(scratch) / "empty"
        folder.mkdir(parents=True, exist_ok=True)
        cwd.mkdir()
        chosen = [
            work for work in WORKS if asked.only in work.name and (work.quick or not asked.quick)
        ]  # fmt: skip
        parts = {"count": counted(folder, cwd)} if asked.count else {}
        if not asked.count and chosen:
            parts["times"] = times(folder, cwd, asked.rounds, chosen)
        if not asked.count and not asked.quick and (not asked.only or asked.only == "second"):
            parts["second runs"] = second_runs(folder, cwd, asked.rounds)
        for part, made in parts.items():
            machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
            rounds = "" if part == "count" else f", medians of {asked.rounds} rounds"
            lines = [
                f"{time.strftime('%Y-%m-%d')}, {machine}, load {os.getloadavg()[0]:.1f} at the beginning{rounds}.",
                "",
            ]
            print("\n".join(lines))
            for line in made:
                print(line, flush=True)
                lines.append(line)
            if asked.write:
                write(part, lines)


if __name__ == "__main__":
    main()
