"""yaml-test-suite: what it says is YAML is read, what it says is none is refused; all exceptions have a reason.

Kubernetes reads YAML 1.1 with go-yaml, and elblint parses with libyaml, from which go-yaml was translated: where both
depart from the suite, which is about YAML 1.2, elblint does as the API server does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from elblint.syntax.documents import read_documents
from elblint.text.reader import read_source
from elblint.text.source import SourceText

REFUSED = {
    "an object or a list as a key, or the empty key of 1.2: JSON, and so Kubernetes, has none": (
        "4FJ6 6BFJ 6PBE 9MMW KK5P LX3P M2N8/00 M2N8/01 M5DY Q9WF RZP5 SBG9 V9D5 X38W XW4D "
        "2JQS 6M2F NHX8 NKF9 S3PD SM9W/01 UKK6/00 CFD4"
    ),
    "a colon right behind a quoted key, or at the start of a word, in flow style: new in 1.2": (
        "4MUZ/01 4MUZ/02 58MP 5MUD 5T43 9SA2 DBG4 HM87/00 JR7V K3WX NJ66 UT92 VJP3/01 WZ62"
    ),
    "a tab beside or in place of indentation": (
        "6BCT 6CA3 96NN/00 96NN/01 A2M4 DK95/00 DK95/03 DK95/04 R4YG Y79Y/001 Y79Y/010"
    ),
    "a directive that nobody knows, or a version other than 1.1 and 1.2": "2LFX 6LVF BEC7 MUS6/05 MUS6/06 W4TN",
    "a letter in an anchor's name that 1.1 does not have": "2SXE 8XYN W5VH",
    "a bare document after the end of another": "HWV9 M7A3 QT73",
}  # fmt: skip
ACCEPTED = {
    "indentation of flow style and of lines in quotes, on which libyaml does not insist": (
        "9C9N QB6E RHX7 DK95/01 Y79Y/003 G5U8 YJV2"
    ),
    "a comment without a blank in front, or where none may be": "CVW2 SU5Z X4QW 9JBA",
    "directives without a document, or beside content": "9HCY EB22 MUS6/00 MUS6/01",
    "a comma in a tag, blanks in front of a block that are too deep": "U99R S98Z",
}


def listed(exceptions: dict[str, str]) -> set[str]:
    return {name for names in exceptions.values() for name in names.split()}


@pytest.fixture(scope="module")
def verdicts(corpus: Path) -> dict[str, tuple[bool, bool]]:
    """For each case, whether the suite calls it an error, and whether elblint does."""
    folder = corpus / "torture"
    wrong: dict[str, list[bool]] = {}
    for file in folder.glob("*__src__*.yaml"):
        name = file.stem.rpartition("__")[2]
        cases = ("\n" + file.read_text(encoding="utf-8")).split("\n- ")[1:]
        wrong[name] = ["\n  fail: true" in "\n  " + case for case in cases]
    found: dict[str, tuple[bool, bool]] = {}
    for file in sorted(folder.glob("*__in.yaml")):
        parts = file.stem.split("__")[2:-1]
        source = read_source(str(file))
        assert isinstance(source, SourceText)
        diagnostics = read_documents(source, frozenset(), parse_all=True).diagnostics
        number = int(parts[1]) if len(parts) > 1 else 0
        refused = any(diagnostic.kind == "syntax-error" for diagnostic in diagnostics)
        found["/".join(parts)] = wrong[parts[0]][number], refused
    return found


def test_what_is_yaml_is_read(verdicts: dict[str, tuple[bool, bool]]) -> None:
    assert len(verdicts) > 400
    refused = {name for name, (is_wrong, is_refused) in verdicts.items() if is_refused and not is_wrong}
    assert refused - listed(REFUSED) == set()


def test_what_is_no_yaml_is_refused(verdicts: dict[str, tuple[bool, bool]]) -> None:
    accepted = {name for name, (is_wrong, is_refused) in verdicts.items() if is_wrong and not is_refused}
    assert accepted - listed(ACCEPTED) == set()


def test_no_exception_is_out_of_date(verdicts: dict[str, tuple[bool, bool]]) -> None:
    refused = {name for name, (is_wrong, is_refused) in verdicts.items() if is_refused and not is_wrong}
    accepted = {name for name, (is_wrong, is_refused) in verdicts.items() if is_wrong and not is_refused}
    assert listed(REFUSED) <= refused
    assert listed(ACCEPTED) <= accepted
