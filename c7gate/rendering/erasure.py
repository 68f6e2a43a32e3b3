"""What erasing one person's facts changes and cannot change, as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.personal import Authored, FileHistory, Group, PersonalFact
from c7gate.program.erasure import KeptFact
from c7gate.rendering.answers import day
from c7gate.rendering.escape import markdown, markdown_code, terminal
from c7gate.rendering.facts import counted
from c7gate.rendering.json_text import dumps
from c7gate.rendering.personal import authored_words


class ErasureView(NamedTuple):
    """What was done, or with `dry_run` would be; `diff` are the lines of the change, without line ends."""

    login: str
    path: str
    diff: tuple[str, ...]
    erased: tuple[PersonalFact, ...]
    kept: tuple[KeptFact, ...]
    history: tuple[FileHistory, ...]
    authored: Authored
    unread: tuple[tuple[str, str], ...]
    dry_run: bool


def render_text(view: ErasureView) -> str:
    """The change, what stays and why, what history holds and what it would take to change that; ends in a newline."""
    lines = [_done(view)]
    if view.dry_run:
        lines += [terminal(line) for line in view.diff]
    else:
        lines += [terminal(f"  {fact.file}:{fact.line}  {fact.key}") for fact in view.erased]
    for title, words in _sections(view):
        lines += ["", title, *(f"  {terminal(line)}" for line in words)]
    return "\n".join(lines) + "\n"


def render_markdown(view: ErasureView) -> str:
    """The same as Markdown, without the erased values themselves: it may stand in a pull request."""
    lines = [f"### {markdown(_done(view))}", ""]
    lines += [
        f"- {markdown_code(f'{fact.file}:{fact.line}')} {markdown_code(fact.key)}" for fact in view.erased
    ]
    for title, words in _sections(view):
        lines += ["", f"**{title}**", ""]
        lines += [
            f"- {markdown_code(line[2:]) if line.startswith('  ') else markdown(line)}" for line in words
        ]
    return "\n".join(lines) + "\n"


def render_json(view: ErasureView, *, version: str) -> str:
    """The same for a machine, also without the values."""
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "developer": view.login,
            "dry_run": view.dry_run,
            "erased": [_place(fact) for fact in view.erased],
            "kept": [{**_place(item.fact), "because": item.because} for item in view.kept],
            "history": {
                "files": [
                    {
                        "path": file.path,
                        "commits": file.commits,
                        "first": file.first,
                        "since": day(file.since),
                    }
                    for file in view.history
                ],
                "commits": {"addresses": list(view.authored.addresses), "count": view.authored.commits},
                "rewrite": list(_rewrite(view)),
                "breaks": list(_broken(view)),
            },
            "not_examined": [{"what": what, "why": why} for what, why in view.unread],
        }
    )


def _place(fact: PersonalFact) -> dict[str, str | int]:
    return {"group": fact.group.value, "file": fact.file, "line": fact.line, "key": fact.key}


def _done(view: ErasureView) -> str:
    if not view.erased:
        return f"Nothing is left to erase in {view.path}."
    what = "would be erased" if view.dry_run else "erased in the work tree"
    return f"{counted(len(view.erased), 'fact')} of {view.login} {what}: {view.path}"


def _sections(view: ErasureView) -> Iterator[tuple[str, tuple[str, ...]]]:
    for because, items in groupby(view.kept, key=lambda item: item.because):
        yield f"stays: {because}", tuple(_places(one.fact for one in items))
    if view.unread:
        yield (
            "could not be read, so more may stand there",
            tuple(f"{what}: {why}" for what, why in view.unread),
        )
    yield "what changes by it", tuple(_effects(view))
    yield "what stays in git's history", tuple(_history(view))
    if view.history or view.authored.commits:
        yield "what taking that out takes; c7gate does none of it", tuple(_rewrite(view))
        yield "what that breaks, for everybody", tuple(_broken(view))
    if view.erased and not view.dry_run:
        yield "next", ("read the diff, commit it, and open a pull request: it counts once it is merged",)


def _places(facts: Iterable[PersonalFact]) -> Iterator[str]:
    """Where facts stand; of collected evidence, which has a line a day, only in which files."""
    for file, items in groupby(facts, key=lambda fact: fact.file):
        there = tuple(items)
        if there[0].group is Group.EVIDENCE:
            yield f"{file}  {counted(len(there), 'line')}"
        else:
            yield from (f"{file}:{fact.line}  {fact.key}" for fact in there)


def _effects(view: ErasureView) -> Iterator[str]:
    """What is no longer computed as it was; what was decided stays decided."""
    yield f"Commits by {view.login} are nobody's from then on, and what comes is asked for no reference."
    yield "Figures of days before the exit are counted anew: team look-ups without these commits, working days by the usual week."
    yield "The former ones can still be computed: c7gate report success --trusted COMMIT"
    yield "Gates that were signed off stay signed off."


def _history(view: ErasureView) -> Iterator[str]:
    for file in view.history:
        yield f"{file.path}: {counted(file.commits, 'commit')}, the first {file.first[:10]} of {file.since}"
    yield from authored_words(view.authored)


def _rewrite(view: ErasureView) -> Iterator[str]:
    """The commands, for whoever owns the repository; lines that begin with two spaces are to be copied."""
    yield "Once, in a fresh clone, with git-filter-repo, which is a tool of its own:"
    yield "  git clone --mirror URL rewritten.git && cd rewritten.git"
    options = [f"--invert-paths {' '.join(f'--path {file.path}' for file in view.history)}"] * bool(
        view.history
    )
    if view.authored.commits:
        options.insert(0, "--mailmap ../mailmap")
        yield "A file ../mailmap beside it, which gives the commits a name that is nobody's:"
        for address in view.authored.addresses:
            yield f"  erased <{view.login}@erased.invalid> <{address}>"
    yield f"  git filter-repo {' '.join(options)}"
    yield "  git push --force URL 'refs/heads/*:refs/heads/*' 'refs/tags/*:refs/tags/*'"
    yield (
        "Then ask the forge to drop its cached copies and pull requests' refs, and everybody to clone anew and delete the "
        "old clone and fork."
    )
    named = sum(item.fact.group in {Group.COHORTS, Group.OTHERS, Group.POLICY} for item in view.kept)
    if named:
        yield (
            f"The login stays in {counted(named, 'place')} of files that are about others as well; --replace-text can "
            "replace a word everywhere, in code and in everybody's records, too."
        )


def _broken(view: ErasureView) -> Iterator[str]:
    first = min((file for file in view.history if file.since), key=lambda file: str(file.since), default=None)
    since = f" from {first.first[:10]} on" if first and not view.authored.commits else ""
    yield f"Every commit{since} that follows a rewritten one gets another id: clones, forks and open pull requests no longer fit."
    yield "Signatures on rewritten commits are gone, and with them the proof of sign-offs by signature."
    yield "Evidence that names a commit (commit:ID in records, sign-offs, collected evidence) names one that is no more."
    if any(file.path.startswith("training-records/assessments/") for file in view.history):
        yield f"What {view.login} passed is no longer on record, so every share of the cohort changes."
    lines = sum(item.fact.group is Group.EVIDENCE for item in view.kept)
    if lines:
        yield (
            f"{counted(lines, 'line')} of collected evidence would stay: its branch can only be deleted and collected "
            "again as a whole, which loses everybody's days that nothing else holds."
        )
