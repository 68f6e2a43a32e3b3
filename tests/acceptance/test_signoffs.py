"""Who may sign a gate off, and with which proof (T05, T06, T07, T21, T88)."""

from __future__ import annotations

import itertools
import json

import pytest

from git_repo import Repo
from program import ALICE, DANA, POLICY, Answer, Program, record

Capture = pytest.CaptureFixture[str]
FILE = "training-records/assessments/{}.yaml"
RULES = {"self-sign-off", "signer-not-coordinator", "sign-off-unverified"}


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Dana and farid coordinate, erin assesses, alice and bob learn; dana is enrolled as well."""
    policy = POLICY.replace("[dana]", "[dana, farid]") + "assessors: [erin]\n"
    policy += "rules: {gate-not-met: {severity: note}}\n"  # who signs is judged here; what is signed, in test_gates.py
    people = {f"training-records/developers/{name}.yaml": record(name) for name in ("dana", "erin", "farid")}
    return Program.start(repo, capsys, {"policies/program.yaml": policy, **people})


def signed(subject: str, by: str, *, gate: int = 1, id_: str = "so-1") -> str:
    return f'login: {subject}\nsignoffs:\n  - {{id: {id_}, gate: {gate}, by: {by}, at: "2025-09-01T08:00:00+02:00"}}\n'


def judged(program: Program, author: str, *, approvals: str = "") -> Answer:
    """The branch `pr` as the forge vouches for it: its author, and who approved its head."""
    payload: dict[str, object] = {
        "action": "submitted" if approvals else "opened",
        "pull_request": {
            "number": 7, "title": "Sign", "body": "Context7: none (a record)",
            "updated_at": "2025-09-01T07:00:00Z", "user": {"login": f"{author}-dev"},
            "base": {"ref": "main", "sha": program.repo.oid("main")},
            "head": {"ref": "pr", "sha": program.repo.oid("pr")},
        },
        "repository": {"default_branch": "main", "full_name": "acme/product"},
    }  # fmt: skip
    if approvals:
        payload["review"] = {
            "state": "approved", "commit_id": program.repo.oid("pr"), "user": {"login": f"{approvals}-dev"},
        }  # fmt: skip
    event = program.write("event.json", json.dumps(payload))
    return program.run("check", "--event-path", str(event), "--format", "json")


def sign(program: Program, text: str, subject: str, author: tuple[str, str] = DANA) -> None:
    program.repo.commit(
        {FILE.format(subject): text}, "Sign off", author=author, date="2025-09-01T08:00:00+02:00"
    )


def errors(answer: Answer) -> set[str]:
    return set(answer.errors()) & RULES


# subject, `by`, the change's author on the forge, who approves its head: what is wrong
CASES: list[tuple[str, str, str, str, set[str]]] = [
    ("alice", "dana", "dana", "", set()),
    ("alice", "dana", "farid", "dana", set()),
    ("alice", "dana", "alice", "dana", set()),  # she asks, dana approves exactly this
    ("alice", "dana", "farid", "", {"sign-off-unverified"}),  # another coordinator's proof is not dana's
    ("alice", "dana", "erin", "", {"sign-off-unverified"}),  # nor is an assessor's
    ("alice", "dana", "alice", "", {"sign-off-unverified"}),
    ("alice", "dana", "alice", "farid", {"sign-off-unverified"}),
    ("alice", "alice", "alice", "", {"self-sign-off", "signer-not-coordinator"}),
    ("alice", "alice", "dana", "", RULES),
    ("alice", "erin", "erin", "", {"signer-not-coordinator"}),
    ("alice", "erin", "dana", "erin", {"signer-not-coordinator"}),
    ("alice", "nobody", "dana", "", {"signer-not-coordinator", "sign-off-unverified"}),
    ("dana", "dana", "dana", "", {"self-sign-off"}),
    ("dana", "dana", "farid", "dana", {"self-sign-off"}),
    ("dana", "farid", "dana", "", {"sign-off-unverified"}),  # typed by its own subject
    ("dana", "farid", "dana", "farid", set()),
    ("dana", "farid", "farid", "", {"sign-off-unverified"}),  # the subject's own commit, in his change
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(filter(None, case[:4])))
def test_who_signs_for_whom_with_which_proof(
    program: Program, case: tuple[str, str, str, str, set[str]]
) -> None:
    """S-045."""
    subject, by, author, approvals, wrong = case
    sign(program, signed(subject, by), subject)

    answer = judged(program, author, approvals=approvals)

    assert errors(answer) == wrong
    assert answer.code == (1 if wrong or "protected-path" in answer.errors() else 0)


UNPROVEN, OWN = "sign-off-unverified", "self-sign-off"
TABLE = {
    # (subject, signer): what is wrong where author and committing hand are dana dana, dana alice, alice dana, alice alice
    ("alice", "dana"): (set(), {UNPROVEN}, {UNPROVEN}, {UNPROVEN}),
    ("alice", "farid"): ({UNPROVEN}, {UNPROVEN}, {UNPROVEN}, {UNPROVEN}),
    ("dana", "dana"): ({OWN}, {OWN}, {OWN, UNPROVEN}, {OWN, UNPROVEN}),
    ("dana", "farid"): ({UNPROVEN}, {UNPROVEN}, {UNPROVEN}, {UNPROVEN}),
}


@pytest.mark.parametrize(("subject", "by"), TABLE)
def test_subject_signer_author_and_contributor(program: Program, subject: str, by: str) -> None:
    """T05, sixteen cases: nothing but a coordinator's own commit in her own change signs somebody else's gate."""
    for wrong, (author, hand) in zip(
        TABLE[subject, by], itertools.product(("dana", "alice"), repeat=2), strict=True
    ):
        program.repo.git("reset", "-q", "--hard", "main")
        sign(program, signed(subject, by), subject, {"dana": DANA, "alice": ALICE}[hand])

        assert errors(judged(program, author)) == wrong, (author, hand)


@pytest.mark.parametrize(
    ("roles", "wrong"), [("[assessor, coordinator]", set()), ("[coordinator]", {"signer-not-coordinator"})]
)
def test_policy_says_who_signs_a_gate(program: Program, roles: str, wrong: set[str]) -> None:
    gates = f"gates: {{knowledge-foundation: {{signoff: {{roles: {roles}}}}}}}\n"
    program.repo.checkout("main")
    program.repo.commit(
        {"policies/gates.yaml": gates}, "Let assessors sign", author=DANA, date="2025-08-25T08:00:00+02:00"
    )
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    sign(program, signed("alice", "erin"), "alice", ("erin", "erin@example.com"))

    assert errors(judged(program, "erin")) == wrong


def test_who_may_sign_is_never_read_from_the_change(program: Program) -> None:
    """N02: a branch names its own author a coordinator."""
    program.repo.write({"policies/program.yaml": POLICY.replace("[dana]", "[dana, alice]")})
    sign(program, signed("bob", "alice"), "bob", ALICE)

    answer = judged(program, "alice")

    assert errors(answer) == {"signer-not-coordinator"}
    assert "protected-path" in answer.errors()


def test_a_line_that_stands_already_is_not_asked_again(program: Program) -> None:
    program.repo.checkout("main")
    sign(program, signed("bob", "farid"), "bob", DANA)  # merged in a time before c7gate
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    more = signed("bob", "farid") + '  - {id: so-2, gate: 2, by: dana, at: "2025-09-01T09:00:00+02:00"}\n'
    sign(program, more, "bob")

    assert errors(judged(program, "dana")) == set()


def test_a_line_that_is_changed_is_a_new_one(program: Program) -> None:
    program.repo.checkout("main")
    sign(program, signed("bob", "farid"), "bob")
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    sign(program, signed("bob", "farid", gate=3), "bob")

    answer = judged(program, "dana")

    finding = next(item for item in answer.json["findings"] if item["name"] == "sign-off-unverified")
    assert finding["location"] == {"file": FILE.format("bob"), "line": 3, "column": 1}
    assert "farid signs the commit" in finding["help"]


def test_without_a_forge_only_a_signature_proves(program: Program) -> None:
    sign(program, signed("alice", "dana"), "alice")

    assert errors(program.check()) == {"sign-off-unverified"}


TWO = """\
login: bob
attempts:
  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 61.00}, assessor: erin}
  - {id: g1-2, gate: 1, date: 2025-08-28, scores: {written: 87.50}, assessor: erin}
