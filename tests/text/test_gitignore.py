"""Patterns in .gitignore's syntax mean what Git says, and cost no more than their length times the path's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from elblint.errors import UsageError
from elblint.inputs.discovery import discover
from elblint.text.globs.gitignore import Folder, patterns_of
from elblint.text.globs.path_patterns import PathPatterns
from elblint.text.globs.pattern_reader import segments_of
from elblint.text.globs.wildcards import Wildcards, octets
from support.project import LOCAL, Project


def match(patterns: list[str], path: str) -> bool | None:
    """The verdict on a path; with a slash at its end it is a folder."""
    return PathPatterns(patterns, "exclude").match(path.removesuffix("/"), is_folder=path.endswith("/"))


@pytest.mark.parametrize(
    ("patterns", "meant", "not_meant"),
    [
        # A name without a slash, at any depth, and what lies in a folder of that name.
        ("foo", "foo foo/ a/foo a/b/foo/ foo/x foo/x/y", "foobar xfoo a/xfoo FOO"),
        # With a slash in front or inside: from the folder of the file.
        ("/foo", "foo foo/x", "a/foo"),
        ("a/foo", "a/foo a/foo/x", "b/a/foo foo"),
        ("/a/foo", "a/foo", "b/a/foo"),
        # With a slash behind: folders alone.
        ("foo/", "foo/ a/foo/ foo/x a/foo/x", "foo a/foo"),
        ("/foo/", "foo/ foo/x", "foo a/foo/ a/foo/x"),
        ("a/foo/", "a/foo/ a/foo/x", "a/foo b/a/foo/"),
        # One star and a question mark take no slash.
        ("*.yaml", ".yaml x.yaml a/x.yaml x.yaml/y", "x.yml x.yamlx"),
        ("a/*", "a/x a/x/y", "a/ b/a/x"),
        ("a/*/b", "a/x/b", "a/b a/x/y/b"),
        ("fo?", "foo a/fox", "fo fooo"),
        ("a?b/x", "axb/x", "a/b/x"),
        ("*a*a*b", "aab xaxaxb", "ab aaba"),
        ("a**b", "ab axxb", "a/b"),
        ("a/x**y", "a/xy a/xzzy", "a/x/y"),
        # Two stars for whole folders.
        ("**/foo", "foo a/foo a/b/foo", "xfoo"),
        ("**/foo/bar", "foo/bar a/foo/bar", "foo/x/bar bar"),
        ("foo/**", "foo/x foo/x/y", "foo foo/ a/foo/x"),
        ("a/**/b", "a/b a/x/b a/x/y/b", "ab x/a/b a/xb"),
        ("a/**/**/b", "a/b a/x/b a/x/y/b", "b"),
        ("a/***/b", "a/b a/x/y/b", "b"),
        ("**", "a a/ a/b", ""),
        ("**/", "a/ a/b/", "a"),
        ("/**", "a a/b", ""),
        ("a/**/", "a/x/ a/x/y/", "a/x a/"),
        ("**/a/**/a/**/b", "a/a/b x/a/y/a/z/b", "a/b a/x/b"),
        # An escaped slash behind two stars is one for which there must be a folder.
        (r"a/**\/b", "a/x/b a/x/y/b", "a/b"),
        # Classes.
        ("[abc]", "a b c", "d ab"),
        ("[a-c]x", "ax bx cx", "dx -x"),
        ("[!a-c]x", "dx -x", "ax"),
        ("[^a-c]x", "dx -x", "ax"),
        ("[]a]", "] a", "b"),
        ("[!]a]", "b", "] a"),
        ("[a-]", "a -", "b"),
        ("[-a]", "a -", "b"),
        (r"[\]]", "]", "\\"),
        (r"[\a-c]", "a b c", "\\ d"),
        (r"[a-\c]", "a b c", "\\ d"),
        ("[[:digit:]]", "0 9", "a :"),
        ("[[:alpha:][:digit:]-]", "0 z -", "_"),
        ("[![:upper:]]", "a 1", "A"),
        ("[[:xdigit:]x]", "f F x", "g"),
        ("[[:punct:]]", ". _ ~", "a"),
        ("[[:a]x", "[x :x ax", "bx"),
        ("[a/b]x/y", "ax/y bx/y", "/x/y"),
        # Backslashes.
        (r"\#a", "#a", "a"),
        (r"\!a", "!a", "a"),
        (r"\*a", "*a", "xa"),
        (r"a\?", "a?", "ab"),
        (r"\a", "a", r"\a"),
        (r"a\\b", r"a\b", "ab"),
        # A mark of order or a comment elsewhere than in front is a letter.
        ("a#", "a#", "a"),
        ("a!", "a!", "a"),
        ("!a", "", "a"),
        ("!#a", "", "#a"),
        # Bytes, as in Git.
        ("服务", "服务 a/服务", "服"),
        ("服*", "服务 服", "务"),
        ("???", "服 abc", "ab 服务"),
    ],
)  # fmt: skip
def test_what_git_documents(patterns: str, meant: str, not_meant: str) -> None:
    for path in meant.split():
        assert match([patterns], path) is True, path
    for path in not_meant.split():
        assert not match([patterns], path), path


@pytest.mark.parametrize(
    ("content", "meant", "not_meant"),
    [
        (b"# a\n\n  \nb\n", ["b"], ["# a", "a", " ", "  "]),
        (b"a \nb\\ \nc\\  \nd\t\n", ["a", "b ", "c ", "d\t"], ["a ", "b", "c", "d"]),
        (b" a", [" a"], ["a"]),
        (b"a\r\nb\rc\r\n", ["a", "b\rc"], ["a\r", "b", "c"]),
        (b"\xef\xbb\xbfa\n", ["a"], ["\ufeffa"]),
        (b"a\x0bb\n\x0cc\nd\xc2\x85e", ["a\x0bb", "\x0cc", "d\x85e"], ["a", "b", "c", "d", "e"]),
        (b"\xffa\n", [os.fsdecode(b"\xffa")], ["\ufffda"]),
        (b"[a\nb\\\n!\n/\nc//d\n[[:none:]]\n**//\nx", ["x"], ["[a", "a", "b", "b\\", "!", "d"]),
        (b"*.a\n!x.a\n", ["y.a"], ["x.a"]),
        (b"!x.a\n*.a\n", ["y.a", "x.a"], []),
        (b"x*\n!xy*\nxyz\n", ["xa", "xyz"], ["xya"]),
        (b"", [], ["a"]),
    ],
)  # fmt: skip
def test_the_lines_of_a_file(content: bytes, meant: list[str], not_meant: list[str]) -> None:
    top = Folder.top(patterns_of(content, 0))
    assert [one for one in meant if not top.verdict(octets(one), is_folder=False)] == []
    assert [one for one in not_meant if top.verdict(octets(one), is_folder=False)] == []


def test_nothing_in_a_folder_that_is_left_out_comes_back() -> None:
    assert match(["a/", "!a/x"], "a/x") is True
    assert match(["a/*", "!a/x"], "a/x") is False
    assert match(["/*", "!/a", "/a/*", "!/a/b"], "a/b/c") is None
    assert match(["/*", "!/a", "/a/*", "!/a/b"], "a/c/d") is True


@pytest.mark.parametrize("pattern", ["[a", "a[", "[!a", "[a\\", "[[:digit:]", "[[:none:]]", "a\\", "!", "/", "a//b", "//a", "a//", r"\/a", "**//", r"a/**\/"])  # fmt: skip
def test_a_pattern_that_fits_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match=r"exclude: '.*' is no pattern as in .gitignore"):
        PathPatterns([pattern], "exclude")


NAMES = ("a", "b", "aa", "ab", "a.b", "A", "-", "1", "[", "]", "\\", "!a", "#a", "a ", "é", "\x7f", "a\tb")
ALPHABET = [*"aab*?[]-!^\\/#. :1é", "**", "**/", "/**/", "[!", "[^", "[a-", "[[:alpha:]]", "[[:cntrl:]]", "[[:punct:]", "[[:space:]]", "\\/", "*.b"]  # fmt: skip


def _tree(folder: Path) -> list[str]:
    """A repository in which each name is a file and a folder with all names, and so on once more."""
    paths: list[str] = []
    for name in NAMES:
        paths += [f"f/{name}", f"d/{name}/"]
        paths += [f"d/{name}/{inner}/" for inner in ("a", "ab", "é")]
        paths += [f"d/{name}/{inner}/{last}" for inner in ("a", "ab", "é") for last in ("a", "b", "A")]
    for path in paths:
        file = folder / path
        (file if path.endswith("/") else file.parent).mkdir(parents=True, exist_ok=True)
        if not path.endswith("/"):
            file.write_text("")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return paths


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("tree")
    return folder, _tree(folder)


def _as_git_says(folder: Path, paths: list[str]) -> set[str]:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin", "-z"], cwd=folder, check=False, env=environment,
        input="\0".join(path.removesuffix("/") for path in paths).encode(), capture_output=True,
    )  # fmt: skip
    assert done.stderr == b""
    return set(done.stdout.decode("utf-8", "surrogateescape").split("\0")) - {""}


def _as_we_say(contents: dict[str, bytes], paths: list[str]) -> set[str]:
    found = set()
    for path in paths:
        *above, last = path.removesuffix("/").split("/")
        folder = Folder.top(patterns_of(contents.get("", b""), 0))
        so_far = ""
        for name in above:
            if folder.verdict(octets(name), is_folder=True):
                found.add(path.removesuffix("/"))
                break
            so_far += name + "/"
            folder = folder.inside(octets(name), patterns_of(contents.get(so_far, b""), folder.level + 1))
        else:
            if folder.verdict(octets(last), is_folder=path.endswith("/")):
                found.add(path.removesuffix("/"))
    return found


LINES = st.lists(
    st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=6).map("".join), min_size=1, max_size=4
)


# Git before 2.53 takes `ab**` for `**` where nothing but letters stands before it; its manual does not.
_MISREAD = re.compile(r"(?m)^!?[^*?\[\\\n]*[^*?\[\\\n/!]\*\*|^![^*?\[\\\n]*!\*\*")


@given(LINES, LINES, st.sampled_from(["", "d/", "d/a/"]))
def test_git_says_the_same(
    tree: tuple[Path, list[str]], outer: list[str], inner: list[str], where: str
) -> None:
    folder, paths = tree
    contents = {"": "\n".join(outer).encode(), where: "\n".join(inner).encode()}
    if _MISREAD.search("\n".join([*outer, *inner])):
        return
    for path, content in contents.items():
        (folder / path / ".gitignore").write_bytes(content)
    try:
        assert _as_we_say(contents, paths) == _as_git_says(folder, paths)
    finally:
        for path in contents:
            (folder / path / ".gitignore").unlink()


SIMPLE = st.lists(st.sampled_from([*"aab*?./", "**/", "/**/", "[ab]"]), min_size=1, max_size=6).map("".join)


@given(SIMPLE, st.lists(st.sampled_from(["a", "b", "aa", "ab", "a.b"]), min_size=1, max_size=4).map("/".join))
def test_pathspec_says_the_same_of_one_pattern(pattern: str, path: str) -> None:
    try:
        ours = PathPatterns([pattern], "exclude").match(path)
    except UsageError:
        return
    assert bool(ours) == GitIgnoreSpec.from_lines([pattern]).match_file(path)


def operations(work: Callable[[], object]) -> int:
    """Return how many lines of elblint's own code run."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if "elblint" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("*a" * 13 + "*b", "a"),
        ("*a" * 100 + "*b", "a"),
        ("[a-z]*" * 50 + "b", "a"),
        ("*[a-z]?" * 50 + "*b", "a"),
        ("?*" * 50 + "b", "a"),
        ("*ab" * 30 + "*c", "ab"),
        ("**/a/" * 30 + "**/b", "a/"),
        ("**/a/a/a/a/" * 5 + "**/b", "a/"),
        ("**/*a*/" * 20 + "**/b", "aa/"),
        ("a/**/*/" * 20 + "b", "a/"),
    ],
)
def test_a_pattern_costs_its_length_times_the_path(pattern: str, name: str) -> None:
    def asked(times: int) -> int:
        spec = PathPatterns([pattern], "exclude")
        path = (name * times).removesuffix("/")
        spec.match("x" * 100 + "/x")
        return operations(lambda: spec.match(path) and None)

    few, many = asked(200), asked(800)
    assert many <= 5 * few
    assert many <= 4 * len(pattern) * len(name) * 800


