"""Cheats with what gates are made of: attempts, exceptions, work, evidence, certification."""

from __future__ import annotations

from collections.abc import Callable

from cheating import ALICES, ERIN, MINE, NOW, OWN, Play, Stage, cheat, registered, writing
from program import ALICE, BOB, DANA, Answer

# The assessment

PASSED = "{id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 85.00}, rubric: {workflow_demo: pass}, assessor: erin}"
FAILED = PASSED.replace("85.00", "61.00")
SIGNED_1 = '{id: so-1, gate: 1, by: dana, at: "2025-08-26T09:00:00+02:00"}'
SIGNED_3 = [SIGNED_1, *(SIGNED_1.replace("so-1, gate: 1", f"so-{n}, gate: {n}") for n in (2, 3))]
READY = f"{OWN}use_cases: [{{title: Reconnect, library: /websockets/ws}}]\n"


def again(number: int, day: str, *, gate: int = 1, text: str = PASSED) -> str:
    """The next attempt."""
    return text.replace("g1-1, gate: 1, date: 2025-08-25", f"g{gate}-{number}, gate: {gate}, date: {day}")


def assessed(attempts: list[str], signoffs: list[str], more: str = "") -> dict[str, str | bytes | None]:
    """An assessment of alice."""
    lists = {"attempts": attempts, "signoffs": signoffs}
    text = "".join(
        f"{name}:\n{''.join(f'  - {item}{chr(10)}' for item in items)}"
        for name, items in lists.items()
        if items
    )
    return {ALICES: f"login: alice\n{text}{more}"}


def by_dana(
    files: dict[str, str | bytes | None], before: dict[str, str | bytes | None] | None = None
) -> Play:
    """A coordinator's change, on top of what is merged."""

    def play(stage: Stage) -> Answer:
        stage.on_main({MINE: READY, **(before or {})}, stay=False)
        stage.commit(dict(files), DANA)
        return stage.forge("dana-dev")

    return play


TWO = [
    again(n, f"2025-08-{26 + n}", gate=2, text=FAILED.replace("written: 61.00", "practice: 1"))
    for n in (1, 2, 3)
]
registered(
    "too-many-attempts",
    {
        "a third attempt at gate 2": by_dana(
            assessed(
                [PASSED, *(line_.replace("workflow_demo: pass", "review: fail") for line_ in TWO)], [SIGNED_1]
            )
        ),
        "a fourth attempt at gate 1": by_dana(
            assessed(
                [
                    FAILED,
                    *(again(n, f"2025-08-{23 + 2 * n}", text=FAILED) for n in (2, 3)),
                    again(4, "2025-09-01"),
                ],
                [],
            )
        ),
    },
)
registered(
    "retest-not-open",
    {
        "a second attempt after one that passed": by_dana(assessed([PASSED, again(2, "2025-08-28")], [])),
        "a second attempt before the first is decided": by_dana(
            assessed([PASSED.replace(", rubric: {workflow_demo: pass}", ""), again(2, "2025-08-28")], [])
        ),
    },
)
registered(
    "cooling-off", {"a retake on the next morning": by_dana(assessed([FAILED, again(2, "2025-08-26")], []))}
)
registered(
    "gate-order",
    {
        "an attempt at gate 2 before gate 1 is passed": by_dana(
            assessed([PASSED, again(1, "2025-08-28", gate=2)], [])
        ),
        "an attempt at gate 2 dated before gate 1 was signed": by_dana(
            assessed([PASSED, again(1, "2025-08-25", gate=2)], [SIGNED_1])
        ),
        "a sign-off of gate 2 while gate 1 is open": by_dana(
            assessed([PASSED], [SIGNED_1.replace("gate: 1", "gate: 2")])
        ),
    },
)
registered(
    "attempt-date",
    {
        "an attempt before the enrolment": by_dana(assessed([again(1, "2025-08-22")], [])),
        "an attempt that is still to come": by_dana(assessed([again(1, "2025-09-02")], [])),
    },
)
registered(
    "self-approval",
    {"assessing oneself": by_dana(assessed([PASSED.replace("assessor: erin", "assessor: alice")], []))},
)
registered(
    "record-invalid",
    {
        "a score with a third decimal": by_dana(assessed([PASSED.replace("85.00", "84.995")], [])),
        "a score above a hundred": by_dana(assessed([PASSED.replace("85.00", "100.01")], [])),
        "a correction of another day's attempt": by_dana(
            assessed(
                [
                    FAILED,
                    again(2, "2025-08-28").replace("}}", "}").replace("erin}", "erin, supersedes: g1-1}"),
                ],
                [],
            )
        ),
        "a revocation of what was never signed": by_dana(
            assessed(
                [PASSED], [SIGNED_1], f'revocations: [{{id: rv-1, signoff: so-7, by: dana, at: "{NOW}"}}]\n'
            )
        ),
    },
)
registered(
    "signed-too-early",
    {
        "a sign-off dated before the attempt": by_dana(
            assessed([PASSED], [SIGNED_1.replace("08-26", "08-23")])
        ),
    },
)


