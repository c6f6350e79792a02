"""One run from paths to findings. Strings the parts together and knows no details of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property

from elblint.config.settings import Config
from elblint.engine.evaluator import Evaluator
from elblint.engine.finding import Finding
from elblint.engine.library import SCHEMAS, Library
from elblint.engine.retention import ReleasableKinds
from elblint.engine.rule import Rule
from elblint.engine.rule_loader import load_rules
from elblint.inputs.loader import load_inputs
from elblint.inputs.request import Request
from elblint.inputs.summary import Summary
from elblint.model.context import LintContext
from elblint.system.package_data import built_in_rules
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.diagnostics import Diagnostic
from elblint.text.source import Location, SourceText
from elblint.triage.result import Result
from elblint.triage.selection import PathIgnores, choose_rules, is_ignored
from elblint.triage.suppressions import Suppressions

if TYPE_CHECKING:
    from elblint.engine.incremental import IncrementalEvaluator
    from elblint.engine.reach_model import ReachModel
    from elblint.inputs.loaded import LoadedInputs
    from elblint.model.addresses.addressed_texts import KeptTexts
    from elblint.system.progress import Progress


def config_schema() -> str:
    """The JSON Schema of ``.elblint.yaml``."""
    return os.path.join(built_in_rules(), SCHEMAS, "config.json")


def failed_run(kind: str, message: str, config: Config, lang: str) -> Result:
    """Return the result of a run that did not get to its end: one finding that says so, of what a fault is called."""
    from elblint.engine.finding_builder import diagnostic_finding

    library = Library(built_in_rules())
    rules = load_rules(library)
    location = Location(SourceText(config.path or ".", ""), 0, 0)
    raised = {rule.diagnostic: rule for rule in rules if rule.diagnostic}
    finding = diagnostic_finding(Diagnostic(kind, location, message, unreadable=True), raised, lang)
    counts = Summary()
    counts.unread = 1
    return Result([finding], counts, rules, library, LintContext([]), lang, is_complete=False, config=config)


def _each_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what is said of one place in the same words: by two overlays of one base, or an alias.

    Texts that Helm rendered into two files of the input are two places, though both may come from one template.
    """
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        location = finding.location
        built = location.generated
        file = built.source.path if built is not None and built.is_file else ""
        key = (
            finding.rule,
            location.path,
            location.start,
            finding.title,
            finding.message,
            finding.subject,
            file,
        )
        if key not in seen:
            seen.add(key)
            yield finding


def _accepted_by_rule(diagnostics: Iterable[Diagnostic], rules: Iterable[Rule], config: Config) -> int:
    """Return how many inputs were not read that a configuration says not to mind, by ignoring the rule."""
    kinds = {rule.diagnostic for rule in rules if is_ignored(rule, config)}
    return sum(one.unreadable and one.is_acceptable and one.kind in kinds for one in diagnostics)


def _accepted(findings: Iterable[Finding]) -> int:
    """Return how many findings about inputs that were not read may be hidden."""
    return sum(one.unreadable and one.is_acceptable for one in findings)


class Session:
    """The rules of one configuration, and what is kept between runs over input that changes little by little."""

    def __init__(self, config: Config, lang: str) -> None:
        """Read the rules. Raises ElblintError as ``lint`` does."""
        self.config = config
        self.lang = lang
        self.library = Library(built_in_rules())
        self.every_rule = load_rules(self.library, [config.below(folder) for folder in config.rules])
        self.rules = choose_rules(self.every_rule, config)
        self.incremental: IncrementalEvaluator | None = None
        self.kept_texts: KeptTexts | None = None

    @cached_property
    def rules_by_id(self) -> dict[str, Rule]:
        """All rules by their ids, those too that the configuration does not choose."""
        return {rule.id: rule for rule in self.every_rule}

    def keep(self) -> None:
        """Evaluate incrementally from now on."""
        from elblint.engine.incremental import IncrementalEvaluator
        from elblint.model.addresses.addressed_texts import KeptTexts

        self.kept_texts = KeptTexts()
        self.incremental = IncrementalEvaluator(self.library, self.rules, self.lang)

    def findings(self, context: LintContext, progress: Progress) -> Iterator[Finding]:
        """Yield the findings of the rules."""
        if self.incremental is not None:
            return self.incremental.findings(context)
        return Evaluator(self.library, context, self.lang).findings(self.rules, progress)


def reachability(request: Request, config: Config, lang: str) -> tuple[ReachModel, list[Diagnostic]]:
    """Return who reaches which address of each Service and Ingress in the input, and what could not be read.

    Raises ElblintError for what the user must correct first.
    """
    from elblint.engine.reach_judge import reach_model

    library = Library(built_in_rules())
    loaded = load_inputs(request, config, custom_services=library.custom_services)
    model = reach_model(_context(loaded, library), library.table, lang)
    return model, [one for one in loaded.diagnostics if one.unreadable]


def _context(loaded: LoadedInputs, library: Library, kept_texts: KeptTexts | None = None) -> LintContext:
    return LintContext(
        loaded.objects,
        catalogue=library.annotation_catalogue,
        targets=loaded.targets,
        roles=library.roles,
        kept_texts=kept_texts,
    )


def lint(request: Request, config: Config, lang: str, session: Session | None = None) -> Result:
    """Read, evaluate and choose. Raises ElblintError for what the user must correct first.

    ``session`` is of the same configuration and language.
    """
    session = session or Session(config, lang)
    library, every_rule, rules = session.library, session.every_rule, session.rules
    loaded = load_inputs(request, config, ReleasableKinds(rules), library.custom_services)
    context = _context(loaded, library, session.kept_texts)
    raised = {rule.diagnostic: rule for rule in rules if rule.diagnostic}

    def found_in(diagnostics: Iterable[Diagnostic]) -> list[Finding]:
        reported = [one for one in diagnostics if one.kind in raised]
        if not reported:
            return []
        from elblint.engine.finding_builder import diagnostic_finding

        return [diagnostic_finding(one, raised, lang) for one in reported]

    loaded.counts.unread -= _accepted_by_rule(loaded.diagnostics, every_rule, config)
    findings = found_in(loaded.diagnostics)
    findings.extend(_each_once(session.findings(context, request.progress)))
    if request.suppress:
        ignores = PathIgnores(config, every_rule)
        suppressions = Suppressions(config, loaded.texts(), loaded.objects, every_rule)
        shown = [one for one in findings if not ignores.hide(one) and not suppressions.hide(one)]
        loaded.counts.suppressed = len(findings) - len(shown)
        loaded.counts.unread -= _accepted(findings) - _accepted(shown)
        diagnostics = suppressions.diagnostics({rule.id for rule in rules})
        findings = shown + found_in(diagnostics)
    if request.baseline:
        from elblint.triage.baseline import Baseline

        known = Baseline(request.baseline, config.root)
        new = [one for one in findings if not known.covers(one)]
        loaded.counts.baselined = len(findings) - len(new)
        loaded.counts.unread -= _accepted(findings) - _accepted(new)
        stale = known.stale(
            loaded.objects, (one.source.path for one in loaded.read), {rule.id for rule in rules}
        )
        findings = new + found_in(stale)
    findings.sort(key=lambda finding: finding.order)
    return Result(
        findings,
        loaded.counts,
        rules,
        library,
        context,
        lang,
        is_complete=loaded.is_repeatable,
        config=loaded.config,
    )
