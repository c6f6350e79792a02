"""Attacks on a run over a stranger's tree. Each stands for its kind; docs/security.md names the promise that it is about."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from elblint import run as run_module
from elblint.errors import LimitError, OutputError
from elblint.inputs.helm.engine import find_engine
from elblint.inputs.kustomize.builder import find_builder
from elblint.report.diff.registry import DiffFormat
from elblint.report.reach.registry import ReachFormat
from elblint.report.registry import Format
from elblint.system.boundary import Boundary
from elblint.system.child import ChildError, environment, find_program, run_child
from elblint.system.writer import write_file
from elblint.text.printable import printable, report_of_lines
from elblint.text.secret_scan import secret_spans
from support.project import LOCAL, Project

pytestmark = pytest.mark.unix

FORMATS = [one.value for one in Format]
needs_helm = pytest.mark.skipif(find_engine() is None, reason="no Helm engine on this machine")
needs_kustomize = pytest.mark.skipif(find_builder() is None, reason="no builder on this machine")


@pytest.fixture
def repository(project: Project) -> Project:
    """A repository inside of the project's folder, and the working folder in it."""
    project.folder = project.folder / "repo"
    (project.folder / ".git/hooks").mkdir(parents=True)
    os.chdir(project.folder)
    return project


def chart(project: Project, text: str = LOCAL) -> None:
    project.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
    project.write("c/templates/a.yaml", text)


class TestNoCode:
    @needs_helm
    @pytest.mark.parametrize(
        "name", ["json.py", "re.py", "helm_python.py", "sitecustomize.py", "usercustomize.py"]
    )
    def test_no_module_of_the_tree_is_imported(self, repository: Project, name: str) -> None:
        for folder in (".", "c"):
            repository.write(f"{folder}/{name}", f"open({str(repository.folder / 'PWNED')!r}, 'w')\n")
        chart(repository)
        repository.monkeypatch.setenv("PYTHONPATH", ".")
        assert "ELB102" in repository.run("c").stdout
        assert not Path("PWNED").exists()

    def test_a_program_is_not_looked_for_in_the_tree(self, repository: Project) -> None:
        tool = repository.write("bin/kustomize", "#!/bin/sh\n")
        tool.chmod(0o755)
        repository.monkeypatch.setenv("PATH", os.pathsep.join(["bin", "", ".", "./bin"]))
        assert find_program("kustomize") is None
        repository.monkeypatch.setenv("PATH", str(tool.parent))
        assert find_program("kustomize") == str(tool)

    def test_a_child_gets_nothing_of_the_environment(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        names = (
            "TOKEN",
            "PYTHONPATH",
            "PYTHONSTARTUP",
            "HELM_DRIVER",
            "KUSTOMIZE_PLUGIN_HOME",
            "LD_PRELOAD",
            "GIT_DIR",
        )
        for name in names:
            monkeypatch.setenv(name, "hostile")
        monkeypatch.setenv("LD_LIBRARY_PATH", "lib")
        shown = run_child(
            [sys.executable, "-I", "-c", "import os; print(dict(os.environ), os.getcwd())"],
            str(tmp_path), seconds=30, most=100_000,
        ).written.decode()  # fmt: skip
        assert "hostile" not in shown
        assert "'LD_LIBRARY_PATH'" not in shown
        assert shown.strip().endswith(os.path.realpath(tmp_path))
        assert environment("/home")["NO_PROXY"] == ""

    def test_a_program_is_started_by_its_absolute_path_only(self, tmp_path: Path) -> None:
        with pytest.raises(ChildError, match="absolute path"):
            run_child(["python3", "-c", "1"], str(tmp_path), seconds=1, most=1)

    def test_the_action_isolates_its_python(self) -> None:
        root = Path(__file__).parents[2]
        lines = root.joinpath("action.yml").read_text().splitlines()
        started = [line for line in lines if re.search(r'"\$(\w*PYTHON|python|name)" -', line)]
        assert len(started) == 5
        assert all(" -I " in line for line in started)
        script = root.joinpath("ci/github_action.py").read_text()
        started = [line for line in script.splitlines() if '"-m"' in line]
        assert len(started) == 3
        assert all('"-I", ' in line for line in started)


class TestWriting:
    @pytest.mark.parametrize(
        "path",
        [".git/hooks/pre-commit", ".git/x.json", "a.yaml", "link.json", "../out.json", "folder/x.json"],
    )
    def test_a_configured_baseline_is_new_or_a_baseline(self, repository: Project, path: str) -> None:
        repository.write("a.yaml", LOCAL)
        repository.write(".git/hooks/pre-commit", "#!/bin/sh\n")
        os.symlink("a.yaml", "link.json")
        os.symlink("..", "folder")
        repository.write(".elblint.yaml", f"baseline: {path}\n")
        assert repository.run("baseline").exit_code == 2
        assert Path("a.yaml").read_text() == LOCAL
        assert Path(".git/hooks/pre-commit").read_text() == "#!/bin/sh\n"
        assert not Path("../out.json").exists()
        assert not Path(".git/x.json").exists()

    @pytest.mark.parametrize("options", [[], ["--force"]])
    def test_init_writes_through_no_link(self, repository: Project, options: list[str]) -> None:
        os.symlink("../outside.yaml", ".elblint.yaml")
        assert repository.run("init", "-y", *options).exit_code == 2
        assert not Path("../outside.yaml").exists()

    def test_a_report_goes_through_no_link_of_the_repository(self, repository: Project) -> None:
        repository.write("a.yaml", LOCAL)
        Path("../target").write_text("old")
        os.symlink("../target", "out.txt")
        os.symlink("..", "up")
        for path in ("out.txt", "up/target", ".git/config"):
            assert repository.run("-o", path, "a.yaml").exit_code == 2
        assert Path("../target").read_text() == "old"

    def test_a_file_keeps_its_mode_and_its_content_on_a_failure(self, tmp_path: Path) -> None:
        file = tmp_path / "a.txt"
        file.write_text("old")
        file.chmod(0o640)
        write_file(str(file), b"new")
        assert file.read_text() == "new"
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                os, "replace", lambda *paths: (_ for _ in ()).throw(OSError(28, "No space left on device"))
            )
            with pytest.raises(OutputError, match="No space left"):
                write_file(str(file), b"newer")
        assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]
        assert file.read_text() == "new"
        os.link(file, tmp_path / "b.txt")
        with pytest.raises(OutputError, match="hard link"):
            write_file(str(file), b"newer")
        os.unlink(tmp_path / "b.txt")
        file.chmod(0o440)
        with pytest.raises(OutputError, match="read-only"):
            write_file(str(file), b"newer")
        assert file.read_text() == "new"


