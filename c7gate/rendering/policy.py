"""The policy in force as text and JSON."""

from __future__ import annotations

from c7gate.model.evaluation import Revision
from c7gate.model.policy import Policy
from c7gate.parsing.policy import policy_lines
from c7gate.rendering.escape import terminal
from c7gate.rendering.json_text import dumps


def render_text(policy: Policy, trusted: Revision | None) -> str:
    """One value a line: key, value, origin; then how many are the repository's own."""
    lines = policy_lines(policy)
    width = max(len(key) for key, _, _ in lines)
    report = [
        f"{terminal(key):<{width}}  {terminal(value)}  # {terminal(origin)}" for key, value, origin in lines
    ]
    own = sum(not origin.startswith(policy.preset) for _, _, origin in lines)
    at = f"at {terminal(trusted.ref)} {trusted.oid[:10]}" if trusted else "no policy here: the preset alone"
    report.append(
        f"\n{len(lines)} values, {own} written here, {len(lines) - own} from {policy.preset} ({at})"
    )
    return "\n".join(report) + "\n"


def render_json(policy: Policy, trusted: Revision | None) -> str:
    """The same as JSON."""
    return dumps(
        {
            "preset": policy.preset,
            "trusted": {"ref": trusted.ref, "oid": trusted.oid} if trusted else None,
            "values": [
                {"key": key, "value": value, "origin": origin} for key, value, origin in policy_lines(policy)
            ],
        }
    )
