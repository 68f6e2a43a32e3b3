"""What a rule's documentation says, in the parts that reports show."""

from __future__ import annotations

import re

from c7gate.judging.rule import Rule
from c7gate.model.named_tuple import NamedTuple

HOME = "https://github.com/c7gate/c7gate"
_SECTION = re.compile(r"^(What it checks|Why|Example|How to fix):\n((?:    .*\n?|\n)*)", re.MULTILINE)


class RuleText(NamedTuple):
    """The parts of a rule's documentation, each one paragraph of Markdown written by us."""

    summary: str
    checks: str
    why: str
    example: str
    fix: str


def rule_text(rule: Rule) -> RuleText:
    """The documentation taken apart; a part that is not there is empty."""
    parts = {name: " ".join(body.split()) for name, body in _SECTION.findall(rule.documentation)}
    return RuleText(
        summary=rule.documentation.partition("\n")[0],
        checks=parts.get("What it checks", ""),
        why=parts.get("Why", ""),
        example=parts.get("Example", ""),
        fix=parts.get("How to fix", ""),
    )


def help_uri(rule: Rule) -> str:
    """Where the rule is documented: its own file."""
    return f"{HOME}/blob/main/{rule.file}"