def waiver(gate: int, *, by: str = "dana", criterion: str = "share", until: str = "2025-12-31") -> str:
    """An exception."""
    line_ = f"{{gate: {gate}, criterion: {criterion}, reason: Away, approver: {by}, expires: {until}}}"
    return f"waivers: [{line_}]\n"


registered(
    "waiver-not-allowed",
    {"an exception at gate 1": by_dana(assessed([FAILED], [], waiver(1, criterion="written")))},
)
registered(
    "exception-unproven",
    {
        "an exception that an assessor grants in a coordinator's name": writing(
            assessed([], [], waiver(2)), "erin-dev", ERIN
        ),
        "an exception that an assessor grants": writing(
            assessed([], [], waiver(2, by="erin")), "erin-dev", ERIN
        ),
        "days that an assessor excuses": writing(
            assessed([], [], "excused: [{from: 2025-08-27, to: 2025-08-28, by: erin}]\n"), "erin-dev", ERIN
        ),
    },
)


@cheat("a sign-off that an assessor takes back", "exception-unproven")
def _(stage: Stage) -> Answer:
    stage.on_main(assessed([PASSED], [SIGNED_1]), stay=False)
    back = f'revocations: [{{id: rv-1, signoff: so-1, by: erin, at: "{NOW}"}}]\n'
    return writing(assessed([PASSED], [SIGNED_1], back), "erin-dev", ERIN)(stage)


registered(
    "gate-not-met: written",
    {"a sign-off a hundredth below": by_dana(assessed([PASSED.replace("85.00", "84.99")], [SIGNED_1]))},
)
registered(
    "gate-not-met: workflow_demo",
    {
        "an attempt that leaves a part out": by_dana(
            assessed([PASSED.replace(", rubric: {workflow_demo: pass}", "")], [SIGNED_1])
        ),
        "one attempt's score and another's demonstration": by_dana(
            assessed(
                [
                    FAILED,
                    again(2, "2025-08-28", text=PASSED.replace(", rubric: {workflow_demo: pass}", "")),
                ],
                [SIGNED_1.replace("08-26", "08-29")],
            )
        ),
        "a demonstration in another word": by_dana(
            assessed([PASSED.replace("workflow_demo: pass", "workflow_demo: passed")], [SIGNED_1])
        ),
    },
)
registered(
    "gate-not-met",
    {
        "a gate of somebody who is not enrolled": by_dana(
            {ALICES.replace("alice", "zoe"): f"login: zoe\nattempts: [{PASSED}]\nsignoffs: [{SIGNED_1}]\n"}
        ),
    },
)

# The work of gate 2

EXERCISES = ("be-hathora-lobby", "be-websocket-reconnect", "be-node-performance")
DOCUMENT = "{date: 2025-08-29, kind: doc, ref: docs/ws.md}"
TALK = "{date: 2025-08-29, kind: talk, ref: pr:9, audience: backend}"


def work(stage: Stage) -> None:
    """What is merged before gate 2 of alice is asked for: a task that came by #8, and a document."""
    stage.repo.checkout("main")
    begun = stage.repo.oid()
    stage.commit(
        {"src/lobby.ts": "// lobby\n"},
        ALICE,
        "Fix it\n\nContext7: /websockets/ws lobby",
        date="2025-08-29T10:00:00+02:00",
    )
    task = stage.repo.oid()
    stage.repo.commit(
        {},
        "Merge pull request #8 from acme/lobby",
        author=DANA,
        date="2025-08-29T11:00:00+02:00",
        parents=[begun, task],
    )
    stage.commit({"docs/ws.md": "# Reconnecting\n"}, ALICE, "Write it down", date="2025-08-29T12:00:00+02:00")
    stage.commit({"docs/bobs.md": "# Pooling\n"}, BOB, "Write it down", date="2025-08-29T12:00:00+02:00")
    stage.repo.checkout("pr")
    stage.repo.git("reset", "-q", "--hard", "main")


