"""The documentation: what it shows is what elblint says, its commands and files exist, and its links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from elblint.cli.app import app
from elblint.config.loader import load_config
from elblint.engine.library import Library
from elblint.engine.rule import CAUSES
from elblint.run import config_schema
from support.pages import FENCED, PAGES, anchors, blocks, commands, headings, links, prose, read
from support.project import CHECKOUT, Project

OF_RULES = [page for page in PAGES if "/rules/ELB" in page or "/annotations/" in page]
WRITTEN = [page for page in PAGES if page not in OF_RULES]
IN_STEP = [
    "README.md",
    *(page for page in WRITTEN if f"docs/zh/{page[5:]}" in PAGES),
]
SHOWN = [page for page in WRITTEN if any(block.content.startswith("$ ") for block in blocks(page))]
COMMANDS: dict[str, Any] = getattr(typer.main.get_command(app), "commands", {})
GROUP_OPTIONS = {"--help", "-h", "--version", "--install-completion", "--show-completion"}


@pytest.mark.parametrize("page", SHOWN)
def test_a_page_shows_what_elblint_says(
    project: Project, golden: Callable[[Path, str], None], page: str
) -> None:
    """A block may end in a line of three dots: then it shows as many lines of the output as stand above."""
    shutil.copytree(CHECKOUT / "examples", project.folder / "examples")

    def said(found: re.Match[str]) -> str:
        if found["language"] != "console" or not found["content"].startswith("$ "):
            return found[0]
        command, *shown = found["content"].splitlines()
        folder, is_elsewhere, call = command[2:].rpartition(" && ")
        with project.monkeypatch.context() as patch:
            patch.chdir(project.folder / folder.removeprefix("cd ") if is_elsewhere else project.folder)
            lines = project.run(*shlex.split(call)[1:]).stdout.rstrip("\n").splitlines()
        if shown and shown[-1].strip() == "...":
            lines = [*lines[: len(shown) - 1], shown[-1]]
        return "\n".join([f"{found['fence']}console", command, *lines, found["fence"]])

    golden(CHECKOUT / page, FENCED.sub(said, read(page)))


@pytest.mark.parametrize("page", [page for page in WRITTEN if list(commands(page))])
def test_commands_have_options_that_exist(page: str) -> None:
    wrong = [f"{line}: {fault}" for line in commands(page) for fault in faults(line)]
    assert wrong == []


# What shows real output is run by the test of that; the Chinese pages have the same commands.
CALLED = sorted({line for page in WRITTEN if "zh" not in page for line in commands(page, ("sh",))})
ELSEWHERE = re.compile(r"^elblint (init|diff|lsp|-$)|--caller|manifests/|my-|\.venv|rules/$")
"""Commands that ask questions, that need a repository, or that name what readers have."""


@pytest.mark.parametrize("line", [line for line in CALLED if not ELSEWHERE.search(line)])
def test_commands_work_on_the_examples(project: Project, line: str) -> None:
    """A command of the pages runs as it is printed; one that names no path, in the folder of examples."""
    shutil.copytree(CHECKOUT / "examples", project.folder / "examples")
    if "examples" not in line:
        project.monkeypatch.chdir(project.folder / "examples")
    outcome = project.run(*shlex.split(line)[1:])
    assert (outcome.exit_code in {0, 1}, outcome.stderr) == (True, "")


def faults(line: str) -> list[str]:
    """Return what is wrong with a call of elblint: options that are not there, examples that are not there."""
    words = shlex.split(re.split(r" [|&<>]+ ", line)[0])[1:]
    name = words[0] if words and words[0] in COMMANDS else "check"
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts} | GROUP_OPTIONS
    given = [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    missing = [word for word in words if word.startswith("examples") and not (CHECKOUT / word).exists()]
    return [f"no option {word} of {name}" for word in given if word not in known] + [
        f"no {word}" for word in missing
    ]


def test_a_wrong_command_is_noticed() -> None:
    assert faults("elblint --no-such-option examples/shop") == ["no option --no-such-option of check"]
    assert faults("elblint reach --statistics") == ["no option --statistics of reach"]
    assert faults("elblint examples/none.yaml") == ["no examples/none.yaml"]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    lost = [
        f"{file}#{anchor}"
        for file, anchor in links(page)
        if not file.exists() or (anchor and anchor not in anchors(str(file.resolve().relative_to(CHECKOUT))))
    ]
    assert lost == []


@pytest.mark.parametrize("page", WRITTEN)
def test_configurations_are_valid(project: Project, page: str) -> None:
    for block in blocks(page):
        if block.language == "yaml" and block.content.startswith("# .elblint.yaml\n"):
            load_config(str(project.write(".elblint.yaml", block.content)), config_schema())


def test_the_configuration_page_names_every_key() -> None:
    for page in ("docs/configuration.md", "docs/zh/configuration.md"):
        text = "".join(block.content for block in blocks(page)) + read(page)
        missing = [
            key
            for key in json.loads(Path(config_schema()).read_text(encoding="utf-8"))["properties"]
            if f"{key}:" not in text and f"`{key}`" not in text
        ]
        assert missing == []


@pytest.mark.parametrize("page", IN_STEP)
def test_the_chinese_page_is_in_step(page: str) -> None:
    chinese = page.replace(".md", ".zh.md") if page == "README.md" else f"docs/zh/{page[5:]}"
    assert [level for level, _ in headings(chinese)] == [level for level, _ in headings(page)]
    assert [block.language for block in blocks(chinese)] == [block.language for block in blocks(page)]
    assert [line.replace(" --lang zh", "") for line in commands(chinese)] == list(commands(page))
    assert figures(chinese) == figures(page)


def figures(page: str) -> list[str]:
    """Return the cells of a page's tables that hold nothing but figures."""
    rows = re.findall(r"^\|(.*)\|$", prose(page), re.M)
    return [
        cell.strip()
        for row in rows
        for cell in row.split("|")
        if re.fullmatch(r" *[\d., ()x]*\d[\d., ()x]* *", cell)
    ]


@pytest.mark.parametrize(("page", "lang"), [("docs/faq.md", "en"), ("docs/zh/faq.md", "zh")])
def test_every_symptom_has_its_question(library: Library, page: str, lang: str) -> None:
    assert [
        text for cause in CAUSES for text in library.symptoms(cause, lang) if text not in read(page)
    ] == []


def test_the_readme_fits_a_look() -> None:
    for page in ("README.md", "README.zh.md"):
        assert read(page).count("\n") < 150


@pytest.mark.parametrize("page", [page for page in PAGES if page != "CHANGELOG.md"])
def test_no_page_holds_a_placeholder(page: str) -> None:
    assert re.findall(r"OWNER|COMMIT\b|TODO|FIXME", read(page)) == []
    assert "**" not in re.sub(r"\*\*\S(?:[^*]*\S)?\*\*", "", prose(page).replace("\\*", ""))
