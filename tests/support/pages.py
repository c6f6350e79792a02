"""The pages of documentation, and the blocks of code and links in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from support.project import CHECKOUT

ABOUT = ("README.md", "README.zh.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
"""Pages at the top of the checkout."""
PAGES = (*ABOUT, *sorted(path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "docs").rglob("*.md")))
"""All pages, by their paths in the checkout."""
FENCED = re.compile(r"^(?P<fence>`{3,})(?P<language>[\w-]*)\n(?P<content>.*?)^(?P=fence)$", re.M | re.S)
_LINK = re.compile(r"(?<!!)\[(?:[^][]|\[[^][]*\])*\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.M)


class Block(NamedTuple):
    """A block of code: the language after the fence, and the text."""

    language: str
    content: str


def read(page: str) -> str:
    """Return the text of a page."""
    return (CHECKOUT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[Block]:
    """Return the blocks of code of a page."""
    return [Block(found["language"], found["content"]) for found in FENCED.finditer(read(page))]


def commands(page: str, languages: tuple[str, ...] = ("sh", "console")) -> Iterator[str]:
    """Yield each line of a page's shell blocks that calls elblint, from there on and without its comment."""
    for block in blocks(page):
        lines = block.content.splitlines()
        if block.language not in languages:
            continue
        if block.language == "console":
            lines = [line[2:] for line in lines if line.startswith("$ ")]
        for line in lines:
            found = re.search(r"(?:^|&& |\| |\.venv/bin/)(elblint(?: .*)?)$", re.sub(r"\s+# .*", "", line))
            if found:
                yield found[1]


def prose(page: str) -> str:
    """Return a page without its blocks of code and without code in lines."""
    return re.sub(r"`[^`\n]+`", "", FENCED.sub("", read(page)))


def headings(page: str) -> list[tuple[int, str]]:
    """Return the level and the text of each heading of a page."""
    return [(len(found[1]), found[2]) for found in _HEADING.finditer(FENCED.sub("", read(page)))]


def anchors(page: str) -> set[str]:
    """Return the names by which GitHub and the site link to the headings of a page."""
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for _, text in headings(page)}


def links(page: str) -> Iterator[tuple[Path, str]]:
    """Yield the file and the anchor of each link of a page that leads to no other site."""
    for found in _LINK.finditer(re.sub(r"`[^`\n]+`", "code", FENCED.sub("", read(page)))):
        if not re.match(r"[a-z]+:", found[1]):
            path, _, anchor = found[1].partition("#")
            yield (CHECKOUT / page).parent / path if path else CHECKOUT / page, anchor