def at_gate_2(
    *,
    evidence: str = "pr:7",
    document: str = DOCUMENT,
    share: str = TALK,
    reviewer: str = "bob",
    more: str = "",
) -> Play:
    """Everything of gate 2 is there but for what is cheated; dana signs it."""

    def play(stage: Stage) -> Answer:
        work(stage)
        task = stage.repo.git("log", "-1", "--format=%H", "--", "src/lobby.ts")
        handed_in = ", ".join(
            f'{{id: {name}, evidence: ["{evidence.format(task=task)}"]}}' for name in EXERCISES
        )
        stage.on_main(
            {
                MINE: f"{READY}exercises: [{handed_in}]\nshares: [{document}, {share}]\n",
                **assessed([PASSED], [SIGNED_1]),
            },
            stay=False,
        )
        reviews = ", ".join(
            f'{{exercise: {name}, reviewer: {reviewer}, verdict: approve, at: "2025-08-29T15:00:00+02:00"}}'
            for name in EXERCISES
        )
        signs = SIGNED_1.replace("so-1, gate: 1", "so-2, gate: 2").replace("2025-08-26T09", "2025-09-01T08")
        stage.commit(assessed([PASSED], [SIGNED_1, signs], f"reviews: [{reviews}]\n{more}"), DANA)
        return stage.forge("dana-dev")

    return play


registered(
    "gate-not-met: peer_review",
    {
        "exercises reviewed by oneself": at_gate_2(reviewer="alice"),
        "exercises reviewed by who is not enrolled": at_gate_2(reviewer="mallory"),
        "exercises reviewed by a bot": at_gate_2(reviewer="release-bot"),
        "exercises reviewed by a coordinator who is no peer": at_gate_2(reviewer="farid"),
    },
)
registered(
    "gate-not-met: real_task",
    {
        "an exercise's commit as the real task": at_gate_2(evidence="commit:{task}"),
        "an exercise's pull request as the real task": at_gate_2(evidence="pr:8"),
        "an exercise's page as the real task": at_gate_2(evidence="https://github.com/acme/product/pull/8"),
        "an exercise's commit on its page as the real task": at_gate_2(
            evidence="https://github.com/acme/product/commit/{task}"
        ),
    },
)
registered(
    "gate-not-met: knowledge_doc",
    {
        "somebody else's document": at_gate_2(document=DOCUMENT.replace("docs/ws.md", "docs/bobs.md")),
        "a document that is not there": at_gate_2(document=DOCUMENT.replace("docs/ws.md", "docs/none.md")),
        "a folder as a document": at_gate_2(document=DOCUMENT.replace("docs/ws.md", "docs")),
        "a document of tomorrow": at_gate_2(document=DOCUMENT.replace("2025-08-29", "2025-09-02")),
    },
)
registered(
    "gate-not-met: share",
    {
        "a share in the future": at_gate_2(share=TALK.replace("2025-08-29", "2025-09-02")),
        "a share before the enrolment": at_gate_2(share=TALK.replace("2025-08-29", "2025-08-21")),
        "a share with nobody": at_gate_2(share=DOCUMENT.replace("ws.md", "pool.md")),
        "an exception that has expired": at_gate_2(
            share=DOCUMENT.replace("ws.md", "pool.md"), more=waiver(2, until="2025-08-31")
        ),
        "an exception that one grants oneself": at_gate_2(
            share=DOCUMENT.replace("ws.md", "pool.md"), more=waiver(2, by="alice")
        ),
    },
)


def evidence(text: str) -> Play:
    """Evidence that alice writes into her own record."""
    return writing({MINE: f'{OWN}exercises: [{{id: be-hathora-lobby, evidence: ["{text}"]}}]\n'})


