"""The site: Sphinx with MyST and Furo, once for each language.

English is built from ``docs``, and Chinese, with ``-t zh``, from ``docs/zh`` into the folder ``zh`` of the site:

    sphinx-build -W -n -c docs docs build/site
    sphinx-build -W -n -c docs -t zh docs/zh build/site/zh
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
IS_CHINESE = tags.has("zh")  # noqa: F821  Sphinx puts it here
SOURCE = DOCS / "zh" if IS_CHINESE else DOCS
PROJECT = (DOCS.parent / "pyproject.toml").read_text(encoding="utf-8")
REPOSITORY = re.findall(r'^Repository = "([^"]+)"$', PROJECT, re.MULTILINE)[0]
ACCOUNT, NAME = REPOSITORY.split("/")[-2:]

project = "elblint"
copyright = "the authors of elblint"  # noqa: A001  Sphinx wants this name
language = "zh_CN" if IS_CHINESE else "en"
extensions = ["myst_parser"]
exclude_patterns = [] if IS_CHINESE else ["zh"]
templates_path = ["_templates"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "elblint"
html_baseurl = f"https://{ACCOUNT}.github.io/{NAME}/" + ("zh/" if IS_CHINESE else "")
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_theme_options = {
    "source_repository": f"{REPOSITORY}/",
    "source_branch": "main",
    "source_directory": "docs/zh/" if IS_CHINESE else "docs/",
    "footer_icons": [],
}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}

# The table of contents. It stands here, and not in the pages, because GitHub would show it there as code.
CONTENTS: dict[str, dict[tuple[str, str], list[str]]] = {
    "index": {
        ("Start", "入门"): ["tutorial", "faq", "causes"],
        ("How to", "操作指南"): [
            "configuration", "facts-from-evidence", "inputs*", "building", "adopting", "pull-requests*",
            "editors*", "reports", "rules", "library",
        ],
        ("Look up", "查阅"): ["commands", "rules/README", "annotations/README", "reachability", "facts"],
        ("Background", "背景"): ["callers", "comparison", "security", "architecture", "performance", "releasing"],
    },
    "rules/README": {("", ""): ["ELB*"]},
    "annotations/README": {("", ""): ["[!R]*"]},
}  # fmt: skip
_LINK = re.compile(r"(?<!!)\[((?:[^][]|\[[^][]*\])*)\]\(([^()\s]+)\)")
# A line's end between two Chinese characters, which would be shown as a blank.
_WIDE = r"[\u2018-\u201d\u3001-\u9fff\uff00-\uffef]"
_BROKEN = re.compile(rf"(?<={_WIDE})\n *(?={_WIDE})")
_CODE = re.compile(r"^`{3,}.*?^`{3,}$|`[^`\n]+`", re.M | re.S)


def setup(app: Any) -> None:
    """Connect what follows."""
    sys.path.insert(0, str(DOCS))
    from chinese_search import ChinesePairs

    app.add_search_language(ChinesePairs)
    app.connect("source-read", prepare)
    app.connect("html-page-context", add_language)


def prepare(app: Any, page: str, source: list[str]) -> None:
    """Make links out of the folder work on the site, and add the table of contents."""
    folder = (SOURCE / page).parent

    def link(found: re.Match[str]) -> str:
        text, target = found.groups()
        path, _, anchor = target.partition("#")
        if not path or re.match(r"[a-z]+:", target):
            return found[0]
        return _outside(folder, text, path, anchor) or found[0]

    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    linked = _LINK.sub(link, _CODE.sub(keep, source[0]))
    if IS_CHINESE:
        linked = _BROKEN.sub("", linked)
    source[0] = re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], linked)
    for captions, entries in CONTENTS.get(page, {}).items():
        listed = [
            entry
            for entry in entries
            if "*" in entry or (SOURCE / page).parent.joinpath(f"{entry}.md").exists()
        ]
        options = [f":caption: {captions[IS_CHINESE]}"] if captions[0] else []
        source[0] += "\n" + "\n".join(
            ["```{toctree}", ":hidden:", ":glob:", *options, "", *listed, "```", ""]
        )


def _outside(folder: Path, text: str, path: str, anchor: str) -> str | None:
    """Return a link to a file that is no page of this build: of the other language, or of the repository."""
    file = Path(os.path.normpath(folder / path))
    other = DOCS if IS_CHINESE else DOCS / "zh"
    fragment = f"#{anchor}" if anchor else ""
    is_of_this_build = file.is_relative_to(SOURCE) and (IS_CHINESE or not file.is_relative_to(other))
    if is_of_this_build and file.suffix == ".md":
        return None
    if file.is_relative_to(DOCS) and file.suffix == ".md":
        target = os.path.relpath(file.with_suffix(".html"), folder)
        return f'<a href="{target}{fragment}">{text}</a>'
    inside = file.relative_to(DOCS.parent).as_posix()
    return f"[{text}]({REPOSITORY}/{'tree' if file.is_dir() else 'blob'}/main/{inside}{fragment})"


def add_language(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the sidebar a link to the same page in the other language, or to its first page."""
    other = DOCS if IS_CHINESE else DOCS / "zh"
    target = page if (other / f"{page}.md").is_file() else "index"
    up = "../" * (page.count("/") + IS_CHINESE)
    context["other_language"] = f"{up}{'' if IS_CHINESE else 'zh/'}{target}.html"
    context["other_language_name"] = "English" if IS_CHINESE else "中文"
