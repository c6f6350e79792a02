"""Errors are in the language of ``--lang``, else of the locale; an error of the API is English as a text."""

from __future__ import annotations

import pytest

from elblint import ConfigError, UsageError, lint_paths, load_config
from support.project import Project

CONFIGURATION = """\
cluster: {proxy: ipvz}
select: ELB101
fail-onn: never
limits: {depth: x}
suppress: [{reason: r}]
"""
FAULTS = [
    ".elblint.yaml:1:18: “cluster.proxy”不能取值“ipvz”；是否要写“ipvs”？",
    ".elblint.yaml:2:9: “select”应为列表，如 [ELB101]",
    ".elblint.yaml:3:1: 此处没有配置项“fail-onn”；是否要写“fail-on”？",
    ".elblint.yaml:4:17: “x”不符合“limits.depth”的要求：数字；若是字节数或字符数，可带 k、M 或 G",
    ".elblint.yaml:5:12: “suppress.1”中缺少 'rules'",
    ".elblint.yaml:5:12: “suppress.1”中缺少 'paths', 'objects', 'namespaces', 'labels' 之一",
]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nowhere.yaml"], "nowhere.yaml: 没有该文件或目录"),
        (["chek"], "chek: 没有该文件或目录，也没有该命令；是否要写“check”？"),
        (["--select", "ELB999", "."], "select: 没有规则符合 'ELB999'；是否要写“ELB909”？"),
        (["--config", "a", "--no-config", "."], "--config 与 --no-config 不能同时使用"),
        (["--cluster", "standard,turbo", "."], "--cluster: 'standard' 与 'turbo' 不能同时使用"),
        (["--limit", "depth=1", "."], "limits: “1”不能作为上限 depth 的值：应为 20 至 500 的数字"),
        (["--rules", "nowhere", "."], "nowhere: 没有该规则文件或目录"),
        (["-f", "sarif", "-f", "text", "."], "两份报告会写到同一处：标准输出；请为每个 -f 指定各自的 -o FILE"),
        (["--zzzz", "."], "没有选项 --zzzz；elblint check --help 会列出全部选项"),
        (["--statistic", "."], "没有选项 --statistic；相近的选项：--statistics；elblint check --help 会列出全部选项"),
        (["--fail-on", "x", "."], "--fail-on: 'x' 不在可选值之中：error, warning, note, never；elblint check --help 会列出全部选项"),
        (["--no-cache=1", "."], "选项 --no-cache 不带值"),
        (["explain"], "缺少参数：WHAT；elblint explain --help 会列出全部选项"),
        (["explain", "a", "b"], "多余的参数：b；elblint explain --help 会列出全部选项"),
        (["explain", "qqqqqq"], "“qqqqqq”既不是规则，也不是注解；elblint rules 会列出全部规则"),
        (["diff", "x y", "--no-config"], "x y: 没有该目录，且 . 不在 Git 仓库中"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_call_is_told_in_chinese(
    project: Project, arguments: list[str], complaint: str
) -> None:
    outcome = project.run(*arguments, "--lang", "zh")
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr.endswith(f"elblint: 错误：{complaint}\n")


def test_faults_of_the_configuration_are_told_in_chinese(project: Project) -> None:
    project.write(".elblint.yaml", CONFIGURATION)
    outcome = project.run("--lang=zh", ".")
    assert outcome.stderr.splitlines() == [f"elblint: 错误：{fault}" for fault in FAULTS]


def test_a_locale_chooses_the_language(project: Project) -> None:
    project.monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert project.run("nowhere").stderr == "elblint: 错误：nowhere: 没有该文件或目录\n"
    assert project.run("--lang", "en", "nowhere").stderr == (
        "elblint: error: nowhere: no such file or folder\n"
    )


@pytest.mark.parametrize("arguments", [["--version", "--lang", "zh"], ["--lang=zh", "--version"]])
def test_the_version_is_told_in_chinese(project: Project, arguments: list[str]) -> None:
    lines = project.run(*arguments).stdout.splitlines()
    assert [line.partition("：")[0] for line in lines[1::2]] == ["规则", "chart"]
    assert lines[4].startswith("kustomization：")


def test_an_error_of_the_api_is_english_and_has_the_other_language(project: Project) -> None:
    with pytest.raises(UsageError) as caught:
        lint_paths(["nowhere"])
    assert str(caught.value) == "nowhere: no such file or folder"
    assert caught.value.messages("zh") == ["nowhere: 没有该文件或目录"]
    with pytest.raises(ConfigError) as refused:
        load_config(project.write(".elblint.yaml", CONFIGURATION))
    assert "'ipvz' is not a value of 'cluster.proxy'" in str(refused.value)
    assert refused.value.messages("zh") == FAULTS
