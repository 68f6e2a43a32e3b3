"""What a branch makes of policy, as text, JSON and Markdown. Verdicts are counted, people never named."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import click

from c7gate.model.evaluation import Revision
from c7gate.model.policy_diff import Effect, KeyChange, PolicyDiff
from c7gate.parsing.policy import dotted, shown
from c7gate.rendering.escape import markdown, markdown_code, markdown_row, terminal
from c7gate.rendering.facts import counted
from c7gate.rendering.json_text import dumps

_COLOURS = {Effect.WEAKER: "red", Effect.STRONGER: "green", Effect.CHANGED: "cyan"}
_WIDTH = max(map(len, Effect)) + 1
_LONGEST = 100


def render_text(diff: PolicyDiff, *, color: bool = False) -> str:
    """One line a key that changes, then what follows from all of them; ends in a newline."""
    lines = [f"policy from {_named(diff.base)} to {_named(diff.head)}", ""]
    for change in diff.changes:
        word = change.effect.value.ljust(_WIDTH)
        level = click.style(word, fg=_COLOURS[change.effect]) if color else word
        where = f"  ({change.where})" if change.where else ""
        lines.append(f"{level} {terminal(f'{dotted(change.pointer)}: {_words(change)}{where}')}")
    lines += [""] if diff.changes else []
    return "\n".join([*map(terminal, lines[:2]), *lines[2:], *map(terminal, _summary(diff))]) + "\n"


def render_markdown(diff: PolicyDiff) -> str:
    """The same as a section to paste below a change; ends in a newline."""
    lines = [f"### Policy from {markdown(_named(diff.base))} to {markdown(_named(diff.head))}", ""]
    if diff.changes:
        lines += [markdown_row("", "key", "change", "where"), markdown_row("---", "---", "---", "---")]
    for change in diff.changes:
        cells = (markdown_code(dotted(change.pointer)), markdown(_words(change)), markdown(change.where))
        lines.append(markdown_row(f"**{change.effect.value}**", *cells))
    lines += [""] if diff.changes else []
    return "\n".join([*lines, *(f"- {markdown(line)}" for line in _summary(diff))]) + "\n"


def render_json(diff: PolicyDiff) -> str:
    """The same as JSON."""
    return dumps(
        {
            "schema_version": 1,
            "base": {"ref": diff.base.ref, "oid": diff.base.oid},
            "head": {"ref": diff.head.ref, "oid": diff.head.oid},
            "changes": [
                {
                    "key": dotted(change.pointer),
                    "before": _plain(change.before),
                    "after": _plain(change.after),
                    "effect": change.effect.value,
                    "where": change.where,
                }
                for change in diff.changes
            ],
            "weaker": diff.weaker,
            "approval": {"escalation_level": 2, "any_of": list(diff.approvers)} if diff.weaker else None,
            "verdicts": diff.verdicts,
            "verdicts_changed": diff.swung,
            "swings": [
                {
                    "gate": swing.gate,
                    "from": swing.before.value,
                    "to": swing.after.value,
                    "count": swing.verdicts,
                }
                for swing in diff.swings
            ],
        }
    )


def _summary(diff: PolicyDiff) -> Iterator[str]:
    """What follows, in sentences without full stop."""
    if not diff.changes:
        yield "nothing in force changes from commit to commit"
        return
    effects = [change.effect for change in diff.changes]
    kinds = ", ".join(f"{effects.count(effect)} {effect.value}" for effect in Effect if effect in effects)
    yield f"{counted(len(effects), 'key')}: {kinds}"
    if diff.verdicts is None:
        yield "no verdict depends on them"
    elif diff.verdicts == 0:
        yield "nobody is enrolled, so no verdict changes"
    else:
        moves = ", ".join(
            f"{swing.verdicts} of gate {swing.gate} from {swing.before.value} to {swing.after.value}"
            for swing in diff.swings
        )
        yield f"{diff.swung} of {diff.verdicts} verdicts change" + (f": {moves}" if moves else "")
    if diff.weaker:
        who = f": {', '.join(diff.approvers)}" if diff.approvers else ", which reaches nobody yet"
        yield f"a weaker policy needs the approval of escalation level 2{who}"


def _words(change: KeyChange) -> str:
    """From what to what; of a list what came and went."""
    before, after = change.before, change.after
    if isinstance(before, list) and isinstance(after, list):
        moved = [f"-{shown(item)}" for item in before if item not in after]
        moved += [f"+{shown(item)}" for item in after if item not in before]
        return _cut(" ".join(moved) or "another order")
    if before is None or after is None:
        word, value = ("added", after) if before is None else ("removed", before)
        return word if isinstance(value, dict) else f"{word} {_cut(shown(value))}"
    return f"{_cut(shown(before))} -> {_cut(shown(after))}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _named(revision: Revision) -> str:
    return f"{revision.ref} {revision.oid[:10]}"


def _plain(value: Any) -> Any:
    """A value as JSON has it; a decimal as the text that was written, which no reader rounds."""
    match value:
        case Decimal():
            return str(value)
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case _:
            return value
