"""Patterns in people's own rules: what is too large is refused before it is compiled, and time is bounded in all."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elblint.text import own_pattern
from elblint.text.own_pattern import OwnPattern, PatternError, Searches
from support.project import LOCAL, Project

CAN_BE_POSSESSIVE = pytest.mark.skipif(not hasattr(re, "NOFLAG"), reason="Python 3.11 has it first")


@pytest.mark.parametrize(
    "pattern",
    [
        "((a{1000}){1000}){1000}",
        "(a{200}){200}",
        "a{1000000}",
        "a{4294967294}",
        "a{99999999999999999999}",
        "((a{1000}?){1000}?){1000}?",
        "((a{1000,}){1000,}){1000,}",
        "((a{1000,2000}){1000,2000}){9}",
        "(?P<x>(?P<y>a{1000}){1000}){1000}",
        "(?:(?:a{1000}){1000}){1000}",
        "(?=(?:(?:a{1000}){1000}){1000})",
        "(?<=(?:a{1000}>){1000})b",
        "(x)?(?(1)((a{1000}){1000}){1000}|b)",
        "(([a-z]{1000}){1000}){1000}",
        "(([^]]{1000}){1000}){1000}",
        r"((\w{1000}){1000}){1000}",
        r"((\){1000}){1000}){1000}",
        r"((\u4e00{1000}){1000}){1000}",
        r"((\N{LATIN SMALL LETTER A}{1000}){1000}){1000}",
        "((a|b){1000}|c{9000}){1000}",
        "(a{1000})(?#why){1000}",
        "(?x)(( a{1000}) {1000} ) {1000}",
        "(?x:(a{1000}) # why\n{1000})",
        "(?:" * 49 + "a" + ")+" * 49,
        "(?:a+" * 30 + ")+" * 30,
        "(?i)" + "[\0-\uffff]" * 40,
        r"(?i)" + r"[^\x00-\uffff]" * 40,
        "(" * 60 + "a" + ")" * 60,
        "a" * 3000,
        "[" + "a" * 3000 + "]",
        pytest.param("((a{1000}+){1000}+){1000}+", marks=CAN_BE_POSSESSIVE),
        pytest.param("(?>(?>a{1000}){1000}){1000}", marks=CAN_BE_POSSESSIVE),
    ],
)
def test_what_is_too_large_is_never_compiled(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    def compiled(*_: object) -> None:
        raise AssertionError("it was compiled")

    monkeypatch.setattr(own_pattern, "_compiled", compiled)
    with pytest.raises(PatternError, match=r"too large|inside one another|are the most"):
        OwnPattern(pattern, Searches())


@pytest.mark.parametrize("pattern", [r"a(?R)?b", r"(?:abc){e<=3}\p{L}", r"\p{Lu}", "(?V1)[a--b]", r"(?|a|b)", r"\L<x>", "(a", "a**", "(?&x)", "(*FAIL)"])  # fmt: skip
def test_what_only_another_language_has_is_none(pattern: str) -> None:
    with pytest.raises(PatternError, match="not a regular expression"):
        OwnPattern(pattern, Searches())


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", "web-1", True),
        (r"^(([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])\.){3}[0-9]{1,3}$", "10.0.0.1", True),
        ("^([a-f0-9]{8})-([a-f0-9]{4}-){3}[a-f0-9]{12}$", "3c7caa5a-a641-4bff-801a-feace27424b6", True),
        ("(?i)^PERF", "performance", True),
        ("[\u4e00-\u9fff]{2,}", "服务", True),
        # Braces that count nothing are letters, not bounds of errors.
        ("(?:performance){e<=2}", "performnce", False),
        ("a{e}", "a{e}", True),
        ("a{}", "a{}", True),
        ("[[:alpha:]]", "a", False),
        ("[[:alpha:]]", "a]", True),
        ("(?:a+b+){2,}(?=c)c{,3}", "abbaabc", True),
    ],
)
def test_what_people_write_is_taken_as_python_takes_it(pattern: str, text: str, *, found: bool) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert bool(re.search(pattern, text)) is found
    assert OwnPattern(pattern, Searches()).found(text) is found


PARTS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "[[a]", "{", "{}", "{e}", "{1,2}", "{2}", "{,1}", "*", "+?", "?", "(?:", "(", ")", "|", "^", "$", r"\b", r"\{", "(?#x)", "(?=", " "])  # fmt: skip


@given(st.lists(PARTS, max_size=12).map("".join), st.text("ab{}e1, []", max_size=8))
def test_the_answer_is_pythons(pattern: str, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            wanted = re.search(pattern, text) is not None
        except re.error:
            return
    assert OwnPattern(pattern, Searches()).found(text) is wanted


def rule(identifier: str, pattern: str) -> str:
    return (
        f"id: {identifier}\nname: own\nseverity: error\nconfidence: documented\nsources: [{{document: elblint}}]\n"
        f"subject: Service\nwhen: {{service.annotation.elb.id: {{matches: '{pattern}'}}}}\nat: metadata.name\n"
        "title: {en: t, zh: t}\nmessage: {en: m, zh: m}\nwhy: {en: w, zh: w}\nfixes: [{en: f, zh: f}]\n"
    )


def test_the_message_says_which_rule_and_what_to_do(project: Project) -> None:
    project.write("own/r.yaml", rule("OWN101", "((a{1000}){1000}){1000}"))
    project.write("a.yaml", LOCAL)
    outcome = project.run("--rules", "own", "a.yaml")
    assert outcome.exit_code == 2
    assert "own/r.yaml:7:45: it is too large" in outcome.stderr
    assert "repeat less often" in outcome.stderr


class _Slow:
    """A search that takes a second by a clock that nothing else turns, or as long as it may."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, gives_up: bool = False) -> None:
        self.asked = 0
        self.now = 0.0
        self.gives_up = gives_up
        monkeypatch.setattr("elblint.text.own_pattern.time.process_time", lambda: self.now)

    def search(self, text: str, timeout: float) -> None:
        self.asked += 1
        self.now += timeout - 0.1
        if self.gives_up:
            raise TimeoutError


def slow(pattern: str, search: _Slow, searches: Searches) -> OwnPattern:
    made = OwnPattern(pattern, searches)
    made._pattern = search  # type: ignore[assignment]
    return made


def test_what_has_run_out_of_time_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    search = _Slow(monkeypatch, gives_up=True)
    pattern = slow("a", search, Searches())
    for _ in range(10):
        with pytest.raises(PatternError, match=r"more than 0\.5 seconds with a text of 1 characters"):
            pattern.found("x")
    assert search.asked == 1


def test_all_patterns_of_a_run_together_have_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    search, searches = _Slow(monkeypatch), Searches()
    refused = 0
    for _ in range(50):
        pattern = slow("a", search, searches)
        for _ in range(5):
            try:
                pattern.found("x")
            except PatternError as error:
                refused += 1
                assert "have taken 5." in str(error) or search.now > 5.5
    assert refused == 250 - 12
    assert search.asked <= 12 + 50


def test_a_plain_search_never_uses_the_budget_up(monkeypatch: pytest.MonkeyPatch) -> None:
    searches = Searches()
    assert not any(searches.spent(20e-6) for _ in range(1_000_000))


def test_a_text_longer_than_any_object(project: Project) -> None:
    with pytest.raises(PatternError, match="1000001 characters"):
        OwnPattern("a", Searches()).found("b" * 1_000_001)
