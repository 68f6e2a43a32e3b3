"""Ways to a gate that are none: each is played on real history, and refused by the rule that is meant for it.

What a gate's criteria refuse is tested with the criteria; what earns no day, in test_gate3_attacks.py.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from git_repo import Repo
from openpgp import signed_commit
from program import ALICE, AS_OF, BOB, DANA, POLICY, Answer, Program, record

NOW = "2025-09-01T08:00:00+02:00"
ERIN = ("erin", "erin@example.com")
PROGRAM = "policies/program.yaml"
MINE = "training-records/developers/alice.yaml"
ALICES, BOBS, DANAS = (f"training-records/assessments/{name}.yaml" for name in ("alice", "bob", "dana"))
DECIDED = """\
login: bob
attempts:
  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 61.00}, assessor: erin}
  - {id: g1-2, gate: 1, date: 2025-08-28, scores: {written: 87.50}, rubric: {workflow_demo: pass}, assessor: erin}
signoffs:
  - {id: so-1, gate: 1, by: dana, at: "2025-08-29T08:00:00+02:00"}
"""
FIRST, SECOND = DECIDED.splitlines(keepends=True)[2:4]
OWN = record("alice", "2025-08-25")
Signing = Callable[[str], Path]


def line(by: str = "dana", *, id_: str = "so-9", gate: int = 2, at: str = NOW) -> str:
    """A sign-off."""
    return f'  - {{id: {id_}, gate: {gate}, by: {by}, at: "{at}"}}\n'


def signed(subject: str = "alice", by: str = "dana") -> str:
    """An assessment that holds nothing but a sign-off."""
    return f"login: {subject}\nsignoffs:\n{line(by)}"


@dataclass(frozen=True)
class Stage:
    """The program that is cheated: dana and farid coordinate, erin assesses, alice and bob learn.

    `key` gives the private key file of a name; dana's is listed in policy.
    """

    program: Program
    key: Signing

    @property
    def repo(self) -> Repo:
        """Its repository, on branch `pr`."""
        return self.program.repo

    def commit(
        self,
        files: dict[str, str | bytes | None],
        author: tuple[str, str] = ALICE,
        message: str = "Sign off",
        *,
        key: str = "",
        date: str = NOW,
    ) -> str:
        """A commit on the branch, signed with the key of that name."""
        settings = {"gpg.format": "ssh", "user.signingkey": str(self.key(key))} if key else {}
        settings["commit.gpgsign"] = "true" if key else "false"
        for name, value in settings.items():
            self.repo.git("config", name, value)
        return self.repo.commit(files, message, author=author, date=date)

    def on_main(self, files: dict[str, str | bytes | None], *, stay: bool = True) -> None:
        """What dana commits to main; the branch stays where it began, or begins anew there."""
        self.repo.checkout("main")
        self.commit(files, DANA, "Main")
        self.repo.checkout("pr")
        if not stay:
            self.repo.git("reset", "-q", "--hard", "main")

    def forge(self, author: str = "alice-dev", **review: str) -> Answer:
        """What a forge's run says of `pr` by this author; `review` has `state`, `login` and `commit_id`."""
        payload: dict[str, Any] = {
            "action": "submitted" if review else "synchronize",
            "pull_request": {
                "number": 7, "title": "Sign", "body": "Context7: none (a record)",
                "updated_at": "2025-09-01T07:00:00Z",
                "user": {"login": author, "type": "Bot" if author.endswith("[bot]") else "User"},
                "base": {"ref": "main", "sha": self.repo.oid("main")},
                "head": {"ref": "pr", "sha": self.repo.oid("pr")},
            },
            "repository": {"default_branch": "main", "full_name": "acme/product"},
        }  # fmt: skip
        if review:
            head = review.get("commit_id", self.repo.oid("pr"))
            user = {"login": review.get("login", "dana-dev")}
            payload["review"] = {"state": review["state"], "commit_id": head, "user": user}
        path = self.program.write("event.json", json.dumps(payload))
        return self.program.run("check", "--event-path", str(path), "--as-of", AS_OF, "--format", "json")

    def offline(self) -> Answer:
        """What git alone says."""
        return self.program.check()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Signing:
    """A throw-away SSH key for each name."""
    folder = tmp_path_factory.mktemp("keys")

    def make(name: str) -> Path:
        program, path = shutil.which("ssh-keygen"), folder / name
        assert program, "install an OpenSSH client"
        if not path.exists():
            subprocess.run(
                [program, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True
            )
        return path

    return make


@pytest.fixture
def stage(repo: Repo, capsys: pytest.CaptureFixture[str], key: Signing) -> Stage:
    """The stage before the cheat."""
    files = {
        PROGRAM: policy(key),
        MINE: OWN,
        BOBS: DECIDED,
        **{f"training-records/developers/{name}.yaml": record(name) for name in ("dana", "erin")},
    }
    return Stage(Program.start(repo, capsys, files), key)


def public(key: Signing, name: str) -> str:
    """The line of the public key."""
    return key(name).with_suffix(".pub").read_text(encoding="utf-8").strip()


def policy(key: Signing, *, window: str = "", names: str = "dana, farid", more: str = "version: 3\n") -> str:
    """The policy of the stage."""
    keys = f"signing_keys:\n  - {{login: dana, key: {public(key, 'dana')}{window}}}\n"
    return f"{POLICY.replace('[dana]', f'[{names}]')}assessors: [erin]\nbots: [release-bot]\n{more}{keys}"


Play = Callable[[Stage], Answer]
CHEATS: list[tuple[str, str, Play]] = []


def cheat(name: str, rule: str) -> Callable[[Play], Play]:
    """Register a cheat with the name of the rule that refuses it."""

    def register(play: Play) -> Play:
        CHEATS.append((name, rule, play))
        return play

    return register


def registered(rule: str, cases: dict[str, Play]) -> None:
    """Register several cheats that the same rule refuses."""
    CHEATS.extend((name, rule, play) for name, play in cases.items())


def writing(
    files: dict[str, str | bytes | None],
    author: str = "alice-dev",
    by: tuple[str, str] = ALICE,
    message: str = "Sign",
) -> Play:
    """A cheat that is one commit, sent by that author of the forge."""

    def play(stage: Stage) -> Answer:
        stage.commit(dict(files), by, message)
        return stage.forge(author)

    return play


# Who signs

registered(
    "self-sign-off",
    {
        "signing one's own gate": writing({ALICES: signed(by="alice")}),
        "a coordinator signing her own gate": writing({DANAS: signed("dana")}, "dana-dev", DANA),
    },
)
registered(
    "record-invalid",
    {
        "the own login in another case": writing({ALICES: signed(by="Alice")}, "dana-dev", DANA),
        "a coordinator's login in another case": writing({ALICES: signed(by="DANA")}),
        "a login that only looks like a coordinator's": writing({ALICES: signed(by="d\u0430na")}),
        "a coordinator's forge login among the own identities": writing(
            {MINE: OWN.replace("]", ', "github:Dana-Dev"]')}
        ),
        "a coordinator's e-mail among the own identities": writing(
            {MINE: OWN.replace("]", ", DANA@example.com]")}
        ),
        "a sign-off in one's own record": writing({MINE: f"{OWN}signoffs:\n{line()}"}),
        "an assessment that speaks of somebody else": writing({ALICES: signed("bob")}),
        "the id of an earlier sign-off": writing({BOBS: DECIDED + line(id_="so-1")}, "dana-dev", DANA),
        "attempts that are no list any more": writing(
            {BOBS: DECIDED.replace(f"attempts:\n{FIRST}{SECOND}", "attempts: none\n")}, "dana-dev", DANA
        ),
    },
)
registered(
    "signer-not-coordinator",
    {
        "an assessor who signs": writing({ALICES: signed(by="erin")}, "erin-dev", ERIN),
        "a second login of one's own": writing(
            {
                "training-records/developers/alice-two.yaml": record("alice-two"),
                ALICES: signed(by="alice-two"),
            }
        ),
        "a bot that signs": writing({ALICES: signed(by="release-bot")}, "release-bot"),
    },
)


@cheat("a coordinator made in the change that they sign", "signer-not-coordinator")
def _(stage: Stage) -> Answer:
    stage.commit({PROGRAM: policy(stage.key, names="dana, farid, alice"), BOBS: DECIDED + line("alice")})
    return stage.forge()


@cheat("the record of a coordinator who has none", "not-your-record")
def _(stage: Stage) -> Answer:
    stage.commit(
        {"training-records/developers/farid.yaml": record("farid").replace("farid-dev", "alice-alt")}
    )
    return stage.forge("alice-alt")


@cheat("a forge login added to a coordinator's record under her e-mail", "not-your-record")
def _(stage: Stage) -> Answer:
    text = record("dana").replace("]", ', "github:alice-alt"]')
    stage.commit({"training-records/developers/dana.yaml": text}, DANA)
    return stage.offline()


# With which proof

registered(
    "sign-off-unverified",
    {
        "a coordinator's author line": writing({ALICES: signed()}, by=DANA),
        "a coordinator's e-mail in another case": writing(
            {ALICES: signed()}, by=("dana", "DANA@EXAMPLE.COM")
        ),
        "a coordinator's noreply address": writing(
            {ALICES: signed()}, by=("dana", "1+dana-dev@users.noreply.github.com")
        ),
        "trailers that name a coordinator": writing(
            {ALICES: signed()},
            message="Sign\n\nSigned-off-by: dana <dana@example.com>\nReviewed-by: dana <dana@example.com>\n",
        ),
        "a mail map that makes one the coordinator": writing(
            {ALICES: signed(), ".mailmap": "dana <dana@example.com> <alice@example.com>\n"}
        ),
        "a stranger on the forge who bears the coordinator's login": writing({ALICES: signed()}, "dana"),
        "a bot on the forge named like the coordinator": writing({ALICES: signed()}, "dana-dev[bot]"),
        "another coordinator's word": writing({DANAS: signed("dana", by="farid")}, "dana-dev", DANA),
    },
)


def offline(play: Callable[[Stage], object]) -> Play:
    """A cheat that only git sees."""

    def played(stage: Stage) -> Answer:
        play(stage)
        return stage.offline()

    return played


registered(
    "sign-off-unverified",
    {
        "a key that nobody lists": offline(
            lambda stage: stage.commit({ALICES: signed()}, DANA, key="mallory")
        ),
        "a key that the change lists": offline(
            lambda stage: stage.commit(
                {PROGRAM: policy(lambda _: stage.key("mallory")), ALICES: signed()}, DANA, key="mallory"
            )
        ),
        "one unsigned commit among signed ones": offline(
            lambda stage: (
                stage.commit({ALICES: "login: alice\n"}, DANA, key="dana"),
                stage.commit({ALICES: signed()}, DANA),
            )
        ),
    },
)


@cheat("an expired key with a back-dated commit", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    stage.on_main({PROGRAM: policy(stage.key, window=", until: 2025-08-31")}, stay=False)
    stage.commit({ALICES: signed()}, DANA, key="dana", date="2025-08-30T08:00:00+02:00")
    return stage.offline()


@cheat("a key that was revoked since the branch began", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    stage.commit({ALICES: signed()}, DANA, key="dana")
    stage.on_main({PROGRAM: policy(stage.key, window=", until: 2025-08-31")})
    return stage.offline()


@cheat("a signature taken from another commit", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    stage.commit({ALICES: "login: alice\n"}, DANA, key="dana")
    header = stage.repo.git("cat-file", "commit", "HEAD").partition("gpgsig ")[2].partition("\n\n")[0]
    stage.repo.git("reset", "-q", "--hard", "main")
    stage.commit({ALICES: signed()}, DANA)
    signed_commit(
        stage.repo, stage.repo.git("cat-file", "commit", "HEAD") + "\n", header.replace("\n ", "\n")
    )
    return stage.offline()


@cheat("two signatures on one commit", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    stage.commit({ALICES: signed()}, DANA, key="dana")
    content = stage.repo.git("cat-file", "commit", "HEAD")
    header, _, message = content.partition("\n\n")
    again = header[header.index("gpgsig ") :]
    stage.repo.raw_commit(f"{header}\n{again}\n\n{message}\n".encode())
    return stage.offline()


@cheat("a sign-off hidden in a merge commit", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    stage.on_main({"src/main.ts": "// main\n"})
    stage.commit({"src/app.ts": "// work\n"}, message="Work")
    return evil_merge(stage)


@cheat("a sign-off in a merge above a coordinator's signed commit", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    """Her commit touches the file as well, so that it seems to answer for it."""
    stage.on_main({"src/main.ts": "// main\n"})
    stage.commit({ALICES: "login: alice\n"}, DANA, key="dana")
    return evil_merge(stage)


def evil_merge(stage: Stage) -> Answer:
    """A merge of main that holds a sign-off which neither side has."""
    parents = [stage.repo.oid("pr"), stage.repo.oid("main")]
    stage.repo.write({ALICES: signed(), "src/main.ts": "// main\n"})
    stage.repo.git("add", "--all")
    stage.repo.commit({}, "Merge main", date=NOW, parents=parents)
    return stage.offline()


@cheat("an approval of an earlier head", "stale-approval")
def _(stage: Stage) -> Answer:
    seen = stage.commit({ALICES: "login: alice\n"})
    stage.commit({ALICES: signed()})
    return stage.forge(state="approved", commit_id=seen)


@cheat("an approval of an earlier head of an assessor's change", "stale-approval")
def _(stage: Stage) -> Answer:
    seen = stage.commit({ALICES: "login: alice\n"}, ERIN)
    stage.commit({ALICES: signed()}, ERIN)
    return stage.forge("erin-dev", state="approved", commit_id=seen)


registered(
    "sign-off-unverified",
    {
        "a review that approves nothing": lambda stage: (
            stage.commit({ALICES: signed()}),
            stage.forge(state="commented"),
        )[1],
        "the approval of a colleague": lambda stage: (
            stage.commit({ALICES: signed()}),
            stage.forge(state="approved", login="bob-dev"),
        )[1],
        "the approval of a bot": lambda stage: (
            stage.commit({ALICES: signed()}),
            stage.forge(state="approved", login="dana-dev[bot]"),
        )[1],
    },
)

# What was decided

registered(
    "history-edit",
    {
        name: writing({BOBS: text}, "dana-dev", DANA)
        for name, text in {
            "a score that is raised": DECIDED.replace("61.00", "91.00"),
            "a failed attempt that is removed": DECIDED.replace(FIRST, ""),
            "attempts in another order": DECIDED.replace(FIRST + SECOND, SECOND + FIRST),
            "a sign-off turned into that of a later gate": DECIDED.replace("so-1, gate: 1", "so-1, gate: 4"),
            "a sign-off that is taken back": DECIDED.partition("signoffs")[0],
        }.items()
    },
)
registered(
    "yaml-duplicate-key",
    {
        "decided attempts under a second key": writing(
            {BOBS: f"{DECIDED}attempts:\n{SECOND}"}, "dana-dev", DANA
        )
    },
)


@cheat("a merge that takes back what main decided meanwhile", "history-edit")
def _(stage: Stage) -> Answer:
    stage.commit({"src/app.ts": "// work\n"}, message="Work")
    third = "  - {id: g1-3, gate: 1, date: 2025-08-29, scores: {written: 12.00}, assessor: erin}\n"
    stage.on_main({BOBS: DECIDED.replace(SECOND, SECOND + third)})
    stage.repo.commit({}, "Merge main", date=NOW, parents=[stage.repo.oid("pr"), stage.repo.oid("main")])
    return stage.forge("dana-dev")


# Records elsewhere

registered(
    "record-deleted",
    {
        "a record that is removed": writing({MINE: None}),
        "a record that is renamed": writing(
            {MINE: None, MINE.replace("alice", "alice-two"): record("alice-two")}
        ),
        "a record moved to another folder": writing({MINE: None, "training-records/alice.yaml": OWN}),
        "an assessment moved out of sight": writing({BOBS: None, "docs/bob.yaml": DECIDED}, "dana-dev", DANA),
        "a record that becomes a folder": writing({MINE: None, f"{MINE}/alice.yaml": OWN}),
    },
)
registered(
    "bad-record-name",
    {
        "an assessment in another case": writing(
            {ALICES.replace("alice", "Alice"): signed()}, "dana-dev", DANA
        ),
        "an assessment with another ending": writing(
            {ALICES.replace("yaml", "yml"): signed()}, "dana-dev", DANA
        ),
        "an assessment in a folder of its own": writing(
            {ALICES.replace("alice", "x/alice"): signed()}, "dana-dev", DANA
        ),
        "an assessment in the wrong folder": writing(
            {"training-records/signoffs/alice.yaml": signed()}, "dana-dev", DANA
        ),
    },
)


@cheat("an assessment that is a link", "not-a-regular-file")
def _(stage: Stage) -> Answer:
    stage.repo.write({"docs/alice.yaml": signed()})
    target = stage.repo.path / ALICES
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to("../../docs/alice.yaml")
    stage.commit({}, DANA)
    return stage.forge("dana-dev")


@cheat("an assessment that is a program", "not-a-regular-file")
def _(stage: Stage) -> Answer:
    stage.repo.write({ALICES: signed()})
    (stage.repo.path / ALICES).chmod(0o755)
    stage.commit({}, DANA)
    return stage.forge("dana-dev")


registered(
    "derived-key",
    {"a gate that is typed as passed": writing({MINE: f"{OWN}gates: [{{id: 3, status: passed}}]\n"})},
)
registered(
    "not-your-record",
    {"a colleague's record": writing({"training-records/developers/bob.yaml": record("bob", "2025-08-22")})},
)

# The rules themselves

registered(
    "protected-path",
    {
        "owners of files who are the author": writing({".github/CODEOWNERS": "* @alice-dev\n"}),
        "owners of files in the root": writing({"CODEOWNERS": "* @alice-dev\n"}),
        "a mail map": writing({".mailmap": "dana <dana@example.com> <alice@example.com>\n"}),
        "a schema that allows everything": writing({"schemas/developer.schema.json": "{}\n"}),
        "attributes that hide the assessments": writing(
            {"training-records/.gitattributes": "assessments/* -diff\n"}
        ),
        "a cohort without oneself": writing(
            {"training-records/cohorts/c.yaml": "id: c\nstart_date: 2025-08-22\nroster: [{login: bob}]\n"}
        ),
        "a lowered threshold": writing({"policies/gates.yaml": "gate3: {threshold_percent: 10}\n"}),
    },
)


def beside_a_sign_off(files: Callable[[Stage], dict[str, str | bytes | None]]) -> Play:
    """What a coordinator changes in the change in which she signs."""

    def play(stage: Stage) -> Answer:
        stage.commit({BOBS: DECIDED + line(), **files(stage)}, DANA, key="dana")
        return stage.offline()

    return play


registered(
    "sign-off-not-alone",
    {
        "a lowered threshold beside a sign-off": beside_a_sign_off(
            lambda _: {"policies/gates.yaml": "gate3: {threshold_percent: 10}\n"}
        ),
        "a lowered score beside a sign-off": beside_a_sign_off(
            lambda _: {
                "policies/gates.yaml": "gates: {practical-application: {criteria: {share: {threshold: 0}}}}\n"
            }
        ),
        "fewer exercises beside a sign-off": beside_a_sign_off(
            lambda _: {"policies/exercises.yaml": "roles: {backend: {required: [be-hathora-lobby]}}\n"}
        ),
        "a new coordinator beside a sign-off": beside_a_sign_off(
            lambda stage: {PROGRAM: policy(stage.key, names="dana, farid, alice")}
        ),
        "a new assessor beside a sign-off": beside_a_sign_off(
            lambda stage: {PROGRAM: policy(stage.key).replace("[erin]", "[erin, alice]")}
        ),
        "another window of a key beside a sign-off": beside_a_sign_off(
            lambda stage: {PROGRAM: policy(stage.key, window=", until: 2099-12-31")}
        ),
        "fewer protected paths beside a sign-off": beside_a_sign_off(
            lambda stage: {PROGRAM: policy(stage.key, more="version: 3\nprotected: [/policies/]\n")}
        ),
        "a rule switched off beside a sign-off": beside_a_sign_off(
            lambda stage: {
                PROGRAM: policy(stage.key, more="version: 3\nrules: {history-edit: {severity: off}}\n")
            }
        ),
        "the identities of a coordinator beside a sign-off": beside_a_sign_off(
            lambda _: {
                "training-records/developers/dana.yaml": record("dana").replace("dana-dev", "alice-alt")
            }
        ),
        "a record of another coordinator beside a sign-off": beside_a_sign_off(
            lambda _: {"training-records/developers/farid.yaml": record("farid")}
        ),
    },
)
registered(
    "policy-rollback",
    {
        "an older version of the policy": offline(
            lambda stage: stage.commit({PROGRAM: policy(stage.key, more="version: 2\n")}, DANA, key="dana")
        ),
        "a policy whose version is taken out": offline(
            lambda stage: stage.commit({PROGRAM: policy(stage.key, more="")}, DANA, key="dana")
        ),
        "a policy that is removed": offline(lambda stage: stage.commit({PROGRAM: None}, DANA, key="dana")),
    },
)

# One's own judge

registered(
    "self-approval",
    {
        "excusing oneself": writing(
            {DANAS: "login: dana\nexcused: [{from: 2025-08-27, to: 2025-08-28, by: dana}]\n"}, "farid", DANA
        ),
        "reviewing one's own exercise": writing(
            {
                ALICES: "login: alice\nreviews:\n  - {exercise: be-websocket-reconnect, reviewer: alice, "
                f'verdict: approve, at: "{NOW}"}}\n'
            },
            "erin-dev",
            ERIN,
        ),
        "approving one's own waiver": writing(
            {
                DANAS: "login: dana\nwaivers:\n  - {gate: 2, criterion: real_task, reason: Busy, approver: dana, "
                "expires: 2025-12-31}\n"
            },
            "farid",
            DANA,
        ),
        "a coordinator who writes her own assessment in others' names": writing(
            {DANAS: "login: dana\nexcused: [{from: 2025-08-27, to: 2025-08-28, by: farid}]\n"},
            "dana-dev",
            DANA,
        ),
    },
)


@pytest.mark.parametrize(("name", "rule", "play"), CHEATS, ids=[name for name, _, _ in CHEATS])
def test_no_cheat_passes(stage: Stage, name: str, rule: str, play: Play) -> None:
    """T05 to T07, T12, T16 to T22, T25, T44, T66, T88: by its own rule, as an error."""
    answer = play(stage)

    assert rule in answer.errors(), (name, answer.json["findings"])
    assert answer.code == 1


def test_cheats_have_names_of_their_own() -> None:
    assert len({name for name, _, _ in CHEATS}) == len(CHEATS)


# What is one's own to write, and what is not


def own(line_: str, *, without: str = "") -> dict[str, str | bytes | None]:
    """The record of alice with one more line, and without the line of a key."""
    kept = [one for one in OWN.splitlines(keepends=True) if not (without and one.startswith(without))]
    return {MINE: f"{''.join(kept)}{line_}\n"}


UNSEEN: dict[str, tuple[dict[str, str | bytes | None], str]] = {
    "leave for days that are over": (
        own("away: [{from: 2025-08-27, to: 2025-08-28, type: leave}]"),
        "away of alice rewrites 2 days that are over (2025-08-27 to 2025-08-28)",
    ),
    "a shorter week": (own("work_week: [mon, tue, fri]"), "work_week of alice rewrites 2 days"),
    "another zone for days that are over": (
        own("timezone: Pacific/Kiritimati", without="timezone"),
        "timezone of alice rewrites 7 days",
    ),
    "a later enrolment": (
        own("enrolled_at: 2025-08-28", without="enrolled_at"),
        "enrolled_at of alice rewrites 3 days that are over (2025-08-25 to 2025-08-27)",
    ),
    "an easier role": (own("role: qa", without="role"), "role of alice changes"),
    "a colleague's work": (
        own('identities: [alice@example.com, "github:alice-dev", carol@example.com]', without="identities"),
        "identities of alice change",
    ),
    "a forge login that nobody knows": (
        own("identities: [alice@example.com]", without="identities"),
        "identities of alice change",
    ),
}


@pytest.mark.parametrize(("files", "message"), UNSEEN.values(), ids=UNSEEN)
def test_terms_that_somebody_writes_for_themselves_are_told(
    stage: Stage, files: dict[str, str | bytes | None], message: str
) -> None:
    """T12, T25: they gain nothing in the change, and whoever merges it sees them. With a coordinator they are fine."""
    stage.commit({"src/app.ts": "// work\n"}, message="Work")
    before = stage.forge().json["gates"]
    stage.commit(files)

    answer = stage.forge()
    assert [message in text for text in told(answer)] == [True]
    assert answer.json["gates"] == before

    assert told(stage.forge(state="approved", login="dana-dev")) == []
    assert told(stage.forge("dana-dev")) == []


def test_a_coordinator_is_not_her_own_coordinator(stage: Stage) -> None:
    text = record("dana").replace("]", ", dana@home.example]")
    stage.commit({"training-records/developers/dana.yaml": text}, DANA)

    assert len(told(stage.forge("dana-dev"))) == 1
    assert told(stage.forge("dana-dev", state="approved", login="farid")) == []


def told(answer: Answer) -> list[str]:
    """What needs-coordinator says."""
    return [item["message"] for item in answer.json["findings"] if item["name"] == "needs-coordinator"]


@pytest.mark.parametrize(
    "line_",
    [
        "away: [{from: 2025-09-01, to: 2025-09-05, type: leave}]",
        "away: [{from: 2025-08-30, to: 2025-08-31, type: leave}]",  # a weekend, of which nothing was asked
        "work_week: [mon, tue, wed, thu, fri]",  # what holds anyway
        "shares: [{date: 2025-08-29, kind: doc, ref: docs/ws.md}]",
        "use_cases: [{title: Reconnect, library: /websockets/ws}]",
    ],
)
def test_what_lies_ahead_is_ones_own_to_write(stage: Stage, line_: str) -> None:
    stage.commit(own(line_))

    assert told(stage.forge()) == []


def test_before_the_first_counted_day_a_record_is_filled_in_freely(stage: Stage) -> None:
    text = record("bob").replace("role: backend", "role: qa") + "work_week: [mon, tue]\n"
    stage.commit({"training-records/developers/bob.yaml": text}, BOB)

    assert told(stage.forge("bob-dev")) == []


# What honest people do


def honest(stage: Stage) -> None:
    stage.commit({BOBS: DECIDED + line()}, DANA, key="dana")


SIGNING = {
    "self-sign-off",
    "signer-not-coordinator",
    "sign-off-unverified",
    "sign-off-not-alone",
    "stale-approval",
}
GUARDS = SIGNING | {"history-edit", "protected-path", "self-approval", "policy-rollback", "future-date"}


def test_an_honest_sign_off_meets_no_guard(stage: Stage) -> None:
    honest(stage)

    assert GUARDS.isdisjoint(stage.offline().names)
    assert GUARDS.isdisjoint(stage.forge("dana-dev").names)
    assert GUARDS.isdisjoint(stage.forge(state="approved", login="dana-dev").names)


def test_a_branch_that_is_merely_behind_is_accused_of_nothing(stage: Stage) -> None:
    """Main has gained an attempt, a coordinator and a version since; the branch adds a sign-off (T18)."""
    honest(stage)
    third = "  - {id: g1-3, gate: 1, date: 2025-08-29, scores: {written: 91.00}, assessor: erin}\n"
    more = policy(stage.key, names="dana, farid, erin", more="version: 4\n")
    stage.on_main({BOBS: DECIDED.replace(SECOND, SECOND + third), PROGRAM: more})

    assert GUARDS.isdisjoint(stage.offline().names)


def test_a_policy_that_is_merely_behind_goes_not_back(stage: Stage) -> None:
    """The branch writes another key of the file in which main has named a coordinator since."""
    honest(stage)
    stage.commit({PROGRAM: policy(stage.key, more="version: 3\ntitle: Look it up\n")}, DANA, key="dana")
    stage.on_main({PROGRAM: policy(stage.key, names="dana, farid, erin", more="version: 4\n")})

    assert GUARDS.isdisjoint(stage.offline().names)


def test_what_stands_in_ones_own_name_already_is_not_asked_again(stage: Stage) -> None:
    old = "login: dana\nexcused:\n  - {from: 2025-08-27, to: 2025-08-27, by: dana}\n"
    stage.on_main({DANAS: old}, stay=False)
    stage.commit({DANAS: f"{old}  - {{from: 2025-08-28, to: 2025-08-28, by: farid}}\n"}, DANA)

    assert "self-approval" not in stage.forge("farid").names


def test_a_policy_that_goes_forward_meets_no_guard(stage: Stage) -> None:
    raised = policy(stage.key, names="dana, farid, erin", more="version: 4\n")
    stage.commit(
        {PROGRAM: raised, "policies/gates.yaml": "gate3: {threshold_percent: 90}\n"}, DANA, key="dana"
    )

    assert GUARDS.isdisjoint(stage.offline().names)


@pytest.mark.parametrize(
    ("at", "names"), [("2025-09-01T09:09:00+02:00", set()), ("2025-09-01T09:11:00+02:00", {"future-date"})]
)
def test_a_sign_off_bears_the_time_of_signing(stage: Stage, at: str, names: set[str]) -> None:
    """Clocks differ by ten minutes at most."""
    stage.commit({BOBS: DECIDED + line(at=at)}, DANA, key="dana")

    answer = stage.offline()

    assert set(answer.names) & GUARDS == names
    assert set(answer.errors()) >= names
