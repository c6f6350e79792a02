"""The plain command lines are read by hand, just as Typer reads them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elblint.cli import app, check
from elblint.cli import fast_arguments as quick
from elblint.cli.app import run_app
from elblint.cli.commands import COMMANDS
from elblint.cli.fast_arguments import quick_check
from elblint.cli.lint_options import LintOptions
from elblint.cli.run_check import CheckOptions

_LINES = [
    "",
    "a.yaml",
    "check a.yaml b/",
    "-",
    "--cluster standard,vpc,ipvs,1.29 .",
    "--cluster=standard --proxy=ipvs --cluster-version 1.29 a",
    "-f sarif -o x.sarif a",
    "-f text -f sarif -o elblint.sarif .",
    "--format=json --output=x.json",
    "-o x",
    "a -f html --sarif-category prod --statistics --color never",
    "--fail-on never --lang zh --no-config a b c",
    "--rules a --rules b --exclude c --values v.yaml --values w.yaml --set a.b=c --set d=e chart",
    "--no-ignore --no-baseline --parse-all --force-exclude --no-helm --no-kustomize",
    "-q a.yaml",
    "--quiet --group rule a.yaml",
    "-f concise --group=file a",
    "-o x.sarif -o y.json a",
    "-- a -b",
    "--proxy ipvs a -- --exclude=*.yaml -f",
    "--select ELB1,ELB2 --ignore ELB104 --stdin-filename x.yaml -",
    "--baseline b.json --release r --namespace n --config c.yaml",
]
_LEFT = [
    "reach a",
    "--lang zh reach a",
    "--lang=zh check a",
    "--lang zh --help",
    "explain ELB102",
    "--help",
    "-h",
    "check --help",
    "--version",
    "--no-such-option",
    "--cluster",
    "--cluster --proxy ipvs",
    "-f nonsense",
    "--lang de",
    "--statistics=yes",
    "-fsarif",
    "--group nonsense",
    "-qf text",
    "-x",
    "--clus standard",
]


def seen_by(monkeypatch: pytest.MonkeyPatch, line: list[str], *, quickly: bool) -> list[object]:
    """The options with which check would be called, and the order of -f and -o."""
    seen: list[object] = []

    def take(shared: LintOptions, own: CheckOptions, order: Sequence[str]) -> None:
        chosen = ({name: getattr(one, name) for name in one.declared} for one in (shared, own))
        seen.extend((*chosen, list(order)))

    for module in (check, quick):
        monkeypatch.setattr(module, "check_and_exit", take)
    if quickly:
        read = quick_check(line)
        assert read is not None
        read()
    else:
        with pytest.raises(SystemExit) as stop:
            run_app(line)
        assert stop.value.code in {0, None}
    return seen


@pytest.mark.parametrize("line", _LINES)
def test_both_readers_agree(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(line)
    quickly = seen_by(monkeypatch, words, quickly=True)
    assert quickly == seen_by(monkeypatch, words, quickly=False)


def test_an_option_is_its_default_until_it_is_given() -> None:
    options = LintOptions(proxy="ipvs")
    assert (options.proxy, options.network, options.no_helm, options.values) == ("ipvs", "", False, ())
    assert options.replaced(network="vpc").proxy == "ipvs"
    with pytest.raises(TypeError, match="has no option color"):
        LintOptions(color="never")


@pytest.mark.parametrize("line", _LEFT)
def test_what_is_not_plain_is_left_to_typer(line: str) -> None:
    assert quick_check(shlex.split(line)) is None


@given(
    st.lists(
        st.one_of(
            st.sampled_from([word for line in _LINES + _LEFT for word in shlex.split(line)]),
            st.text(max_size=3),
        ),
        max_size=6,
    )
)
def test_no_command_line_may_raise(words: list[str]) -> None:
    quick_check(words)


def test_all_commands_are_known() -> None:
    assert {command.name or command.callback.__name__ for command in app.app.registered_commands} == {  # type: ignore[union-attr]
        *COMMANDS,
        "check",
    }