registered(
    "evidence-missing",
    {
        "a commit that nobody has": evidence("commit:0123456789"),
        "a commit by too few digits": evidence("commit:012345"),
        "a file that is not there": evidence("src/lobby-exercise.ts"),
        "words for evidence": evidence("ask dana"),
        "somebody else's commit": lambda stage: evidence(f"commit:{stage.repo.oid('main')}")(stage),
    },
)


def elsewhere(parents: Callable[[Stage], list[str]]) -> Play:
    """A commit of alice's that leads nowhere, named as evidence."""

    def play(stage: Stage) -> Answer:
        start = stage.repo.oid("pr")
        oid = stage.repo.commit({"src/lobby.ts": "// x\n"}, "Lobby", date=NOW, parents=parents(stage))
        stage.repo.git("reset", "-q", "--hard", start)
        return evidence(f"commit:{oid}")(stage)

    return play


registered(
    "evidence-not-in-history",
    {
        "a commit of a branch that was given up": elsewhere(lambda stage: [stage.repo.oid("main")]),
        "a commit of another history": elsewhere(lambda _: []),
    },
)

# Certification

G4 = again(1, "2025-08-29", gate=4, text=PASSED.replace("written: 85.00", "comprehensive: 90.00")).replace(
    "workflow_demo", "independence"
)
COMMITMENT = "commitment: {date: 2025-08-29, statement: I look it up first}\n"
COHORT = "training-records/cohorts/2025-08.yaml"
CEREMONY = (
    "id: 2025-08\nstart_date: 2025-08-22\nfrozen_at: 2025-08-25\nroster: [{login: alice}, {login: bob}]\n"
    "ceremony: {date: 2025-08-29, attendees: [alice]}\n"
)


def at_gate_4(*, attempt: str = G4, commitment: str = COMMITMENT, ceremony: str = CEREMONY) -> Play:
    """Everything of gate 4 is there but for what is cheated; dana signs it."""
    signs = SIGNED_1.replace("so-1, gate: 1", "so-4, gate: 4").replace("2025-08-26T09", "2025-09-01T08")
    before = {MINE: READY + commitment, COHORT: ceremony, **assessed([PASSED], SIGNED_3)}
    return by_dana(assessed([PASSED, attempt], [*SIGNED_3, signs]), before)


registered(
    "gate-not-met: comprehensive",
    {"certified a hundredth below": at_gate_4(attempt=G4.replace("90.00", "89.99"))},
)
registered(
    "gate-not-met: ceremony",
    {
        "a ceremony that is still to come": at_gate_4(ceremony=CEREMONY.replace("2025-08-29", "2025-09-02")),
        "a ceremony without oneself": at_gate_4(
            ceremony=CEREMONY.replace("attendees: [alice]", "attendees: [bob]")
        ),
    },
)
registered(
    "gate-not-met: commitment",
    {
        "a commitment in the future": at_gate_4(commitment=COMMITMENT.replace("2025-08-29", "2025-09-02")),
        "a commitment from before the program": at_gate_4(
            commitment=COMMITMENT.replace("2025-08-29", "2025-08-01")
        ),
    },
)
registered(
    "commitment-by-another",
    {
        "a commitment that a coordinator writes": by_dana({MINE: READY + COMMITMENT}),
        "a commitment that a colleague writes": writing({MINE: OWN + COMMITMENT}, "bob-dev", BOB),
    },
)


def roster(old: str, new: str) -> Play:
    """A coordinator's change of a cohort that is frozen."""
    return by_dana({COHORT: CEREMONY.replace(old, new)}, {COHORT: CEREMONY})


registered(
    "roster-frozen",
    {
        "a member who disappears from a frozen roster": roster(", {login: bob}", ""),
        "a member who is made to have left before": roster(
            "{login: bob}", "{login: bob, to: 2025-08-22, exit: withdrawn}"
        ),
        "a member who is made to come later": roster("{login: bob}", "{login: bob, from: 2025-12-01}"),
        "a later freeze": roster("frozen_at: 2025-08-25", "frozen_at: 2025-12-01"),
        "another start of a frozen cohort": roster("start_date: 2025-08-22", "start_date: 2025-08-25"),
    },
)
registered(
    "mentor-not-certified",
    {"a mentor who is not certified": roster("roster:", "mentors: [bob]\nroster:")},
)
