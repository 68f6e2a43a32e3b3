"""The contract in one table: the command tree with its options, the exit codes, the JSON documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
import jsonschema
import pytest

from c7gate.cli import main as entry
from c7gate.judging.rules import all_rules
from c7gate.model.errors import C7gateError, CannotLookError, PolicyError, UsageError
from c7gate.reading import resources

from git_repo import Repo
from program import TRACKED, TRAILER, Program, run_cli

REPOSITORY = {"--repo", "-C", "--program"}
JUDGING = REPOSITORY | {"--trusted", "--as-of", "--format", "--color", "-q", "--quiet", "-v", "--verbose"}
ADDING = {"--repo", "-C", "--login", "--dry-run", "--commit"}
COMMANDS: dict[str, set[str]] = {
    "check": JUDGING
    | {"--base", "--head", "--body-file", "--event-path", "--merged", "--comment", "--exit-zero"},
    "me": JUDGING | {"--login", "--data", "--erase", "--dry-run"},
    "explain": JUDGING | {"--gate"},
    "scan": {"--repo", "-C", "--jsonl", "--stdin", "--channel", "--format"},
    "validate": (JUDGING - {"--program", "--trusted"}) | {"--exit-zero", "--fix", "--diff"},
    "add enrolment": {
        "--repo",
        "-C",
        "--from-history",
        "--since-days",
        "--min-commits",
        "--login",
        "--identity",
        "--role",
        "--cohort",
        "--enrolled-at",
        "--yes",
        "--dry-run",
        "--commit",
    },
    "add usage": ADDING | {"--library", "--topic", "--outcome", "--at"},
    "add use-case": ADDING | {"--title", "--library", "--link"},
    "add exercise": ADDING | {"--id", "--evidence", "--submitted"},
    "add share": ADDING | {"--date", "--kind", "--ref", "--audience"},
    "add commitment": ADDING | {"--date", "--statement"},
    "add away": ADDING | {"--from", "--to", "--type", "--instead"},
    "add blocker": ADDING | {"--id", "--opened", "--closed", "--summary", "--owner"},
    "add attempt": ADDING
    | {"--from", "--id", "--gate", "--date", "--score", "--rubric", "--assessor", "--supersedes", "--note"},
    "add review": ADDING | {"--exercise", "--reviewer", "--verdict", "--at", "--ref"},
    "add excused": ADDING | {"--from", "--to", "--by"},
    "add waiver": ADDING | {"--id", "--rule", "--gate", "--criterion", "--reason", "--approver", "--expires"},
    "add intervention": ADDING
    | {"--alert", "--action", "--by", "--at", "--outcome", "--plan", "--until", "--reason"},
    "add survey": {"--repo", "-C", "--period", "--invited", "--from", "--question", "--dry-run", "--commit"},
    "add baseline": {"--repo", "-C", "--from", "--dry-run"},
    "sign": REPOSITORY | {"--trusted", "--as-of", "--gate", "--all-ready", "--by", "--dry-run", "--commit"},
    "report daily": JUDGING | {"--measurements", "--audience"},
    "report weekly": JUDGING | {"--measurements", "--audience"},
    "report monthly": JUDGING | {"--measurements", "--audience"},
    "report quarterly": JUDGING | {"--measurements", "--audience"},
    "report annual": JUDGING | {"--measurements", "--audience"},
    "report plan": JUDGING | {"--check", "--compare"},
    "report success": JUDGING | {"--measurements", "--check"},
    "report metrics": JUDGING | {"--measurements"},
    "report dashboard": REPOSITORY
    | {"--trusted", "--as-of", "--measurements", "--out", "--audience", "--login", "--format"},
    "report readiness": JUDGING | {"--check"},
    "report privacy": JUDGING | {"--check"},
    "init": {
        "--repo",
        "-C",
        "--yes",
        "--dry-run",
        "--coordinator",
        "--action-ref",
        "--forge",
        "--pages",
        "--assistant",
    },
    "doctor": {"--repo", "-C", "--as-of", "--format", "--color"},
    "status": JUDGING | {"--audience"},
    "report alerts": JUDGING | {"--level", "--check", "--deliver"},
    "policy show": REPOSITORY | {"--trusted", "--format"},
    "policy lint": {"--repo", "-C", "--format", "--color"},
    "policy diff": REPOSITORY | {"--base", "--as-of", "--format", "--color"},
    "policy test": {"--repo", "-C", "--format", "--color"},
    "policy upgrade": {"--repo", "-C", "--dry-run"},
    "policy holidays": {"--repo", "-C", "--country", "--subdivision", "--year", "--calendar", "--dry-run"},
    "policy simulate": REPOSITORY | {"--trusted", "--as-of", "--last", "--format"},
    "hook install": {"--assistant", "--repo", "-C", "--hook"},
    "hook uninstall": {"--repo", "-C", "--hook"},
    "hook status": {"--repo", "-C"},
    "hook commit-msg": set(),
    "hook prepare-commit-msg": set(),
    "hook post-commit": set(),
    "hook pre-push": set(),
    "hook capture": {"--assistant"},
    "collect": REPOSITORY | {"--event-path", "--push", "--dry-run", "--as-of"},
    "demo": {"--color"},
}
HEADINGS = ["Every day", "Your record", "Coordinators", "Set up"]
EXIT_CODES: dict[type[C7gateError], int] = {UsageError: 2, PolicyError: 2, CannotLookError: 3}
CODES = {
    "C7R001": "missing-reference", "C7R002": "invalid-reference", "C7R003": "waiver-without-reason",
    "C7R004": "reference-conflict", "C7R005": "prose-claim",
    "C7D001": "record-invalid", "C7D002": "derived-key", "C7D003": "bad-record-name",
    "C7D004": "not-a-regular-file", "C7D005": "record-deleted", "C7D006": "not-your-record", "C7D007": "policy-invalid",
    "C7D008": "unknown-name", "C7D009": "not-yet-merged", "C7D010": "history-edit",
    "C7D011": "needs-coordinator", "C7D012": "self-approval", "C7D013": "roster-frozen", "C7D014": "mentor-not-certified",
    "C7Y001": "yaml-syntax", "C7Y002": "yaml-alias", "C7Y003": "yaml-merge-key", "C7Y004": "yaml-tag",
    "C7Y005": "yaml-duplicate-key", "C7Y006": "yaml-non-string-key", "C7Y007": "yaml-too-deep",
    "C7Y008": "yaml-too-large", "C7Y009": "yaml-multiple-documents", "C7Y010": "yaml-not-finite",
    "C7Y011": "yaml-number-too-long", "C7Y012": "yaml-forbidden-character", "C7Y013": "not-utf8", "C7Y014": "nul",
    "C7Y015": "byte-order-mark",
    "C7T001": "protected-path", "C7T002": "no-trusted-policy", "C7T003": "unrelated-history",
    "C7T004": "author-not-enrolled", "C7T005": "history-altered", "C7T006": "policy-rollback",
    "C7C001": "malformed-commit", "C7C002": "impossible-date", "C7C003": "future-date", "C7C004": "oversized-message",
    "C7C005": "duplicate-patch", "C7C006": "late-evidence", "C7C007": "too-many-days", "C7C008": "before-record",
    "C7C009": "unverified-author", "C7C010": "before-merge", "C7C011": "equal-spacing",
    "C7S001": "self-sign-off", "C7S002": "signer-not-coordinator", "C7S003": "sign-off-unverified",
    "C7S004": "sign-off-not-alone", "C7S005": "stale-approval", "C7S006": "exception-unproven",
    "C7G001": "gate3-consistency", "C7G002": "gate-not-met", "C7G003": "gate-order", "C7G004": "too-many-attempts",
    "C7G005": "cooling-off", "C7G006": "retest-not-open", "C7G007": "attempt-date", "C7G008": "waiver-not-allowed",
    "C7G009": "evidence-missing", "C7G010": "commitment-by-another", "C7G011": "evidence-not-in-history",
    "C7G012": "signed-too-early",
}  # fmt: skip


def _commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def test_the_command_tree_and_its_options() -> None:
    found = {
        path: {
            name
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        for path, command in _commands(entry.cli)
    }

    assert found == COMMANDS


def test_help_stands_under_the_headings(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run_cli(capsys, "--help")

    assert answer.code == 0
    assert [line.rstrip(":") for line in answer.out.splitlines() if line.rstrip(":") in HEADINGS] == HEADINGS


def test_rule_codes_are_never_reused() -> None:
    """A code once published keeps its meaning: this table only grows."""
    assert {rule.code: rule.name for rule in all_rules()} == CODES


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_rule_documents_itself(rule: object) -> None:
    """S-175."""
    documentation = getattr(rule, "documentation", "")

    for heading in ("What it checks:", "Why:", "Example:", "How to fix:"):
        assert heading in documentation


def test_every_rule_is_weighed_by_the_preset() -> None:
    from c7gate.reading.program import policy_of

    assert {rule.name for rule in all_rules()} == set(policy_of({}).rules)


@pytest.mark.parametrize(("error", "code"), EXIT_CODES.items())
def test_errors_have_their_exit_codes(error: type[C7gateError], code: int) -> None:
    assert error("x").exit_code == code


@pytest.mark.parametrize(
    "arguments",
    [("check", "--as-of", "soon"), ("check", "--format", "xml"), ("nonsense",), ("scan", "--channel", "pr")],
)
def test_a_wrong_call_is_two(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    answer = run_cli(capsys, *arguments)

    assert answer.code == 2
    assert "Traceback" not in answer.err


def test_a_wrong_call_of_check_answers_in_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run_cli(capsys, "check", "--format", "json", "--as-of", "soon")

    assert (answer.code, answer.json["exit_code"], answer.json["status"]) == (2, 2, "error")
    jsonschema.Draft202012Validator(resources.schema("evaluation")).validate(answer.json)


def test_a_bug_is_seventy(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("c7gate.app.validate.validate", broken)

    assert entry.run(["validate"]) == 70
    assert "report it" in capsys.readouterr().err


Situation = Callable[[Program], tuple[str, ...]]


def _fail(program: Program) -> tuple[str, ...]:
    program.work("Reconnect")
    return ()


def _pass(program: Program) -> tuple[str, ...]:
    program.work(f"Reconnect\n\n{TRAILER}")
    return ()


def _nothing(_program: Program) -> tuple[str, ...]:
    return ()


def _unknown(_program: Program) -> tuple[str, ...]:
    return ("--head", "nowhere")


@pytest.mark.parametrize(("situation", "code"), [(_pass, 0), (_fail, 1), (_unknown, 2), (_nothing, 3)])
def test_the_json_of_check_fits_its_schema_for_every_exit_code(
    repo: Repo, capsys: pytest.CaptureFixture[str], situation: Situation, code: int
) -> None:
    program = Program.start(repo, capsys)

    answer = program.check(*situation(program))

    assert (answer.code, answer.json["exit_code"]) == (code, code)
    jsonschema.Draft202012Validator(resources.schema("evaluation")).validate(answer.json)


def test_the_json_of_explain_fits_its_schema(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = Program.start(repo, capsys, dict(TRACKED))
    program.active("2025-08-25", "2025-08-26", "2025-08-27")

    answer = program.run("explain", "alice", "--gate", "3", "--as-of", "2025-08-31", "--format", "json")

    assert answer.code == 0
    jsonschema.Draft202012Validator(resources.schema("explanation")).validate(answer.json)


@pytest.mark.parametrize("name", ["evaluation", "explanation"])
def test_published_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(resources.schema(name))
