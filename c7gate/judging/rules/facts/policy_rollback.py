"""Policy goes forward.

What it checks:
    Where a change writes policy: that `version`, if the policy has one, is not lower than before and not taken out, that
    the preset is not an older one, and that policies/program.yaml is not removed.

Why:
    An older, laxer policy that was valid once looks as good as the present one (T16).

Example:
    A revert of the commit that raised `version` from 2 to 3.

How to fix:
    Write what should hold again as a new version.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import PolicyChange, Snapshot
from c7gate.model.finding import Location
from c7gate.model.policy import Policy

CODE = "C7T006"
NAME = "policy-rollback"
_PROGRAM = "policies/program.yaml"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding for each way back."""
    paths = snapshot.change.paths if snapshot.change else ()
    gone = [item for item in paths if item.path == _PROGRAM and item.new is None]
    if gone:
        message = "the policy is removed: nothing could be judged by it any more"
        return guarded((Found(message, "restore the file", Location.in_file(_PROGRAM)),))
    return guarded(tuple(_back(snapshot.policy_change)) if snapshot.policy_change else ())


def _back(change: PolicyChange) -> Iterator[Found]:
    newest, version = max(map(_version, change.before)), _version(change.head)
    if change.alters("program", "version") and version < newest:
        now = f"goes back from {newest} to {version}" if version else f"is taken out, where it was {newest}"
        yield Found(
            message=f"version of the policy {now}",
            help=f"write version: {newest + 1} over what should hold again",
            location=_place(change.head, "version"),
        )
    presets = {policy.preset for policy in change.before}
    older = [preset for preset in presets if _is_older(change.head.preset, preset)]
    if change.head.preset not in presets and older:
        yield Found(
            message=f"the preset goes back from {older[0]} to {change.head.preset}",
            help=f"write preset: {older[0]}",
            location=_place(change.head, "preset"),
        )


def _version(policy: Policy) -> int:
    return int(policy.values["program"].get("version", 0))


def _is_older(preset: str, other: str) -> bool:
    (name, _, number), (other_name, _, other_number) = preset.partition("@"), other.partition("@")
    return name == other_name and int(number) < int(other_number)


def _place(policy: Policy, key: str) -> Location:
    origin = policy.origins.get(("program", key))
    return Location.in_file(_PROGRAM, origin.line if origin and origin.source == _PROGRAM else 1)