def test_no_stretch_of_a_pattern_repeats_anything() -> None:
    """Regular expressions are left to find spans of one width, in which there is nothing to go back to."""
    (segment,) = segments_of("*[a-z]?x*\\*[!b]*??[[:alpha:]]*")
    assert isinstance(segment, Wildcards)
    assert segment.matches("axx*cyyy")
    assert segment._runs is not None
    for run in segment._runs:
        if run.pattern is not None:
            assert len(re.sub(r"\[[^]]*\]|\\.", "x", run.pattern.pattern)) == run.width
            assert not re.search(r"[*+{|(]", re.sub(r"\[[^]]*\]|\\.", "x", run.pattern.pattern))


def _names(count: int) -> list[str]:
    return [f"service-{number}.yaml" for number in range(count)]


def test_plain_names_and_endings_are_looked_up_however_many_there_are() -> None:
    def asked(patterns: int) -> int:
        lines = [f"name-{number}" for number in range(patterns)] + [
            f"*.e{number}" for number in range(patterns)
        ]
        lines += [f"/folder-{number}/x" for number in range(patterns)]
        spec = PathPatterns(lines, "exclude")
        return operations(lambda: [spec.match(name) for name in _names(100)])

    assert asked(1600) <= 1.3 * asked(400)


def test_files_and_patterns_in_proportion() -> None:
    def asked(patterns: int, files: int) -> int:
        spec = PathPatterns([f"*x{number}*y" for number in range(patterns)], "exclude")
        return operations(lambda: [spec.match(name) for name in _names(files)])

    base = asked(50, 50)
    assert asked(200, 50) <= 4.5 * base
    assert asked(50, 200) <= 4.5 * base


