"""Ways to a gate that are none: each is played on real history, and refused by the rule that is meant for it.

The cheats stand in cheats_on_trust.py and cheats_at_gates.py. What earns no day is tested in test_gate3_attacks.py.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import pytest

from cheating import (
    BOBS,
    CHEATS,
    COUNTED,
    DANAS,
    DECIDED,
    MINE,
    OWN,
    PROGRAM,
    SECOND,
    WAVE,
    Play,
    Signing,
    Stage,
    line,
    policy,
)
from cheats_at_gates import at_gate_2, at_gate_4
from git_repo import Repo
from program import BOB, DANA, Answer, Program, record

import_module("cheats_on_trust")
SECURITY = Path(__file__).parents[2] / ".github/SECURITY.md"


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
        WAVE: COUNTED,
        **{f"training-records/developers/{name}.yaml": record(name) for name in ("dana", "erin")},
    }
    return Stage(Program.start(repo, capsys, files), key)


@pytest.mark.parametrize(("name", "rule", "play"), CHEATS, ids=[name for name, _, _ in CHEATS])
def test_no_cheat_passes(stage: Stage, name: str, rule: str, play: Play) -> None:
    """T05 to T07, T12, T16 to T22, T25, T44, T66, T88, S-149: by its own rule, as an error."""
    rule, _, criterion = rule.partition(": ")
    answer = play(stage)

    assert rule in answer.errors(), (name, answer.json["findings"])
    assert answer.code == 1
    if criterion:
        open_ = [item["message"] for item in answer.json["findings"] if item["name"] == rule]
        assert [f" {criterion} of alice: " in message for message in open_] == [True], open_


def test_gate_2_holds_where_nothing_is_cheated(stage: Stage) -> None:
    """What the cheats of gate 2 begin with is whole: each of them takes one thing away."""
    answer = at_gate_2()(stage)
    assert answer.errors() == [], answer.json["findings"]


def test_gate_4_holds_where_nothing_is_cheated(stage: Stage) -> None:
    assert at_gate_4()(stage).errors() == []


def test_the_published_list_is_what_is_tried() -> None:
    """`.github/SECURITY.md` names every cheat beside its rule, and no other; each has a name of its own."""
    tried: defaultdict[str, list[str]] = defaultdict(list)
    for name, rule, _ in CHEATS:
        tried[rule.partition(": ")[0]].append(name)
    tried["needs-coordinator"] = [*UNSEEN]
    rows = [f"| `{rule}` | {'; '.join(names)} |" for rule, names in sorted(tried.items())]
    published = [row for row in SECURITY.read_text(encoding="utf-8").splitlines() if row.startswith("| `")]

    assert len({name for names in tried.values() for name in names}) == len(CHEATS) + len(UNSEEN) > 50
    assert published == rows, "\n".join(rows)


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


def test_a_policy_can_refuse_them(stage: Stage) -> None:
    """A warning by the preset, for a record is its subject's; an error where policy says so."""
    strict = policy(stage.key, more="version: 3\nrules: {needs-coordinator: {severity: error}}\n")
    stage.on_main({PROGRAM: strict}, stay=False)
    stage.commit(own("away: [{from: 2025-08-27, to: 2025-08-28, type: leave}]"))

    assert "needs-coordinator" in stage.forge().errors()
    assert "needs-coordinator" not in stage.forge(state="approved", login="dana-dev").names


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
