"""`me`, `status` and `explain` as a person at a terminal reads them; piped they are what scripts rely on.

The golden screens are written anew by

    C7GATE_WRITE_GOLDENS=1 python -m pytest tests/acceptance/test_terminal.py -n0

Look at each that changed, as who uses it would.
"""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.cells import cell_len
from ruamel.yaml import YAML

from c7gate.app import explain
from c7gate.app.explain import Where
from c7gate.app.me import me
from c7gate.app.status import declared, status
from c7gate.rendering import explanation_screen as explained
from c7gate.rendering import me_screen, status_screen
from c7gate.rendering.screen import Screen
from c7gate.rendering.status import Audience, StatusView

from git_repo import Repo, clean_environment
from program import DANA, POLICY

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "terminal"
WRITES = bool(os.environ.get("C7GATE_WRITE_GOLDENS"))  # before a test's fixtures hide it
AS_OF = datetime(2025, 9, 5, 10, tzinfo=UTC)
WIDTHS = (60, 80, 120, 200)
LOOKS = {"color": (True, True), "plain": (False, True), "ascii": (False, False)}
NAMES = ("me", "status", "status-person", "status-team", "status-executive", "explain", "explain-gate")
LOGINS = ("alice", "bob", "carol", "hubot", "monalisa", "octocat")
HOSTILE = "[red]help[/red] :boom: é"
RECORD = (
    "login: {0}\nidentities: [{0}@example.com]\nrole: backend\nenrolled_at: 2025-08-22\ncohort: 2025-08\n"
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")
Views = Mapping[str, Callable[[Screen], str]]


def signed(*gates: int) -> str:
    lines = (
        f'  - {{id: so-{gate}, gate: {gate}, by: dana, at: "2025-08-{25 + gate}T12:00:00Z"}}\n'
        for gate in gates
    )
    return f"signoffs:\n{''.join(lines)}"


def files() -> dict[str, str]:
    """Seven people: alice is at gate 3, bob stopped, carol failed, hubot is away, monalisa is blocked, zoe has no record."""
    records = {name: RECORD.format(name) for name in LOGINS}
    records["hubot"] += "away: [{from: 2025-09-01, to: 2025-09-12, type: leave}]\n"
    records["monalisa"] += (
        'blockers: [{id: vpn, opened: "2025-09-04T16:00:00+02:00", summary: No access, owner: dana}]\n'
    )
    assessments = {
        "alice": signed(1, 2),
        "carol": "attempts:\n  - {id: g1-1, gate: 1, date: 2025-09-03, scores: {written: 84.50}, "
        "rubric: {workflow_demo: pass}, assessor: dana}\n",
    }
    roster = ", ".join(f"{{login: {name}}}" for name in (*LOGINS, "zoe"))
    return {
        "policies/program.yaml": f"{POLICY}support: {{channels: ['#docs-help', {json.dumps(HOSTILE)}]}}\n",
        "training-records/cohorts/2025-08.yaml": f"id: 2025-08\nstart_date: 2025-08-22\nroster: [{roster}]\n",
        **{f"training-records/developers/{name}.yaml": text for name, text in records.items()},
        **{
            f"training-records/assessments/{name}.yaml": f"login: {name}\n{text}"
            for name, text in assessments.items()
        },
    }


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The program in a repository, looked at only."""
    folder = tmp_path_factory.mktemp("terminal")
    repo = Repo(folder / "repo", clean_environment(folder))
    repo.path.mkdir()
    repo.git("init", "-q", "-b", "main")
    repo.commit(dict(files()), "Start", author=DANA, date="2025-08-22T09:00:00+02:00")
    for day in ("08-25", "08-26", "08-28", "08-29", "09-01", "09-02", "09-04"):
        for name in ("alice", "carol", "monalisa", "octocat", *(["bob"] if day < "09-01" else [])):
            text = "Work\n\nContext7: /websockets/ws reconnect\n"
            change = {f"src/{name}.ts": f"// {day}\n"}
            author = (name, f"{name}@example.com")
            repo.commit(dict(change), text, author=author, date=f"2025-{day}T10:00:00+02:00")
    return repo


@pytest.fixture(scope="module")
def views(repo: Repo) -> Views:
    """Each view of the program as a function of the terminal."""
    where = Where(repo.path, None, "", AS_OF, repo.environment)
    mine = me(where, "alice")
    found = status(where)
    gate3 = explain.explain_gate3("alice", where)
    gate1 = explain.explain_gate("carol", 1, where)

    def seen_by(audience: Audience) -> StatusView:
        told, watch = found.seen.told, found.seen.watch
        success = declared(found) if audience is Audience.EXECUTIVE else None
        return StatusView(found.groups, watch.blockers, told, AS_OF, found.through, audience, success)

    return {
        "me": lambda screen: me_screen.render_screen(
            mine.role, mine.gate3, mine.coordinators, mine.gates, mine.support, screen=screen
        ),
        "status": lambda screen: status_screen.render_screen(seen_by(Audience.COORDINATOR), screen),
        "status-person": lambda screen: status_screen.person_screen(
            found.person("bob"), found.seen.told, AS_OF, screen
        ),
        "status-team": lambda screen: status_screen.render_screen(seen_by(Audience.TEAM), screen),
        "status-executive": lambda screen: status_screen.render_screen(seen_by(Audience.EXECUTIVE), screen),
        "explain": lambda screen: explained.gate3_screen(gate3, screen),
        "explain-gate": lambda screen: explained.gate_screen(gate1, screen),
    }


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_the_screens_are_the_golden_ones(views: Views, name: str, width: int, look: str) -> None:
    """S-199: no line is wider than the terminal, whatever it is."""
    color, unicode = LOOKS[look]
    golden = GOLDEN / f"{name}-{width}-{look}.txt"

    shown = views[name](Screen(width, color, unicode))

    if WRITES:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert max(cell_len(ANSI.sub("", line)) for line in shown.splitlines()) <= width
    assert shown.isascii() or look != "ascii"
    assert bool(ANSI.search(shown)) == color


@pytest.mark.parametrize("width", WIDTHS)
def test_me_is_one_screen_that_begins_with_what_is_next(repo: Repo, width: int) -> None:
    """S-199: even after months, with more to do than there is room for; what is left out is named."""
    mine = me(Where(repo.path, None, "", AS_OF, repo.environment), "alice")
    days = mine.gate3.consistency.days
    begin = days[0].date.toordinal()
    many = tuple(days[at % 7]._replace(date=date.fromordinal(begin + at)) for at in range(140))
    steps = tuple(f"Do what is asked for the {number}th time, and then once more." for number in range(30))
    found = mine.gate3._replace(consistency=mine.gate3.consistency._replace(days=many), steps=steps)

    shown = me_screen.render_screen(
        mine.role, found, mine.coordinators, mine.gates, mine.support, screen=Screen(width, color=False)
    )

    assert shown.splitlines()[2].startswith("next  → Do what is asked for the 0th time")
    assert shown.count("\n") <= 23
    assert "W03  Mon" in shown
    assert re.search(r"\d+ more: c7gate me --login alice --format\s+markdown", shown)
    assert re.search(r"earlier: c7gate\s+explain alice", shown)


@pytest.mark.parametrize("audience", ["team", "executive"])
def test_a_team_sees_nobody_on_a_terminal_either(views: Views, audience: str) -> None:
    """S-100."""
    shown = views[f"status-{audience}"](Screen(80, color=False))

    assert [name for name in (*LOGINS, "zoe", "vpn") if name in shown] == []
    assert "1 of 7 passed" in shown


@pytest.mark.parametrize("width", [40, *WIDTHS])
def test_the_line_that_answers_an_alert_can_be_copied(views: Views, width: int) -> None:
    """Wrapped or not, it is one item of YAML."""
    shown = views["status-person"](Screen(width, color=False))

    (copied,) = re.findall(r"^ +-  \{.*?\}$", shown, re.DOTALL | re.MULTILINE)
    (item,) = YAML(typ="safe").load(copied)
    assert item == {
        "alert": "inactivity/bob/2025-09-01", "action": "intervention", "by": "LOGIN", "at": "INSTANT"
    }  # fmt: skip


def test_what_people_wrote_is_text(views: Views) -> None:
    """T72: no markup of rich, no shortcode, nothing that a terminal obeys."""
    screen = Screen(80, color=True)

    shown = screen.show(screen.rows([[screen.say("[blink]x[/blink] :boom: a\u202eb\u200b\x1b[5m\ttab\r")]]))

    assert shown == "[blink]x[/blink] :boom: a\\u{202e}b\\u{200b}\\u{1b}[5m\\u{9}tab\\u{d}\n"
    assert f"Support: #docs-help, {HOSTILE}" in ANSI.sub("", views["status"](screen))


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("name", [*NAMES, "status-executive"])
def test_colour_says_nothing_that_the_words_do_not(views: Views, name: str, *, color: bool) -> None:
    assert ANSI.sub("", views[name](Screen(80, color=color))) == views[name](Screen(80, color=False))


def test_a_rule_and_a_commit_are_as_wide_as_the_terminal(repo: Repo) -> None:
    where = Where(repo.path, None, "", AS_OF, repo.environment)
    message = f"Work\n\n{'long ' * 30}\nContext7: /websockets/ws reconnect\n{'so ' * 30}Context7: none\n"
    oid = repo.git("commit-tree", "-p", "main", "-m", message, "main^{tree}")
    commit, reading = explain.explain_commit(oid, where)
    rule = explain.explain_rule("protected-path")
    assert rule

    for width in WIDTHS:
        screen = Screen(width, color=False)
        told = explained.commit_screen(commit, reading, screen)
        documented = explained.rule_screen(rule, "error", screen)
        assert max(map(len, (told + documented).splitlines())) <= width
        assert "  ^  counts: trailer /websockets/ws" in told
        assert " ".join(rule.documentation.split()) in " ".join(documented.split())


class Terminal(NamedTuple):
    """What a command left on a terminal, and on standard error beside it."""

    shown: str
    said: str


def on_terminal(repo: Repo, *arguments: str, width: int = 80, **settings: str) -> Terminal:
    """Run Python on a real terminal of that width, as a person's shell would."""
    fcntl, pty, termios = map(pytest.importorskip, ("fcntl", "pty", "termios"))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    environment = {**repo.environment, "TERM": "xterm", "PYTHONPATH": str(ROOT), **settings}
    with subprocess.Popen(
        [sys.executable, *arguments],
        stdout=theirs,
        stderr=subprocess.PIPE,
        cwd=repo.path,
        env=environment,
    ) as process:
        os.close(theirs)
        with os.fdopen(ours, "rb") as reader:
            shown = b""
            with suppress(OSError):  # how Linux says that the other side has closed
                while block := reader.read1():
                    shown += block
        assert process.stderr
        said = process.stderr.read()
    assert process.returncode == 0, said.decode()
    return Terminal(shown.decode("utf-8").replace("\r\n", "\n"), said.decode("utf-8"))


ME = ("-m", "c7gate", "me", "--login", "alice", "--as-of", AS_OF.isoformat())


@pytest.mark.parametrize(
    ("arguments", "settings", "golden"),
    [
        ((), {"LC_ALL": "C.UTF-8"}, "me-60-color"),
        ((), {"NO_COLOR": "1"}, "me-60-plain"),
        (("--color", "never"), {}, "me-60-plain"),
        (("--color", "never"), {"LC_ALL": "C"}, "me-60-ascii"),
        (("--color", "never"), {"PYTHONIOENCODING": "ascii"}, "me-60-ascii"),
    ],
)
def test_the_terminal_decides_how_it_looks(
    repo: Repo, arguments: tuple[str, ...], settings: dict[str, str], golden: str
) -> None:
    seen = on_terminal(repo, *ME, *arguments, width=60, **settings)

    assert seen.shown == (GOLDEN / f"{golden}.txt").read_text(encoding="utf-8")
    assert seen.said == ""


LOADED = """\
import sys
from c7gate.cli.main import run
code = run(sys.argv[1:])
print(code, "rich" in sys.modules, file=sys.stderr)
"""


def piped(repo: Repo, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**repo.environment, "PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", LOADED, *arguments]
    return subprocess.run(
        command, capture_output=True, cwd=repo.path, env=environment, check=True, encoding="utf-8"
    )


@pytest.mark.parametrize("command", ["me --login alice", "status", "explain alice"])
def test_piped_it_is_plain_and_loads_no_rich(repo: Repo, command: str) -> None:
    plain = piped(repo, *command.split(), "--as-of", AS_OF.isoformat())
    seen = on_terminal(repo, "-m", "c7gate", *command.split(), "--as-of", AS_OF.isoformat(), TERM="dumb")

    assert plain.stderr == "0 False\n"
    assert seen.shown == plain.stdout
    assert " · day 15" in plain.stdout or "as of 2025" in plain.stdout


def test_without_rich_the_terminal_gets_the_plain_text(repo: Repo) -> None:
    without = "import sys\nsys.modules['rich'] = None\nfrom c7gate.cli.main import main\nmain()\n"

    seen = on_terminal(repo, "-c", without, *ME[2:], "--color", "never")

    assert seen.shown == piped(repo, *ME[2:]).stdout


def test_a_file_gets_the_plain_text(repo: Repo, tmp_path: Path) -> None:
    file = tmp_path / "me.txt"

    seen = on_terminal(repo, *ME, "--color", "never", "--format", f"text={file}")

    assert seen.shown == ""
    assert file.read_text(encoding="utf-8") == piped(repo, *ME[2:]).stdout


WAITING = """\
import sys, time
from c7gate.cli import waiting
waiting._PATIENCE = 0.05
sys.stderr = sys.stdout
with waiting.waiting():
    time.sleep(float(sys.argv[1]))
print("done")
"""


IMPATIENT = """\
import sys
from c7gate.cli import waiting
from c7gate.cli.main import run
waiting._PATIENCE = 0.001
sys.stderr = sys.stdout
for words in sys.argv[1:]:
    assert run([*words.split(), "--format", "json"]) == 0
"""


def test_every_walk_over_history_is_told(repo: Repo) -> None:
    commands = (
        *("me --login alice", "status", "explain alice", "explain carol --gate 2"),
        *(f"report {kind}" for kind in ("alerts", "weekly", "metrics", "success", "plan", "readiness")),
    )
    dated = [f"{command} --as-of {AS_OF.isoformat()}" for command in commands]

    shown = on_terminal(repo, "-c", IMPATIENT, *dated).shown

    before_each = re.findall(r"\rreading history \.\.\. \d+ s\r\x1b\[2K\{", shown)
    assert len(before_each) == len(commands)


@pytest.mark.parametrize(
    ("seconds", "settings", "is_told"), [("0.5", {}, True), ("0", {}, False), ("0.5", {"CI": "true"}, False)]
)
def test_who_waits_is_told_so_on_a_terminal_only(
    repo: Repo, seconds: str, settings: dict[str, str], *, is_told: bool
) -> None:
    seen = on_terminal(repo, "-c", WAITING, seconds, width=80, **settings)

    assert seen.shown.startswith("\rreading history ... 1 s\rreading history ... 2 s") == is_told
    assert seen.shown.endswith("\r\x1b[2Kdone\n" if is_told else "done\n")
    assert is_told or seen.shown == "done\n"