excused:
  - {from: 2025-08-27, to: 2025-08-27, by: dana}
"""


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("61.00", "91.00", ["'g1-1' of attempts"]),
        ("id: g1-2", "id: g1-3", ["'g1-2' of attempts"]),
        (TWO.splitlines(keepends=True)[2], "", ["'g1-1' of attempts"]),
        ("to: 2025-08-27", "to: 2025-08-29", ["entry 1 of excused"]),
        (
            TWO[TWO.index("attempts") :],
            "",
            ["'g1-1' of attempts", "'g1-2' of attempts", "entry 1 of excused"],
        ),
        ("61.00", "61", []),  # the same number
        ("excused:\n", "excused:\n  - {from: 2025-08-20, to: 2025-08-20, by: dana}\n", []),
        ("login: bob\n", "login: bob # a note\n", []),
    ],
)
def test_an_assessment_is_only_added_to(program: Program, old: str, new: str, named: list[str]) -> None:
    """T12: not even who may write there edits what was decided."""
    program.repo.checkout("main")
    sign(program, TWO, "bob")
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    sign(program, TWO.replace(old, new), "bob")

    found = [
        item["message"].partition(" was changed")[0]
        for item in judged(program, "dana").json["findings"]
        if item["name"] == "history-edit"
    ]

    assert sorted(found) == named