@pytest.mark.parametrize("line", ["out\n", "*.gen.yaml\n", "/out/x\n", "out/\n!keep\n"])
def test_nested_files_in_proportion(project: Project, line: str) -> None:
    (project.folder / ".git").mkdir()

    def walked(top: str, depth: int) -> int:
        folder = top
        for _ in range(depth):
            project.write(f"{folder}/.gitignore", line)
            project.write(f"{folder}/a.yaml", "")
            folder += "/d"
        found: list[str] = []
        count = operations(lambda: found.extend(discover([top]).files))
        assert len(found) == depth
        return count

    assert walked("many", 120) <= 4.5 * walked("few", 30)


HOSTILE = "*a" * 13 + "*b"
LONG = "a" * 200 + ".yaml"


@pytest.mark.parametrize(
    "config",
    [
        "",
        f"exclude: ['{HOSTILE}']\n",
        f"clusters: {{x: {{paths: ['{HOSTILE}'], category: standard}}}}\n",
        f"per-path-ignores: {{'{HOSTILE}': [ELB102]}}\n",
        f"suppress: [{{rules: [ELB102], paths: ['{HOSTILE}'], reason: r}}]\n",
        f"suppress: [{{rules: [ELB102], objects: ['{HOSTILE}'], reason: r}}]\n",
    ],
)
def test_no_pattern_hangs(project: Project, config: str) -> None:
    project.write(LONG, LOCAL.replace("name: web", f"name: {'a' * 200}"))
    if config:
        project.write(".elblint.yaml", config)
    else:
        (project.folder / ".git").mkdir()
        project.write(".gitignore", HOSTILE + "\n")
    outcome = project.run(".")
    assert (outcome.exit_code, outcome.stderr) == (1, "")
    assert "[ELB102]" in outcome.stdout


def test_a_link_is_no_gitignore(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("patterns", "*.yaml\n")
    project.write("a.yaml", "")
    os.symlink("patterns", ".gitignore")
    assert discover(["."]).files == ["a.yaml"]


def test_what_is_named_below_an_excluded_folder(project: Project) -> None:
    project.write("vendor/x/a.yaml", "")
    found = discover(["vendor/x"], ["/vendor/"])
    assert (found.files, found.excluded) == ([], 1)
    assert discover(["vendor/x"], ["/other/"]).files == ["vendor/x/a.yaml"]
    assert discover(["."], ["x/a.yaml"], root="vendor").files == []
