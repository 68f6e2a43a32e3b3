"""The house's rooms, held by reading the source: who may import whom, who may speak, who may look outside.

Each check is a pure function of (path in the repository, source text) to complaints `path:line: what`, so each
is shown to fail on a small bad source before it is asked about the package.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).parent.parent
ROOMS = "model parsing scoring judging program rendering reading writing app cli".split()  # noqa: SIM905  reads as the line
READING = ROOMS.index("reading")
CLI = ROOMS.index("cli")
MOST_MODULE_LINES = 400
MOST_FUNCTION_LINES = 60

SPEAKING = """
    builtins.print builtins.input builtins.exit builtins.quit builtins.breakpoint builtins.SystemExit
    click.confirm click.echo click.edit click.get_text_stream click.launch click.pause click.prompt click.secho
    os._exit os.abort os.environ os.environb os.getenv os.getenvb os.putenv os.unsetenv
    sys.argv sys.exit sys.stdin sys.stdout sys.stderr
""".split()  # noqa: SIM905  a list of words is read more easily than a column of quotes
LOOKING = """
    builtins.open asyncio codecs.open ctypes datetime.date.today datetime.datetime.now datetime.datetime.today
    datetime.datetime.utcnow fileinput ftplib git glob http httpx importlib.metadata importlib.resources
    io.FileIO io.open linecache locale logging mmap multiprocessing os pathlib.Path pkgutil.get_data platform
    random requests secrets select shutil signal smtplib socket sqlite3 ssl subprocess tempfile threading time
    urllib.request uuid.uuid1 uuid.uuid4 webbrowser
""".split()  # noqa: SIM905
LOOKING_METHODS = "iterdir mkdir read_bytes read_text rglob unlink write_bytes write_text".split()  # noqa: SIM905
SHELLS = """
    asyncio.create_subprocess_shell os.popen os.system subprocess.getoutput subprocess.getstatusoutput
""".split()  # noqa: SIM905
VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
HEAVY = ("git", "holidays", "jinja2", "jsonschema", "markdown_it", "requests", "rich", "ruamel")

Check = Callable[[str, str], list[str]]


class Use(NamedTuple):
    """A full dotted name (`os.environ`, `builtins.open`) and the line it is used in."""

    line: int
    name: str


def package_sources() -> Iterator[tuple[str, str]]:
    """Every module of the package: path in the repository with `/`, and source."""
    for file in sorted((REPOSITORY / "c7gate").rglob("*.py")):
        yield file.relative_to(REPOSITORY).as_posix(), file.read_text(encoding="utf-8")


def room_of(path: str) -> int | None:
    """The place in the line of the room a module stands in; the two modules at the top belong to the ends."""
    parts = PurePosixPath(path).parts
    if parts[1:] == ("__init__.py",):
        return 0
    if parts[1:] == ("__main__.py",):
        return CLI
    return ROOMS.index(parts[1]) if parts[1] in ROOMS else None


def imported(path: str, node: ast.Import | ast.ImportFrom) -> list[str]:
    """The full dotted names of an import statement, in its order, relative ones resolved."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    package = PurePosixPath(path).parent.parts
    start = package[: len(package) - node.level + 1] if node.level else ()
    module = ".".join((*start, node.module) if node.module else start)
    return [f"{module}.{alias.name}" for alias in node.names]


