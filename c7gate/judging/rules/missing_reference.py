"""A change says which documentation was looked up, or why none was needed.

What it checks:
    At least one reference, or a waiver with its reason, stands in the description or in a commit message of
    the change. Nobody is asked who is not enrolled; merges, clean reverts, bots, pure deletions and renames,
    and paths outside `reference.paths` ask for nothing. A waiver of this rule in the assessment of each author makes it
    a note.

Why:
    Looking the documentation up before coding is the practice the program trains; the reference is how the
    repository shows it. It is a self-declaration: the rule makes it visible, it does not prove the look-up.

Example:
    A branch changes `src/client.ts` in two commits; neither message and no line of the description names
    a library.

How to fix:
    Add one line to the description, no push needed; or write why no look-up was needed. The line is suggested
    with the library filled in that the change imports or lists in a manifest, as far as `libraries:` of
    references.yaml knows it; naming any other library answers as well. With `reference.when: library-code`
    only a change that touches code of such a library is asked.
"""

from __future__ import annotations

from c7gate.judging.authors import Author, authors, enrolled, own_commits
from c7gate.judging.rule import Found, Outcome, not_asked
from c7gate.judging.scope import in_scope, without_renames
from c7gate.judging.texts import answered, fix_for, texts
from c7gate.judging.waivers import is_waived, told
from c7gate.model.commit import PathChange
from c7gate.model.evaluation import Change, Snapshot
from c7gate.model.finding import Location, Severity
from c7gate.model.library import Library
from c7gate.model.policy import ReferencePolicy
from c7gate.model.reference import Drop
from c7gate.parsing.trailer import no_entry, trailer_line, waiver_line

CODE = "C7R001"
NAME = "missing-reference"
_SHOWN = 3  # libraries named in the help


def judge(snapshot: Snapshot) -> Outcome:
    """One finding for the whole change, where it is asked and nothing answers (rules of judging 7)."""
    reason = _not_asked(snapshot)
    change = snapshot.change
    if reason or change is None:
        return not_asked(reason)
    if answered(snapshot):
        return Outcome()
    if asks_by_library(snapshot) and snapshot.libraries == ():
        return not_asked("no registered library is touched")
    found = _found(snapshot, change)
    if {is_waived(snapshot, author.login, NAME) for author in _asked(snapshot)} != {True}:
        return Outcome((found,))
    return Outcome((found._replace(most=Severity.NOTE),), applied=False, reason=found.message)


def is_unanswered(snapshot: Snapshot) -> bool:
    """Whether a finding depends on nothing any more but the libraries that the change touches."""
    switched_off = snapshot.policy.rules[NAME].severity is Severity.OFF
    return not (switched_off or _not_asked(snapshot) or answered(snapshot))


def asks_by_library(snapshot: Snapshot) -> bool:
    """Whether only what touches code of a known library is asked. What could not be read whole is asked."""
    return snapshot.policy.reference.when == "library-code"


def asking_paths(change: Change, policy: ReferencePolicy) -> tuple[PathChange, ...]:
    """The changed paths that ask: written, not merely renamed, and in scope."""
    return in_scope(change.paths, policy.paths, policy.exclude)


def _not_asked(snapshot: Snapshot) -> str:
    change = snapshot.change
    if change is None:
        return "no change to judge"
    if change.merge_queue:
        return "merge queue: references were judged on the pull request"
    if not authors(snapshot):
        return "made by bots or merges only"
    if snapshot.policy.reference.who == "enrolled" and not enrolled(snapshot):
        return "author not enrolled"
    return _nothing_new(change) or _outside(change, snapshot.policy.reference)


def _asked(snapshot: Snapshot) -> tuple[Author, ...]:
    return enrolled(snapshot) if snapshot.policy.reference.who == "enrolled" else authors(snapshot)


def _nothing_new(change: Change) -> str:
    """Why its commits ask for nothing; empty when one does."""
    own = own_commits(change)
    if own:
        return "reverts ask for nothing" if all(read.is_revert for read in own) else ""
    return "" if change.paths else "merges ask for nothing"


def _outside(change: Change, policy: ReferencePolicy) -> str:
    """Why no changed path asks; empty when one does. A change without any path is not outside: it asks."""
    if not change.paths or asking_paths(change, policy):
        return ""
    written = [path for path in change.paths if path.new is not None]
    if not written:
        return "pure deletions ask for nothing"
    if not without_renames(change.paths):
        return "pure renames ask for nothing"
    return "no changed path is in scope (documentation, generated files or paths outside the policy)"


def _found(snapshot: Snapshot, change: Change) -> Found:
    named = [library for text in texts(change) for library in text.reading.libraries]
    touched = _meant(snapshot, change) or snapshot.libraries or ()
    with_id = [library.name for library in touched if library.has_entry]
    asked = enrolled(snapshot)
    count = len(own_commits(change))
    described = change.body is not None
    where = "the description or a commit message" if described else "a commit message"
    line = trailer_line(named[0]) if named else f"{trailer_line(with_id[0] if with_id else '')} "
    example = trailer_line([*named, *with_id, "<library id>"][0], "topic")
    return Found(
        message=f"no reference in {count} commit{'' if count == 1 else 's'}"
        f"{' or the description' if described else ''}"
        f"{''.join(told(snapshot, author.login, NAME) for author in asked)}",
        help=f"add one line to {where}: {example}   (or {waiver_line('why no look-up was needed')})"
        f"{_also(touched[:_SHOWN], named)}",
        location=Location.in_change("body") if described else Location.in_commit(change.head.oid),
        developer=asked[0].login if asked else "",
        fix=fix_for(change, line),
    )


def _meant(snapshot: Snapshot, change: Change) -> tuple[Library, ...]:
    """The libraries that lines without an id call by another name: `Context7: playwright`."""
    from c7gate.parsing.library import Registry

    registry = Registry(snapshot.policy.libraries)
    words = [
        candidate.text.partition(":")[2].split()[:1]
        for text in texts(change)
        for candidate in text.reading.candidates
        if candidate.drop is Drop.INVALID
    ]
    meant = (registry.named(word) for first in words for word in first)
    return registry.libraries(library.name for library in meant if library)


def _also(touched: tuple[Library, ...], named: list[str]) -> str:
    """What else the change touches, and how to answer for a library without an id."""
    with_id = [library.name for library in touched if library.has_entry]
    others = [name for name in with_id if name not in (named or with_id[:1])]
    said = [f"this change also touches {', '.join(others)}"] if others else []
    said += [
        f"{no_entry(library.title)}: read {library.fallback[0]} and write {waiver_line(no_entry(library.title))}"
        for library in touched
        if not library.has_entry
    ]
    return "".join(f"; {sentence}" for sentence in said)
