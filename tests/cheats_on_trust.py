"""Cheats with who signs, with which proof, with what was decided, and with the rules themselves."""

from __future__ import annotations

from collections.abc import Callable

from cheating import (
    ALICES,
    BOBS,
    COUNTED,
    DANAS,
    DECIDED,
    ERIN,
    FIRST,
    MINE,
    NOW,
    OWN,
    PROGRAM,
    SECOND,
    WAVE,
    Play,
    Stage,
    cheat,
    line,
    offline,
    policy,
    registered,
    signed,
    writing,
)
from cheats_at_gates import CEREMONY, COHORT, PASSED, SIGNED_1, assessed, by_dana
from openpgp import signed_commit
from program import ALICE, BOB, DANA, POLICY, Answer, record

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
    "history-edit",
    {
        "a survey that is counted again": writing(
            {WAVE: COUNTED.replace('"2": 5', '"5": 5')}, "dana-dev", DANA
        ),
        "a survey of which more were asked": writing({WAVE: COUNTED.replace("9", "5")}, "dana-dev", DANA),
        "a survey that is suppressed after all": writing(
            {WAVE: f"{COUNTED.partition('histogram')[0]}suppressed: true\n"}, "dana-dev", DANA
        ),
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
        "a survey that is removed": writing({WAVE: None}, "dana-dev", DANA),
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
        "a survey that somebody counted alone": writing(
            {WAVE.replace("35", "34"): COUNTED.replace("35", "34")}
        ),
        "a lowered threshold": writing({"policies/gates.yaml": "gate3: {threshold_percent: 10}\n"}),
    },
)


FORGES = r"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmA==\n-----END PGP PUBLIC KEY BLOCK-----"


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
        "another key of the forge beside a sign-off": beside_a_sign_off(
            lambda stage: {PROGRAM: policy(stage.key, more=f'version: 3\nforge_keys: ["{FORGES}"]\n')}
        ),
        "an easier role for who names none beside a sign-off": beside_a_sign_off(
            lambda stage: {PROGRAM: policy(stage.key).replace("role: backend", "role: qa")}
        ),
        "an outage beside a sign-off": beside_a_sign_off(
            lambda _: {"policies/calendars.yaml": "calendars: {rain: {outages: [{date: 2025-08-27}]}}\n"}
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


# Ways around a signature


@cheat("a key that is not valid yet", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    stage.on_main({PROGRAM: policy(stage.key, window=", from: 2025-09-02")}, stay=False)
    stage.commit({ALICES: signed()}, DANA, key="dana", date="2025-09-03T08:00:00+02:00")
    return stage.offline()


@cheat("an approval where a signature is asked", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    only = "gates: {practical-application: {signoff: {proof: [signed]}}}\n"
    stage.on_main({"policies/gates.yaml": only}, stay=False)
    stage.commit({ALICES: signed()})
    return stage.forge(state="approved")


@cheat("a signature where an approval is asked", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    only = "gates: {practical-application: {signoff: {proof: [approved]}}}\n"
    stage.on_main({"policies/gates.yaml": only}, stay=False)
    stage.commit({ALICES: signed()}, DANA, key="dana")
    return stage.forge("bob-dev")


@cheat("the subject's rewrite of a coordinator's commit", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    """She is the committer; author and the change's author are dana."""
    stage.commit({ALICES: signed()}, DANA)
    stage.repo.git("commit", "-q", "--amend", "--no-edit", env={"GIT_COMMITTER_EMAIL": ALICE[1]})
    return stage.forge("dana-dev")


registered(
    "sign-off-unverified",
    {
        "the subject's commit on a coordinator's branch": writing({ALICES: signed()}, "dana-dev", ALICE),
        "a co-author trailer": writing(
            {ALICES: signed()}, message="Sign\n\nCo-authored-by: dana <dana@example.com>\n"
        ),
        "the approval of the subject": lambda stage: (
            stage.commit({ALICES: signed()}, BOB),
            stage.forge("bob-dev", state="approved", login="alice-dev"),
        )[1],
    },
)


@cheat("a sign-off hidden in a merge of three", "sign-off-unverified")
def _(stage: Stage) -> Answer:
    start = stage.repo.oid("main")
    tips = [start]
    for name in ("one", "two"):
        stage.repo.git("reset", "-q", "--hard", start)
        tips.append(stage.commit({f"src/{name}.ts": "// work\n"}, message="Work"))
    stage.repo.write({ALICES: signed(), "src/one.ts": "// work\n"})
    stage.repo.git("add", "--all")
    stage.repo.commit({}, "Merge three", date=NOW, parents=tips)
    return stage.offline()


# The rules, once more

registered(
    "protected-path",
    {
        "a calendar full of holidays": writing(
            {"policies/calendars.yaml": "calendars: {rain: {outages: [{date: 2025-08-27}]}}\n"}
        ),
        "a preset of one's own": writing({PROGRAM: POLICY.replace("context7@1", "easy@1")}),
        "a wider range of versions": writing({PROGRAM: POLICY.replace(">=1.0,<2", ">=0.1")}),
        "a workflow that runs nothing": writing({".github/workflows/c7gate.yaml": "on: push\njobs: {}\n"}),
        "hooks that run something else": writing({".pre-commit-config.yaml": "repos: []\n"}),
        "an attempt in one's own assessment": writing(assessed([PASSED], [])),
        "a review in one's own assessment": writing(
            assessed(
                [],
                [],
                f'reviews: [{{exercise: be-hathora-lobby, reviewer: bob, verdict: approve, at: "{NOW}"}}]\n',
            )
        ),
        "an attendance at the ceremony": writing({COHORT: CEREMONY}),
        "an exit from the roster": writing(
            {COHORT: CEREMONY.replace("{login: alice}", "{login: alice, to: 2025-08-26, exit: withdrawn}")}
        ),
    },
)
registered(
    "policy-invalid",
    {
        "a preset that nobody has": writing(
            {PROGRAM: POLICY.replace("context7@1", "easy@1")}, "dana-dev", DANA
        )
    },
)
registered(
    "policy-invalid",
    {
        "a first gate with exceptions": writing(
            {"policies/gates.yaml": "gates: {knowledge-foundation: {waivers_allowed: true}}\n"},
            "dana-dev",
            DANA,
        )
    },
)

# What nobody reads


def unread(message: str, date: str = NOW) -> Play:
    """Work whose message names a library where no reader sees it, or at a time that cannot be."""
    return offline(lambda stage: stage.commit({"src/app.ts": "// work\n"}, message=message, date=date))


registered(
    "missing-reference",
    {
        "a reference in a comment that is not shown": unread(
            "Work\n\n<!-- Context7: /websockets/ws reconnect -->"
        ),
        "a reference in a quotation": unread("Work\n\n> Context7: /websockets/ws reconnect"),
        "a reference in code": unread("Work\n\n`Context7: /websockets/ws reconnect`"),
        "a reference with a hidden character": unread("Work\n\nContext7: /web\u200bsockets/ws reconnect"),
    },
)
registered(
    "future-date",
    {
        "work of tomorrow": unread("Work\n\nContext7: /websockets/ws reconnect", "2025-09-02T08:00:00+02:00"),
        "a sign-off of tomorrow": by_dana(assessed([PASSED], [SIGNED_1.replace("08-26", "09-02")])),
    },
)
registered(
    "impossible-date",
    {
        "work that is older than what it builds on": unread(
            "Work\n\nContext7: /websockets/ws x", "2025-08-01T08:00:00+02:00"
        )
    },
)
