"""An evaluation as SARIF 2.1.0, as code scanning takes it.

Code scanning shows no result without a place in a file. What is about a commit, the description or a person has
none, so it is anchored to the person's own training record, or to `policies/program.yaml` where no person is known;
its message begins with the real place, which stands as a logical location as well.

Fingerprints hold rule, file, person and message, without numbers and object ids: neither a moved line nor a rebased
commit makes another alert. The uploader of code scanning computes `primaryLocationLineHash` from the line itself;
for anchored findings, which all stand on line 1, that would make one alert of several, so there it is given.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from c7gate.judging.rule import Rule
from c7gate.judging.rules import all_rules
from c7gate.model.errors import C7gateError, PolicyError
from c7gate.model.evaluation import Change, Evaluation
from c7gate.model.finding import NOWHERE, Finding, Location, Severity
from c7gate.model.policy import Policy
from c7gate.rendering.escape import relative_uri, sarif_text
from c7gate.rendering.facts import place
from c7gate.rendering.json_text import Json, dumps
from c7gate.rendering.rules import HOME, help_uri, rule_text

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NOBODY = "policies/program.yaml"
_UNSTABLE = re.compile(r"[0-9a-f]{7,64}|\d+")
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note", Severity.OFF: "none"}


def render(evaluation: Evaluation, *, version: str, exit_code: int, command: str) -> str:
    """The log of one run, ending in a newline.

    Args:
        evaluation: what came out; every finding is a result, none is suppressed.
        version: of c7gate.
        exit_code: the one the process ends with.
        command: which command ran; it keeps the alerts of two commands apart.
    """
    said = [_notification(evaluation.cannot_look)] if evaluation.cannot_look else []
    run = _run(evaluation.snapshot.policy, version, command, exit_code, said)
    return _log({**run, "results": list(_results(evaluation))})


def render_error(error: C7gateError, *, version: str, command: str) -> str:
    """The log of a run that came to no verdict (exit 2 and 3): no result, and a notification that says why."""
    problems = error.problems if isinstance(error, PolicyError) else ()
    said = [
        _notification(
            _with_help(problem.message, problem.help), Location.in_file(path, problem.line, problem.column)
        )
        for path, problem in problems
    ] or [_notification(_with_help(error.message, error.help))]
    return _log({**_run(None, version, command, error.exit_code, said), "results": []})


def _log(run: Json) -> str:
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _run(policy: Policy | None, version: str, command: str, exit_code: int, said: list[Json]) -> Json:
    invocation: Json = {"executionSuccessful": not said, "exitCode": exit_code}
    if said:
        invocation["toolExecutionNotifications"] = said
    driver = {
        "name": "c7gate",
        "version": version,
        "informationUri": HOME,
        "rules": [_rule(rule, policy) for rule in all_rules()],
    }
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"c7gate/{command}/"},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
    }


def _rule(rule: Rule, policy: Policy | None) -> Json:
    text = rule_text(rule)
    view: Json = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": sarif_text(text.summary)},
        "fullDescription": {"text": sarif_text(f"{text.checks} {text.why}")},
        "help": {
            "text": sarif_text(f"{text.fix} Example: {text.example}"),
            "markdown": f"{_doubled(text.fix)}\n\n**Example:** {_doubled(text.example)}",
        },
        "helpUri": help_uri(rule),
    }
    if policy and (setting := policy.rules.get(rule.name)):
        off = setting.severity is Severity.OFF
        view["defaultConfiguration"] = {
            "level": _LEVELS[setting.severity],
            **({"enabled": False} if off else {}),
        }
    return view


def _doubled(ours: str) -> str:
    """Markdown of ours as a formatted message: braces doubled (3.11.5)."""
    return ours.replace("{", "{{").replace("}", "}}")


def _results(evaluation: Evaluation) -> Iterator[Json]:
    index = {rule.code: number for number, rule in enumerate(all_rules())}
    seen: Counter[str] = Counter()
    for finding in evaluation.findings:
        anchor = _anchor(finding, evaluation.snapshot.change)
        print_ = _fingerprint(finding, anchor)
        seen[print_] += 1
        yield _result(finding, anchor, index[finding.code], f"{print_}:{seen[print_]}")


def _result(finding: Finding, anchor: Location, index: int, fingerprint: str) -> Json:
    where = "" if finding.location.file else place(finding.location)
    message = _with_help(f"{where}: {finding.message}" if where else finding.message, finding.help)
    location = _location(anchor)
    if where:
        location["logicalLocations"] = [{"fullyQualifiedName": where}]
    view: Json = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": sarif_text(message)},
        "locations": [location],
        "partialFingerprints": {"c7gate/v1": fingerprint},
    }
    if not finding.location.file:
        view["partialFingerprints"]["primaryLocationLineHash"] = fingerprint
    properties: Json = {"developer": finding.developer} if finding.developer else {}
    if finding.fix:
        properties["fix"] = {"append_to": finding.fix.append_to, "text": finding.fix.text}
    return {**view, "properties": properties} if properties else view


def _anchor(finding: Finding, change: Change | None) -> Location:
    if finding.location.file:
        return finding.location
    person = finding.developer or (_author(finding.location.commit, change) if change else "")
    return Location.in_file(f"training-records/developers/{person}.yaml" if person else _NOBODY)


def _author(commit: str, change: Change) -> str:
    """The login whose work it is: the author of the commit, else the only author, else the forge's word."""
    works = [read for read in change.commits if read.commit.oid == commit] or change.commits
    logins = {read.login for read in works}
    return logins.pop() if len(logins) == 1 else change.author_login


def _location(anchor: Location) -> Json:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": relative_uri(anchor.file)},
            "region": {"startLine": max(1, anchor.line), "startColumn": max(1, anchor.column)},
        }
    }


def _fingerprint(finding: Finding, anchor: Location) -> str:
    """What stays the same when lines move, commits are rebased and counts grow."""
    parts = (finding.code, anchor.file, finding.developer, _UNSTABLE.sub("#", finding.message))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _notification(message: str, location: Location = NOWHERE) -> Json:
    view: Json = {"level": "error", "message": {"text": sarif_text(message)}}
    return {**view, "locations": [_location(location)]} if location.file else view


def _with_help(message: str, help: str) -> str:  # noqa: A002  the contract's word
    return f"{message} → {help}" if help else message
