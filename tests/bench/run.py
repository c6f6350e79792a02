"""Times elblint, its peers and the bare cost of parsing on the same bytes, in turn; prints tables in Markdown.

    python tests/bench/run.py [--quick] [--rounds N] [--work FOLDER] [--count]

Peers are what is on the PATH: kubeconform (with KUBECONFORM_SCHEMAS as its -schema-location), kube-score, yamllint.
It is a benchmark and no test: it holds nobody to a clock. ``--count`` counts instructions with valgrind, which are
the same whatever else the machine does.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))
from bench import works

HERE = Path(__file__).parent


class Work(NamedTuple):
    """Files to lint: what they are called, and what makes them below a folder."""

    name: str
    make: Callable[[Path], Path]
    quick: bool = True


WORKS = [
    Work("1 document", lambda folder: works.stream(works.documents(1, works.MIX), folder / "mix1.yaml")),
    Work("100, mixed", lambda folder: works.stream(works.documents(100, works.MIX), folder / "mix100.yaml")),
    Work("1,000, mixed", lambda folder: works.stream(works.documents(1000, works.MIX), folder / "mix1000.yaml")),
    Work("10,000, mixed", lambda folder: works.stream(works.documents(10_000, works.MIX), folder / "mix10000.yaml")),
    Work("10,000, all relevant", lambda folder: works.stream(works.documents(10_000, works.RELEVANT), folder / "relevant.yaml"), quick=False),
    Work("10,000 with callers", lambda folder: works.stream(works.with_callers(10_000), folder / "callers.yaml"), quick=False),
    Work("50 MB in one file", lambda folder: works.stream(works.documents(30_000, works.MIX), folder / "large.yaml"), quick=False),
    Work("20,000 small files", lambda folder: works.tree(works.documents(20_000, works.MIX), folder / "tree"), quick=False),
    Work("100,000 in 1,000 files", lambda folder: works.forest(100_000, folder / "forest"), quick=False),
]  # fmt: skip


class Cost(NamedTuple):
    """Wall seconds, processor seconds, and the most memory in MiB."""

    wall: float
    cpu: float
    peak: float


def cost(command: list[str]) -> Cost:
    """Return the cost of one process and its children. Raises OSError if it cannot be started."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def tools() -> dict[str, Callable[[Path], list[str]]]:
    """The commands by name: elblint in its ways, the bare cost, and the peers that are here."""
    python = sys.executable
    found: dict[str, Callable[[Path], list[str]]] = {
        "bare parsing": lambda path: [python, str(HERE / "bare.py"), str(path)],
        "bare, with nodes": lambda path: [python, str(HERE / "bare.py"), "--nodes", str(path)],
        "elblint": lambda path: [python, "-m", "elblint", "--no-config", "--no-cache", str(path)],
        "elblint, SARIF": lambda path: [
            python,
            "-m",
            "elblint",
            "--no-config",
            "--no-cache",
            "-f",
            "sarif",
            str(path),
        ],
    }
    if shutil.which("kubeconform"):
        schemas = os.environ.get("KUBECONFORM_SCHEMAS", "default")
        found["kubeconform"] = lambda path: [
            "kubeconform",
            "-ignore-missing-schemas",
            "-schema-location",
            schemas,
            str(path),
        ]
    if shutil.which("kube-score"):
        found["kube-score"] = lambda path: [
            "kube-score",
            "score",
            *([str(path)] if path.is_file() else map(str, path.rglob("*.yaml"))),
        ]
    if shutil.which("yamllint"):
        found["yamllint"] = lambda path: ["yamllint", "-d", "relaxed", str(path)]
    return found


_SLOW = {"yamllint": 2_000_000, "kube-score": 20_000_000}
"""The most bytes that a peer is given: with more it takes minutes."""


def size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*.yaml")) if path.is_dir() else path.stat().st_size


def times(folder: Path, rounds: int, *, quick: bool) -> None:
    """A table of all works, every tool in turn in each round, so that a slow minute of the machine hits all."""
    known = tools()
    for work in WORKS:
        if quick and not work.quick:
            continue
        path = work.make(folder)
        some = {name: make for name, make in known.items() if size(path) <= _SLOW.get(name, 10**12)}
        taken: dict[str, list[Cost]] = {name: [] for name in some}
        for _ in range(rounds):
            for name, make in some.items():
                taken[name].append(cost(make(path)))
        base = statistics.median(one.wall for one in taken["bare parsing"])
        print(
            f"\n### {work.name}, {size(path) / 1e6:.1f} MB\n\n| tool | wall s | CPU s | peak MiB | x bare |\n| --- | --- | --- | --- | --- |"
        )
        for name, costs in taken.items():
            wall, cpu, peak = (statistics.median(column) for column in zip(*costs, strict=True))
            print(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {wall / base:.1f} |", flush=True)


def counted(folder: Path) -> None:
    """Instructions of fixed works, for comparing one version with another."""
    print("\n| work | instructions |\n| --- | --- |")
    config = folder / "settings.yaml"
    config.write_text("cluster: {category: standard, proxy: ipvs}\nexclude: [vendor/]\nfail-on: error\n")
    ways = {
        "": ["--no-config"],
        ", SARIF": ["--no-config", "-f", "sarif"],
        ", configured": ["--config", str(config)],
    }
    for work, way in [(WORKS[0], way) for way in ways] + [(WORKS[2], "")]:
        path = work.make(folder)
        command = [sys.executable, "-m", "elblint", *ways[way], "--no-cache", str(path)]
        # The first run keeps the parsed rules, unless a file is so new that its times tell nothing.
        for pause in (0, 2.5):
            time.sleep(pause)
            subprocess.run(command, check=False, capture_output=True)
        out = folder / "callgrind.out"
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command],
            check=False, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        match = re.search(r"Collected : (\d+)", done.stderr)
        print(f"| {work.name}{way} | {int(match[1]) if match else 0:,} |", flush=True)


def main() -> None:
    """Parse the command line, make the works, print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="only works that take seconds")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--work", type=Path, help="where the files are made; else in a folder that is removed"
    )
    parser.add_argument("--count", action="store_true", help="instructions instead of seconds")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.work or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        if asked.count:
            counted(folder)
        else:
            times(folder, asked.rounds, quick=asked.quick)


if __name__ == "__main__":
    main()
