"""The encodings of terminals and locales: they decide what is written to a terminal, and nothing that is read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.project import CHECKOUT, LOCAL, Project

pytestmark = pytest.mark.unix

FACTS = "standard,vpc,ipvs,1.29"
MANIFEST = LOCAL.replace("metadata:", "metadata:\n  labels: {团队: 支付}")
CHARMAPS = Path("/usr/share/i18n/charmaps")


@pytest.fixture
def repository(project: Project) -> Project:
    """A repository with a manifest, a chart and a kustomization, each with a finding and Chinese names."""
    (project.folder / ".git").mkdir()
    project.write("清单/服务.yaml", "# 入口服务\n" + MANIFEST)
    project.write("图表/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
    project.write("图表/values.yaml", "# 策略\np: Local\nteam: 支付\n")
    template = MANIFEST.replace("Local", "{{ .Values.p }}").replace("支付", "{{ .Values.team }}")
    project.write("图表/templates/a.yaml", template.replace("name: web", "name: a"))
    project.write("图表/templates/服务.yaml", template.replace("name: web", "name: b"))
    project.write("base/服务.yaml", MANIFEST.replace("Local", "Cluster").replace("name: web", "name: k"))
    project.write("base/kustomization.yaml", "resources: [服务.yaml]\n")
    project.write("环境/kustomization.yaml", "resources: [../base]\npatches:\n- path: 补丁.yaml\n")
    project.write(
        "环境/补丁.yaml",
        "# 补丁\napiVersion: v1\nkind: Service\nmetadata: {name: k}\nspec:\n  externalTrafficPolicy: Local\n",
    )
    return project


@pytest.fixture
def plain(project: Project) -> Project:
    """A manifest with a finding, and an older state of it beside."""
    project.write("before/服务.yaml", MANIFEST.replace("Local", "Cluster"))
    project.write("now/服务.yaml", MANIFEST)
    project.monkeypatch.chdir(project.folder / "now")
    return project


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the locale of a Chinese system of old."""
    tool = shutil.which("localedef")
    if tool is None or not (CHARMAPS / "GBK.gz").exists():
        pytest.skip("needs localedef and its tables")
    folder = tmp_path_factory.mktemp("locales")
    subprocess.run([tool, "-i", "zh_CN", "-f", "GBK", str(folder / "zh_CN.GBK")], check=False)
    yield folder


def environment(**more: str) -> dict[str, str]:
    """The environment without what chooses an encoding, and with some variables more."""
    choosing = {"LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONCOERCECLOCALE"}
    kept = {name: value for name, value in os.environ.items() if name not in choosing}
    path = os.pathsep.join([str(CHECKOUT / "lint"), kept.get("PYTHONPATH", "")])
    return {**kept, "PYTHONPATH": path, **more}


def called(env: dict[str, str], *arguments: str | bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "elblint", *arguments], env=env, capture_output=True, check=False
    )


def found(report: bytes) -> set[tuple[str, int, int]]:
    findings = [one for one in json.loads(report)["findings"] if one["rule"] == "ELB102"]
    return {(at["path"], at["line"], at["column"]) for at in (one["location"] for one in findings)}


PLACES = {("清单/服务.yaml", 11, 26), ("图表/values.yaml", 2, 4), ("环境/补丁.yaml", 6, 26)}


@pytest.mark.parametrize(
    "chosen",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "gbk"},
        {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    ],
    ids=["C", "C without help", "GBK by variable", "UTF-8"],
)
def test_places_do_not_depend_on_the_locale(repository: Project, chosen: dict[str, str]) -> None:
    done = called(environment(**chosen), "--no-cache", "--cluster", FACTS, "-f", "json", ".")
    assert (done.returncode, found(done.stdout)) == (1, PLACES), done.stderr


def test_places_at_a_chinese_system_of_old(repository: Project, locales: Path) -> None:
    env = environment(LC_ALL="zh_CN.GBK", LOCPATH=str(locales), PYTHONUTF8="0")
    done = called(env, "--no-cache", "--cluster", FACTS, "-f", "json", ".")
    assert (done.returncode, found(done.stdout)) == (1, PLACES), done.stderr
    text = called(env, "--no-cache", "--cluster", FACTS, ".").stdout.decode("gbk")
    assert "警告[ELB102] " in text
    assert "--> 环境/补丁.yaml:6:26" in text
    assert "ELB102" in called(env, "explain", "流量回环".encode("gbk")).stdout.decode("gbk")
    assert "清单/没有.yaml: 没有该文件" in called(env, "清单/没有.yaml").stderr.decode("gbk")


@pytest.mark.parametrize(
    "command",
    [
        ("check", "."),
        ("check", "--statistics", "."),
        ("reach", "."),
        ("facts", "."),
        ("fix", "."),
        ("rules",),
        ("explain", "ELB102"),
        ("explain", "elb.autocreate"),
        ("explain", "流量回环"),
        ("init", "--yes"),
        ("baseline", "."),
        ("reach", "--help"),
        ("diff", "../before"),
        ("reach", ".", "--compare", "proxy=iptables"),
    ],
    ids=" ".join,
)
def test_every_command_writes_the_encoding_of_the_terminal(plain: Project, command: tuple[str, ...]) -> None:
    at_gbk = plain.run(*command, "--lang", "zh", encoding="gbk")
    assert at_gbk.exit_code in {0, 1}, at_gbk.stderr
    assert any("一" <= letter <= "龥" for letter in at_gbk.stdout)
    assert "\\u" not in at_gbk.stdout
    # What is no letter of the encoding would have been kept as a surrogate.
    at_gbk.stdout.encode("gbk")


@pytest.mark.parametrize(
    "command",
    [
        ("check", "-f", "json", "."),
        ("check", "-f", "sarif", "."),
        ("reach", "-f", "json", "."),
        ("reach", "-f", "markdown", "."),
        ("rules", "-f", "json"),
        ("facts", "-f", "json", "."),
        ("baseline", "-o", "-", "."),
    ],
    ids=" ".join,
)
def test_what_programs_read_is_utf_8(plain: Project, command: tuple[str, ...]) -> None:
    at_gbk = plain.run(*command, "--lang", "zh", encoding="gbk")
    assert at_gbk.exit_code in {0, 1}
    at_utf8 = plain.run(*command, "--lang", "zh")
    assert at_gbk.stdout.encode("gbk", "surrogateescape") == at_utf8.stdout.encode()


@pytest.mark.parametrize("command", [("rules",), ("reach", "--help"), (".",)], ids=" ".join)
def test_what_an_encoding_lacks_is_spelt_out(plain: Project, command: tuple[str, ...]) -> None:
    said = plain.run(*command, "--lang", "zh", encoding="ascii")
    assert said.exit_code in {0, 1}
    assert said.stdout.isascii()
    assert "\\u" in said.stdout


def test_files_are_utf_8(plain: Project) -> None:
    plain.run("--lang", "zh", "-o", "结果.txt", ".", encoding="gbk")
    assert "警告[ELB102]" in Path("结果.txt").read_text(encoding="utf-8")
    plain.run("init", "--yes", "--lang", "zh", encoding="gbk")
    assert "控制台" in Path(".elblint.yaml").read_text(encoding="utf-8")


def test_messages_are_in_the_encoding_of_the_terminal(plain: Project) -> None:
    assert "没有.yaml" in plain.run("没有.yaml", encoding="gbk").stderr
    assert "\\u6ca1" in plain.run("没有.yaml", encoding="ascii").stderr
