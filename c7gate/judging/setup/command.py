"""What a step of a workflow does with c7gate: through its action, or by a command in a script.

Shell is read as far as it must be: comments, continued lines, what stands before and after the command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.setup import Step

_USES = re.compile(r"(?:^|/)c7gate(?:-[\w-]+)?(?:/[^@]*)?(?:@|$)")
_COMMAND = re.compile(r"(?:^|[\s/;&|('\"])(?:c7gate(?:\.exe)?['\"]?\s+check|c7gate\.sh)(?![\w-])")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ONLY_SAYS = re.compile(r"\s*(?:echo|printf|true|:|cat)\b")
_HARMLESS = re.compile(r"\d*>&\d|&>+|\$\{\{.*?\}\}|'[^']*'|\"[^\"]*\"|\|\|\s*exit\s+(?:\$\?|[1-9]\d*)\s*$")
_SUBSTITUTED = re.compile(r"\$\([^()]*\)|`[^`]*`|'[^']*'|\"[^\"]*\"")
_HIDES_BEFORE = re.compile(r"(?:^|[\s;&|])(?:!|if|while|until)\s|\|\||\$\(|`")
_HIDES_AFTER = re.compile(r"[;|&]")
_GIVES_UP = re.compile(
    r"\bset\s+(?:[^\s;&|]+\s+)*?(?:\+[a-z]*e|\+o\s+errexit)|\btrap\b|(?:^|[;&|]\s*)exit(?:\s+0)?\s*(?=$|[;&|}])"
)
_OPENS = re.compile(r"(?:^|[;&|])\s*(?:if|while|until|for|case)\b")
_CLOSES = re.compile(r"(?:^|[;&|])\s*(?:fi|done|esac)\b")


class Gate(NamedTuple):
    """A step that runs the check. `words` are its arguments as on a command line, an action's inputs too."""

    step: Step
    words: str
    hides: str

    @property
    def line(self) -> int:
        """The line of the file that runs it."""
        return self.step.part.line_of("uses" if self.step.part.text("uses") else "run")


def is_ours(uses: str) -> bool:
    """Whether `uses:` of a step or job names an action or workflow of c7gate's."""
    return bool(_USES.search(uses))


def gate_of(step: Step) -> Gate | None:
    """The step as one that runs the check, or None."""
    uses = step.part.text("uses")
    if is_ours(uses):
        if step.given.text("command") not in ("", "check", "merged"):
            return None
        words = " ".join(f"--{key.replace('_', '-')} {step.given.text(key)}" for key in step.given.values)
        return Gate(step, words, "")
    before: list[str] = []
    for line in logical_lines(step.part.text("run")):
        found = _COMMAND.search(line)
        if found and not _only_said(line[: found.start() + 1]):
            return Gate(step, line[found.start() :], _hidden(before, line, found))
        before.append(line)
    return None


def logical_lines(script: str) -> Iterator[str]:
    """The lines of a script without comments, continued ones joined."""
    begun = ""
    for line in script.splitlines():
        if line.endswith("\\"):
            begun += line[:-1] + " "
            continue
        whole = _COMMENT.sub("", begun + line).rstrip()
        begun = ""
        if whole.strip():
            yield whole
    if begun.strip():
        yield begun.rstrip()


def _only_said(before: str) -> bool:
    """Whether what stands before the command makes it words to print."""
    quoted = before.count('"') % 2 or before.count("'") % 2
    return bool(_ONLY_SAYS.match(before if quoted else re.split(r"[;|&(]", before)[-1]))


def _hidden(before: list[str], line: str, found: re.Match[str]) -> str:
    """The piece of the script that keeps the command's exit code from ending the step, or empty."""
    for earlier in (*before, line[: found.start()]):
        if match := _GIVES_UP.search(earlier):
            return match[0].strip()
    opened = [line.strip() for line in before for _ in _OPENS.findall(line)]
    if len(opened) > sum(len(_CLOSES.findall(line)) for line in before):
        return opened[-1]
    if match := _HIDES_BEFORE.search(_SUBSTITUTED.sub("", line[: found.start() + 1])):
        return match[0].strip()
    after = _HARMLESS.sub("", line[found.end() :])
    if match := _HIDES_AFTER.search(after):
        return after[match.start() :].strip()
    return ""