def bindings(path: str, node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """What an import makes known: local name to full dotted name. `import os.path` makes `os` known."""
    known: dict[str, str] = {}
    for alias, name in zip(node.names, imported(path, node), strict=True):
        whole = name if alias.asname or isinstance(node, ast.ImportFrom) else name.partition(".")[0]
        known[alias.asname or alias.name.partition(".")[0]] = whole
    return known


def imports(path: str, tree: ast.AST) -> Iterator[Use]:
    """Every name imported anywhere in a module, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (Use(node.lineno, name) for name in imported(path, node))


@cache
def uses(path: str, source: str) -> list[Use]:
    """Every imported or built-in name that a module imports or mentions, through any alias."""
    tree = ast.parse(source)
    known: dict[str, str] = {}
    bound: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            known |= bindings(path, node)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
    mentioned = (
        Use(node.lineno, name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute) and (name := full_name(node, known, bound))
    )
    return sorted({*imports(path, tree), *mentioned})


def full_name(node: ast.expr, known: dict[str, str], bound: set[str]) -> str:
    """The dotted name an expression stands for; empty when its beginning is a value of the module's own."""
    if isinstance(node, ast.Attribute):
        beginning = full_name(node.value, known, bound)
        return f"{beginning}.{node.attr}" if beginning else ""
    if not isinstance(node, ast.Name):
        return ""
    return known.get(node.id, "" if node.id in bound else f"builtins.{node.id}")


def among(name: str, banned: Iterable[str]) -> bool:
    """Whether a name is a banned one or below it."""
    return any(name == ban or name.startswith(f"{ban}.") for ban in banned)


def complaints(path: str, found: Iterable[Use], words: str) -> list[str]:
    """The first complaint of each line, so that `os` and `os.environ` at one place are one."""
    lines = {use.line: use.name for use in sorted(found, reverse=True)}
    return [
        f"{path}:{line}: {words} {name.removeprefix('builtins.')}" for line, name in sorted(lines.items())
    ]


def imports_to_the_right(path: str, source: str) -> list[str]:
    """A room imports only from itself and from rooms to its left."""
    room = room_of(path)
    if room is None:
        return [f"{path}:1: stands in no room of the house"]
    found = [
        use
        for use in imports(path, ast.parse(source))
        if (target := re.match(r"c7gate\.(\w+)", use.name))
        and target[1] in ROOMS
        and ROOMS.index(target[1]) > room
    ]
    return complaints(path, found, f"{ROOMS[room]} imports to the right:")


def speaks_outside_cli(path: str, source: str) -> list[str]:
    """Only cli/ prints, exits, asks, and reads the environment."""
    if room_of(path) == CLI:
        return []
    return complaints(
        path, (use for use in uses(path, source) if among(use.name, SPEAKING)), "only cli may use"
    )


def looks_outside(path: str, source: str) -> list[str]:
    """Rooms left of reading/ do no I/O and know neither clock nor chance."""
    room = room_of(path)
    if room is None or room >= READING:
        return []
    methods = [
        Use(node.lineno, node.func.attr)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOOKING_METHODS
    ]
    named = [use for use in uses(path, source) if among(use.name, LOOKING)]
    return complaints(path, [*methods, *named], f"{ROOMS[room]} may not look outside:")


def builds_history(path: str, source: str) -> list[str]:
    """GitPython stands in writing/ alone: the judging path is git plumbing in one closed module."""
    if room_of(path) == ROOMS.index("writing"):
        return []
    found = [use for use in imports(path, ast.parse(source)) if among(use.name, ["git"])]
    return complaints(path, found, "only writing may import")


def starts_a_shell(path: str, source: str) -> list[str]:
    """No shell anywhere: arguments are lists."""
    named = [use for use in uses(path, source) if among(use.name, SHELLS)]
    asked = [
        Use(node.value.lineno, "shell=")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword) and node.arg == "shell" and not is_false(node.value)
    ]
    return complaints(path, [*named, *asked], "starts a shell:")


def is_false(node: ast.expr) -> bool:
    """Whether an argument is literally False."""
    return isinstance(node, ast.Constant) and node.value is False


def too_long(path: str, source: str) -> list[str]:
    """Modules and functions stay small enough to be read at one sitting."""
    lines = len(source.splitlines())
    found = [f"{path}:1: {lines} lines, over {MOST_MODULE_LINES}"] if lines > MOST_MODULE_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_FUNCTION_LINES:
                found.append(
                    f"{path}:{node.lineno}: {node.name} has {length} lines, over {MOST_FUNCTION_LINES}"
                )
    return found


def vague_name(path: str, _source: str) -> list[str]:
    """A module's name says what it holds."""
    words = {word for part in PurePosixPath(path).with_suffix("").parts for word in part.lower().split("_")}
    return [f"{path}:1: says nothing: {word}" for word in sorted(words & VAGUE)]


def names_the_practice(path: str, source: str) -> list[str]:
    """The practice is data: its name is in no scoring and no judging, but for the documentation of a rule."""
    if PurePosixPath(path).parts[1] not in ("scoring", "judging"):
        return []
    is_rule = PurePosixPath(path).parts[1:3] == ("judging", "rules")
    documentation = docstring_lines(source) if is_rule else frozenset[int]()
    return [
        f"{path}:{number}: names the practice"
        for number, line in enumerate(source.splitlines(), start=1)
        if "context7" in line.lower() and number not in documentation
    ]