class TestReading:
    @needs_helm
    @pytest.mark.parametrize(
        "link", ["files/env", "templates/b.yaml", "values.yaml", "crds/x.yaml", "README.md", "charts/sub"]
    )
    def test_no_link_in_a_chart_leads_out(self, repository: Project, link: str) -> None:
        chart(repository, LOCAL + '# {{ .Files.Get "files/env" }}\n')
        Path("../outside").write_text("TOKEN: abc\n")
        Path("c", link).parent.mkdir(exist_ok=True)
        os.symlink(os.path.abspath("../outside"), Path("c", link))
        outcome = repository.run("-f", "json", "c")
        assert outcome.exit_code == 2
        assert "TOKEN" not in outcome.stdout
        assert "leads out of the repository" in outcome.stdout

    @needs_helm
    def test_gits_own_folder_is_no_part_of_a_chart(self, repository: Project) -> None:
        repository.write("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
        repository.write(".git/config", "TOKEN")
        repository.write(
            "templates/a.yaml", LOCAL.replace("name: web", 'name: {{ .Files.Get ".git/config" | quote }}')
        )
        assert "TOKEN" not in repository.run("-f", "json", ".").stdout

    @pytest.mark.parametrize("base", ["../outside", "link"])
    def test_no_base_above_the_repository_is_read(self, repository: Project, base: str) -> None:
        Path("../outside").mkdir()
        Path("../outside/kustomization.yaml").write_text("resources: [svc.yaml]\n")
        Path("../outside/svc.yaml").write_text(LOCAL)
        os.symlink("../outside", "link")
        repository.write("kustomization.yaml", f"resources: [{base}]\n")
        outcome = repository.run(".")
        assert outcome.exit_code == 2 if find_builder() else True
        assert "ELB102" not in outcome.stdout

    def test_a_source_comment_leads_to_no_file_outside(self, repository: Project) -> None:
        repository.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
        Path("../outside.yaml").write_text(LOCAL)
        Path("c/templates").mkdir()
        os.symlink("../../../outside.yaml", "c/templates/a.yaml")
        repository.write("r.yaml", "---\n# Source: c/templates/a.yaml\n" + LOCAL)
        assert "--> r.yaml:" in repository.run("--no-helm", "r.yaml").stdout

    def test_a_configuration_above_the_repository_is_not_read(self, repository: Project) -> None:
        Path("../.elblint.yaml").write_text("ignore: [ELB102]\n")
        repository.write("m/a.yaml", LOCAL)
        assert "ELB102" in repository.run("m").stdout


@pytest.fixture
def port() -> Iterator[int]:
    """A port on which nobody may call; the test fails if somebody did."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]
        listener.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            listener.accept()
            pytest.fail("something was fetched")


ADDRESSES = {
    "a resource": "resources: [svc.yaml, 'http://HOST/x']",
    "in capitals": "resources: [svc.yaml, 'HTTP://HOST/x']",
    "a folded key": "re\u017fources: [svc.yaml, 'http://HOST/x']",
    "a merge key": "<<: {resources: [svc.yaml, 'http://HOST/x']}",
    "an alias": "metadata: {annotations: {a: &a 'http://HOST/x'}}\nresources: [svc.yaml, *a]",
    "an escape": 'resources: [svc.yaml, "http\\x3a\\x2f\\x2fHOST/x"]',
    "binary": "resources: [svc.yaml, !!binary aHR0cDovLzEyNy4wLjAuMTo4MC94]",
    "a generator's file": "resources: [svc.yaml]\nconfigMapGenerator: [{name: a, files: ['k=http://HOST/x']}]",
    "an env file": "resources: [svc.yaml]\nconfigMapGenerator: [{name: a, envs: ['http://HOST/x']}]",
    "a patch": "resources: [svc.yaml]\npatches: [{path: 'http://HOST/x'}]",
    "a replacement": "resources: [svc.yaml]\nreplacements: [{path: 'http://HOST/x'}]",
    "a schema": "resources: [svc.yaml]\nopenapi: {path: 'http://HOST/x'}",
    "a plugin": 'resources: [svc.yaml]\ntransformers:\n- |-\n  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: {name: x}\n  path: "http\\x3a\\x2f\\x2fHOST/x"\n',
    "a plugin's file": "resources: [svc.yaml]\ngenerators: [cfg.yaml]",
    "a plugin's folder": "resources: [svc.yaml]\ngenerators: [gen]",
}


@needs_kustomize
@pytest.mark.parametrize("how", ADDRESSES)
def test_nothing_is_fetched(repository: Project, port: int, how: str) -> None:
    host = f"127.0.0.1:{port}"
    settings = 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: x}\nfiles: ["k=http:\\x2f\\x2fHOST/x"]\n'
    for path in ("cfg.yaml", "gen/cfg.yaml"):
        repository.write(path, settings.replace("HOST", host))
    repository.write("gen/kustomization.yaml", "resources: [cfg.yaml]\n")
    repository.write("svc.yaml", LOCAL)
    repository.write("kustomization.yaml", ADDRESSES[how].replace("HOST", host) + "\n")
    outcome = repository.run("kustomization.yaml", "svc.yaml")
    assert "ELB008" in outcome.stdout


NAMES = ["a\n::error::PWN", "::error::PWN", "##[error]PWN", "##vso[task.setvariable]PWN", "a\u001b]0;T\u0007", "a\u009b31m", "a\u202eb", "a\u2028::error::PWN"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", FORMATS)
def test_output_is_data(repository: Project, kind: str, name: str) -> None:
    long = "a" * 75 + " " + name
    text = LOCAL.replace("class: performance", f"class: {json.dumps(long)}").replace(
        "name: web", f"name: {json.dumps(name)}"
    )
    repository.write("a.yaml", text + "  ports: [{port: 80, targetPort: " + json.dumps(name) + "}]\n")
    outcome = repository.run("-f", kind, "a.yaml")
    for stream in (outcome.stdout, outcome.stderr):
        assert not set(stream) & set("\u001b\u0007\u009b\u202e\u2028")
        assert "##[" not in stream
        assert "##vso[" not in stream
        for line in stream.splitlines():
            assert not line.lstrip().startswith("::error::PWN")


COMPARED = [["reach", "-f", kind.value, "."] for kind in ReachFormat]
COMPARED += [["diff", "-f", kind.value, "base", "."] for kind in DiffFormat]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("arguments", COMPARED, ids=" ".join)
def test_output_on_reachability_is_data(repository: Project, arguments: list[str], name: str) -> None:
    (repository.folder / "base").mkdir()
    text = LOCAL.replace("name: web", f"name: {json.dumps(name)}")
    repository.write("a.yaml", text + "---\n" + text.replace("LoadBalancer", "ClusterIP"))
    outcome = repository.run(*arguments)
    for stream in (outcome.stdout, outcome.stderr):
        assert not set(stream) & set("\u001b\u0007\u009b\u202e\u2028")
        assert "##[" not in stream
        assert "##vso[" not in stream
        for line in stream.splitlines():
            assert not line.lstrip().startswith("::error::PWN")


@pytest.mark.parametrize("name", NAMES)
def test_errors_are_data(repository: Project, name: str) -> None:
    repository.write(".elblint.yaml", f"paths: [{json.dumps(name)}]\n")
    for arguments in ([], [name], ["--lang", name], ["explain", name], ["--select", name, "."]):
        outcome = repository.run(*arguments)
        assert outcome.exit_code == 2
        assert not any(line.lstrip().startswith("::error") for line in outcome.stderr.splitlines())
        assert printable(outcome.stderr.replace("\n", "")) == outcome.stderr.replace("\n", "")


def test_a_difference_is_data(repository: Project) -> None:
    text = LOCAL.replace("annotations: {kubernetes.io/elb.class: performance,\n    kubernetes.io/elb.id: ", "annotations:\n    x: |\n      ::error::PWN\n    kubernetes.io/elb.pass-through: true\n    kubernetes.io/elb.class: union\n    kubernetes.io/elb.id: ").replace("24b6}", "24b6")  # fmt: skip
    repository.write("a.yaml", text)
    outcome = repository.run("fix", "a.yaml")
    assert "\n       \\u003a:error::PWN" in outcome.stdout
    assert report_of_lines(["  ::x", "a ::x"]) == "  \\u003a:x\na ::x\n"


TOKEN = "S3CR3T-hunter2"
SECRETS = {
    "a comment beside": f"kind: Secret\nstringData:\n  password: {TOKEN}  # elblint: ignore[ELB102] why\n",
    "a comment above": f"kind: Secret\nstringData:\n  a: b  # elblint: ignore[ELB102] why\n  password: {TOKEN}\n",
    "a syntax error": f"kind: Secret\nstringData:\n  password: '{TOKEN}\n",
    "an escaped kind": f'kind: "S\\x65cret"\nstringdata:\n  password: "{TOKEN}\n',
    "a kind by an alias": f"a: &k Secret\nkind: *k\ndata:\n  password: '{TOKEN}\n",
    "a kind below": f"data:\n  password: '{TOKEN}\nkind: Secret\n",
    "no kind": f"data:\n  password: '{TOKEN}\n",
    "JSON": f'{{"kind": "Secret", "stringData": {{"password": "{TOKEN}\n',
    "a list": f"kind: List\nitems:\n- kind: Secret\n  stringData:\n    password: '{TOKEN}\n",
    "a repeated key": f"kind: Secret\nstringData:\n  p: {TOKEN}\n  p: {TOKEN}\n",
    "an annotation": f"kind: Secret\nmetadata:\n  annotations:\n    token: '{TOKEN}\n",
    "a suppression": f"kind: Secret\ndata: {{}}\n# elblint: {TOKEN}\n",
    "a marker inside": f"kind: Secret\nstringData:\n  a: |\n---\npassword: '{TOKEN}\n",
    "a template": f"kind: Secret\nstringData:\n  password: {TOKEN} {{{{ .Values.x\n",
}


@pytest.mark.parametrize("how", SECRETS)
def test_nothing_of_a_secret_is_shown(repository: Project, how: str) -> None:
    repository.write("s.yaml", "apiVersion: v1\n" + SECRETS[how])
    repository.write("wide.yaml", ("apiVersion: v1\n" + SECRETS[how]).encode() + b"x: \xff\n")
    repository.write("both.yaml", LOCAL + "---\n" + SECRETS[how] + "---\n" + LOCAL.replace("web", "api"))
    for kind in FORMATS:
        for arguments in ([], ["--limit", "line-length=20"], ["--limit", "seconds=1"]):
            outcome = repository.run(
                "--parse-all", "-f", kind, *arguments, "s.yaml", "wide.yaml", "both.yaml"
            )
            assert TOKEN not in outcome.stdout + outcome.stderr
    reach = [["reach", "-f", kind.value] for kind in ReachFormat]
    repository.write("base/s.yaml", LOCAL)
    compared = [["diff", "-f", kind.value, "./base"] for kind in DiffFormat]
    for command in (["fix"], ["baseline"], *reach, *compared):
        outcome = repository.run(*command, "s.yaml", "wide.yaml", "both.yaml")
        assert TOKEN not in outcome.stdout + outcome.stderr


def test_objects_that_only_name_secrets_are_shown() -> None:
    for text in (
        "kind: Ingress\nspec:\n  tls: [{secretName: a}]\n",
        "kind: Gateway\nspec:\n  listeners: [{tls: {certificateRefs: [{kind: Secret, name: a}]}}]\n",
        "kind: Deployment\nspec: {template: {spec: {volumes: [{name: a, secret: {secretName: a}}]}}}\n",
    ):
        assert secret_spans(text) == []
    # The names of its entries are no secret.
    text = "kind: Secret\ndata:\n  a: b\n"
    assert [text[start:end] for start, end in secret_spans(text)] == ["kind: Secret\ndata:\n", "b\n"]


@needs_kustomize
@pytest.mark.parametrize(
    "entry",
    [
        "generators: [gen.yaml]",
        f"generators:\n- |-\n  apiVersion: builtin\n  kind: SecretGenerator\n  metadata: {{name: x}}\n  literals: ['{TOKEN}']\n",
        f"secretGenerator: [{{name: s, literals: ['{TOKEN}']}}]",
        f"secretGenerator:\n- name: s\n  literals: ['p={TOKEN}\n",
        "secretGenerator: [{name: s, envs: [env.yaml]}]",
    ],
)
def test_nothing_of_a_generated_secret_is_shown(repository: Project, entry: str) -> None:
    repository.write("svc.yaml", LOCAL)
    if "env.yaml" in entry:
        repository.write("env.yaml", f"kind: Service\npassword: '{TOKEN}\n")
    repository.write(
        "gen.yaml",
        f"apiVersion: builtin\nkind: SecretGenerator\nmetadata: {{name: x}}\nliterals: ['{TOKEN}']\n",
    )
    repository.write("kustomization.yaml", f"resources: [svc.yaml]\n{entry}\n")
    for kind in FORMATS:
        outcome = repository.run("-f", kind, ".")
        assert TOKEN not in outcome.stdout + outcome.stderr


@needs_helm
@pytest.mark.parametrize(
    "expression",
    ["fail .Values.p", "required .Values.p .Values.none", 'tpl (printf "{{ %s" .Values.p) .', 'fail (printf "bad %s" .Values.p)', "index .Values.p 99"],
)  # fmt: skip
def test_no_value_stands_in_helms_complaints(repository: Project, expression: str) -> None:
    chart(repository, f"a: {{{{ {expression} }}}}\n")
    repository.write("c/values.yaml", f"p: {TOKEN}\n")
    outcome = repository.run("-f", "json", "c")
    assert outcome.exit_code == 2
    assert TOKEN not in outcome.stdout + outcome.stderr


class TestBounds:
    def test_a_configuration_raises_limits_to_a_ceiling(self, repository: Project) -> None:
        repository.write("a.yaml", LOCAL)
        repository.write(".elblint.yaml", "limits: {file-size: 900G}\n")
        outcome = repository.run("a.yaml")
        assert outcome.exit_code == 2
        assert "--limit file-size=900G goes further" in outcome.stderr
        assert repository.run("--limit", "file-size=900G", "a.yaml").exit_code == 1
        repository.write(".elblint.yaml", "limits: {file-size: 500MiB, depth: 30}\n")
        assert repository.run("a.yaml").exit_code == 1

    @pytest.mark.parametrize(
        "error", [LimitError("the run takes more than 1 seconds"), MemoryError(), ValueError(TOKEN)]
    )
    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_run_that_fails_is_said_to_have_failed(
        self, repository: Project, kind: str, error: Exception
    ) -> None:
        repository.write("a.yaml", LOCAL)

        def fail(*arguments: object) -> None:
            raise error

        repository.monkeypatch.setattr(run_module, "load_inputs", fail)
        outcome = repository.run("-f", kind, "a.yaml")
        assert outcome.exit_code == 2
        assert TOKEN not in outcome.stdout + outcome.stderr
        assert ("ELB016" if isinstance(error, ValueError) else "ELB007") in outcome.stdout
        if kind == "sarif":
            assert not json.loads(outcome.stdout)["runs"][0]["invocations"][0]["executionSuccessful"]

    @needs_helm
    def test_a_chart_may_not_fill_the_memory(self, repository: Project) -> None:
        chart(repository, 'kind: ConfigMap\nx: {{ repeat 2000000000 "x" | len }}\n')
        outcome = repository.run("c")
        assert outcome.exit_code == 2
        assert "MiB of memory" in " ".join(outcome.stdout.split())

    @pytest.mark.parametrize("path", ["a\\0b", "\\ud800"])
    def test_what_is_no_path_is_refused(self, repository: Project, path: str) -> None:
        repository.write("svc.yaml", LOCAL)
        repository.write("kustomization.yaml", f'resources: [svc.yaml]\npatches: [{{path: "{path}"}}]\n')
        outcome = repository.run(".")
        assert "Traceback" not in outcome.stderr
        assert outcome.exit_code in {1, 2}

    def test_the_cache_covers_kustomizations_above(self, repository: Project) -> None:
        repository.monkeypatch.setenv("XDG_CACHE_HOME", str(repository.folder.parent / "home"))
        for number in range(210):
            repository.write(f"m/{number}.yaml", "kind: ConfigMap\n")
        repository.write("m/p.yaml", LOCAL)
        file = repository.write("kustomization.yaml", "patches: [{path: m/p.yaml}]\n")
        assert repository.run("m").exit_code == 0
        file.unlink()
        assert repository.run("m").exit_code == 1

    def test_a_key_inside_the_tree_keeps_no_cache(self, repository: Project) -> None:
        repository.monkeypatch.setenv("XDG_CACHE_HOME", str(repository.folder / "home"))
        for number in range(210):
            repository.write(f"m/{number}.yaml", "kind: ConfigMap\n")
        assert repository.run("m").exit_code == 0
        assert not Path(".elblint_cache").exists()


@pytest.mark.parametrize("kind", ["gitlab", "json", "sarif"])
def test_fingerprints_do_not_depend_on_how_a_path_is_written(repository: Project, kind: str) -> None:
    repository.write("m/a.yaml", LOCAL)
    found: set[object] = set()
    for path in ("m", "./m", str(repository.folder / "m"), "m/../m/a.yaml"):
        report = json.loads(repository.run("-f", kind, path).stdout)
        if kind == "gitlab":
            found |= {(one["fingerprint"], one["location"]["path"]) for one in report}
        elif kind == "json":
            found |= {one["fingerprint"] for one in report["findings"]}
        else:
            found |= {json.dumps(one["partialFingerprints"]) for one in report["runs"][0]["results"]}
    assert len(found) == 1


@pytest.mark.parametrize(
    "metadata",
    [
        'labels:\n    kubernetes.io/elb.pass-through: "false"\n  annotations:\n    kubernetes.io/elb.pass_through: "true"\n',
        "annotations:\n    kubernetes.io/elb.class:\n    kubernetes.io/elb.clas: union\n",
    ],
)
def test_edits_make_no_key_twice(repository: Project, metadata: str) -> None:
    text = LOCAL.replace("annotations: {", metadata + "    kubernetes.io/elb.x: {").split("spec:")[0]
    text = (
        text[: text.index("    kubernetes.io/elb.x")]
        + "    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6\n"
    )
    repository.write(
        "a.yaml", text + "spec: {type: LoadBalancer, selector: {app: x}, ports: [{port: 80, name: a}]}\n"
    )
    assert "ELB004" not in repository.run("a.yaml").stdout
    repository.run("fix", "--write", "--unsafe", "a.yaml")
    assert "ELB004" not in repository.run("a.yaml").stdout


def test_a_boundary_keeps_its_outermost_folders(tmp_path: Path) -> None:
    for name in ("a/x", "a-b", "b"):
        (tmp_path / name).mkdir(parents=True)
    paths = [str(tmp_path / name) for name in ("a/x", "a-b", "a", "b/new.yaml")]
    boundary = Boundary(paths)
    assert boundary.roots == tuple(str(tmp_path / name) for name in ("a", "a-b", "b/new.yaml"))
    assert boundary.root_of(str(tmp_path / "a/x/y.yaml")) == str(tmp_path / "a")
    assert not boundary.holds(str(tmp_path / "b/other.yaml"))
    assert not boundary.holds("\0")


def test_files_that_are_named_add_no_roots(repository: Project) -> None:
    files = [str(repository.write(f"m/{number}.yaml", LOCAL)) for number in range(20)]
    assert Boundary.around(files).roots == (os.path.realpath(repository.folder),)