def docstring_lines(source: str) -> frozenset[int]:
    """The numbers of all lines that belong to a docstring."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(
        number
        for node in ast.walk(ast.parse(source))
        if isinstance(node, documented) and ast.get_docstring(node) is not None
        for number in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    )


CHECKS: tuple[Check, ...] = (
    imports_to_the_right,
    speaks_outside_cli,
    looks_outside,
    builds_history,
    starts_a_shell,
    too_long,
    vague_name,
    names_the_practice,
)

LONG_MODULE = "x = 1\n" * (MOST_MODULE_LINES + 1)
LONG_FUNCTION = "def walk():\n" + "    x = 1\n" * MOST_FUNCTION_LINES

# Check, path below c7gate/, source, and the line and the last words of the one complaint.
BAD: tuple[tuple[Check, str, str, str], ...] = (
    (imports_to_the_right, "scoring/a.py", "from c7gate.judging import engine\n", "1 c7gate.judging.engine"),
    (imports_to_the_right, "scoring/a.py", "\nimport c7gate.cli.main as m\n", "2 c7gate.cli.main"),
    (imports_to_the_right, "model/a.py", "from c7gate import parsing\n", "1 c7gate.parsing"),
    (imports_to_the_right, "judging/rules/a.py", "from ...reading import git\n", "1 c7gate.reading.git"),
    (imports_to_the_right, "judging/a.py", "def f():\n    from c7gate import program\n", "2 c7gate.program"),
    (imports_to_the_right, "__init__.py", "from c7gate.app import check\n", "1 c7gate.app.check"),
    (imports_to_the_right, "tools/a.py", "", "1 stands in no room of the house"),
    (speaks_outside_cli, "app/a.py", "print('x')\n", "1 print"),
    (speaks_outside_cli, "app/a.py", "import sys\nsys.exit(1)\n", "2 sys.exit"),
    (speaks_outside_cli, "app/a.py", "from sys import exit as stop\n", "1 sys.exit"),
    (speaks_outside_cli, "app/a.py", "raise SystemExit(2)\n", "1 SystemExit"),
    (speaks_outside_cli, "app/a.py", "import os.path\nos.environ['X']\n", "2 os.environ"),
    (speaks_outside_cli, "reading/a.py", "from os import environ\n", "1 os.environ"),
    (speaks_outside_cli, "reading/a.py", "import os as o\no.environ['X']\n", "2 os.environ"),
    (speaks_outside_cli, "reading/a.py", "import os\nos.getenv('X')\n", "2 os.getenv"),
    (speaks_outside_cli, "app/a.py", "name = input()\n", "1 input"),
    (speaks_outside_cli, "app/a.py", "import sys\nsys.stderr.write('x')\n", "2 sys.stderr"),
    (speaks_outside_cli, "rendering/a.py", "import click\nclick.echo('x')\n", "2 click.echo"),
    (looks_outside, "parsing/a.py", "open('x')\n", "1 open"),
    (looks_outside, "parsing/a.py", "from pathlib import Path\n", "1 pathlib.Path"),
    (looks_outside, "parsing/a.py", "def f(p):\n    return p.read_text()\n", "2 read_text"),
    (looks_outside, "parsing/a.py", "def f(p):\n    p.write_bytes(b'')\n", "2 write_bytes"),
    (looks_outside, "judging/rules/a.py", "import subprocess\n", "1 subprocess"),
    (looks_outside, "rendering/a.py", "import socket\n", "1 socket"),
    (looks_outside, "rendering/a.py", "import os.path\n", "1 os.path"),
    (looks_outside, "program/a.py", "import urllib.request\n", "1 urllib.request"),
    (looks_outside, "scoring/a.py", "import datetime as d\nd.datetime.now()\n", "2 datetime.datetime.now"),
    (looks_outside, "scoring/a.py", "from datetime import date\ndate.today()\n", "2 datetime.date.today"),
    (
        looks_outside,
        "scoring/a.py",
        "from datetime import datetime as d\nd.utcnow\n",
        "2 datetime.datetime.utcnow",
    ),
    (looks_outside, "scoring/a.py", "from time import time\n", "1 time.time"),
    (looks_outside, "model/a.py", "import random\n", "1 random"),
    (builds_history, "reading/a.py", "import git\n", "1 git"),
    (builds_history, "app/a.py", "def f():\n    from git import Repo\n", "2 git.Repo"),
    (starts_a_shell, "reading/a.py", "import subprocess\nsubprocess.run('ls', shell=True)\n", "2 shell="),
    (starts_a_shell, "reading/a.py", "def f(run, flag):\n    run('ls', shell=flag)\n", "2 shell="),
    (starts_a_shell, "writing/a.py", "import os\nos.system('ls')\n", "2 os.system"),
    (too_long, "app/a.py", LONG_MODULE, "1 401 lines, over 400"),
    (too_long, "app/a.py", LONG_FUNCTION, "1 walk has 61 lines, over 60"),
    (vague_name, "app/utils.py", "", "1 utils"),
    (vague_name, "app/git_helpers.py", "", "1 helpers"),
    (vague_name, "common/git.py", "", "1 common"),
    (vague_name, "app/manager.py", "", "1 manager"),
    (names_the_practice, "scoring/a.py", '"""Context7 days."""\n', "1 names the practice"),
    (names_the_practice, "judging/a.py", "x = 1\n# CONTEXT7\n", "2 names the practice"),
    (names_the_practice, "judging/rules/a.py", '"""Look up."""\nx = "Context7:"\n', "2 names the practice"),
)

GOOD: tuple[tuple[Check, str, str], ...] = (
    (imports_to_the_right, "judging/engine.py", "from c7gate.scoring import gate3\nfrom . import rules\n"),
    (imports_to_the_right, "cli/main.py", "from c7gate.app import check\nimport click\n"),
    (imports_to_the_right, "__main__.py", "from c7gate.cli.main import main\n"),
    (speaks_outside_cli, "cli/main.py", "import os, sys\nprint(os.environ)\nsys.exit(1)\n"),
    (speaks_outside_cli, "model/a.py", "def f(input):\n    return input.print()\n"),
    (speaks_outside_cli, "rendering/text.py", "import click\nclick.style('x', fg='red')\n"),
    (looks_outside, "reading/git.py", "import subprocess\nopen('x')\n"),
    (
        looks_outside,
        "scoring/a.py",
        "from datetime import UTC, datetime, time\ndatetime.fromtimestamp(0, UTC)\n",
    ),
    (looks_outside, "parsing/a.py", "from pathlib import PurePosixPath\nfrom urllib.parse import urlsplit\n"),
    (looks_outside, "rendering/csv.py", "import io\nio.StringIO()\n"),
    (looks_outside, "parsing/a.py", "def f(document):\n    return document.open()\n"),
    (builds_history, "writing/demo.py", "import git\n"),
    (builds_history, "app/check.py", "from c7gate.reading import git\n"),
    (starts_a_shell, "reading/git.py", "import subprocess\nsubprocess.run(['ls'], shell=False)\n"),
    (vague_name, "app/commonmark.py", ""),
    (names_the_practice, "parsing/trailer.py", "KEY = 'Context7'\n"),
    (names_the_practice, "judging/rules/a.py", '"""Needs a line\n\n`Context7: /a/b`.\n"""\n'),
)


@pytest.mark.parametrize(("check", "path", "source", "expected"), BAD)
def test_each_check_can_fail(check: Check, path: str, source: str, expected: str) -> None:
    """A check that cannot fail holds nothing."""
    found = check(f"c7gate/{path}", source)

    line, _, last_words = expected.partition(" ")
    assert len(found) == 1
    assert found[0].startswith(f"c7gate/{path}:{line}: ")
    assert found[0].endswith(f" {last_words}")


@pytest.mark.parametrize(("check", "path", "source"), GOOD)
def test_no_check_accuses_the_innocent(check: Check, path: str, source: str) -> None:
    """What looks alike and is allowed stays allowed."""
    assert check(f"c7gate/{path}", source) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_package_keeps_the_house(check: Check) -> None:
    """Every module of c7gate passes; the failure names file and line (T29, T79)."""
    found = [complaint for path, source in package_sources() for complaint in check(path, source)]

    assert not found, "\n" + "\n".join(found)


def test_every_room_is_read() -> None:
    """The checks above saw the package, not an empty folder."""
    seen = {PurePosixPath(path).parts[1] for path, _ in package_sources()}

    assert seen >= {"model", "parsing", "scoring", "judging", "rendering", "reading", "writing", "app", "cli"}


def test_no_shell_in_tests_or_benchmarks() -> None:
    """The ban on shells holds beside the package too."""
    files = [file for folder in ("tests", "benchmarks") for file in (REPOSITORY / folder).rglob("*.py")]
    found = [complaint for file in files for complaint in starts_a_shell(file.name, file.read_text("utf-8"))]

    assert not found, "\n" + "\n".join(found)


def test_help_loads_nothing_heavy() -> None:
    """Start-up is on the commit hook's path: asking for help imports no library that a command may not need."""
    program = (
        "import sys\n"
        "from c7gate.cli.main import run\n"
        "code = run(['--help'])\n"
        f"print(code, *(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "ignore"}
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment
    )

    assert run.stderr.strip() == "0"
