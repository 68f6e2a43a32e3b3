"""The policy in force, as values. Every default stands in `policies/`, the preset; none stands here."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from c7gate.model.document import Pointer
from c7gate.model.finding import Severity
from c7gate.model.library import Library
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Zone

_SECOND_LEVEL = 2


class Origin(NamedTuple):
    """Where a value of policy comes from: `source` is `context7@1` or a path, with its line from 1."""

    source: str
    line: int


class RulePolicy(NamedTuple):
    """How a rule weighs and from which instant's UTC date it is in force (None: at once)."""

    severity: Severity
    enforce_from: date | None = None


class ReferencePolicy(NamedTuple):
    """When a change must carry a reference, and what answers.

    `who` is `enrolled` or `everyone`; `when` is `always`, or `library-code` (only what touches code of a known
    library is asked); `hook` is what the commit hook does about a missing reference: `remind`, `block`, `off`.
    `paths` and `exclude` are glob patterns on repository paths (`**` crosses folders); `counts` are the text
    verdicts that answer for a change; `placeholders` are ids that are never a library.
    """

    who: str
    when: str
    hook: str
    paths: tuple[str, ...]
    exclude: tuple[str, ...]
    counts: tuple[str, ...]
    placeholders: tuple[str, ...]


class Gate3Policy(NamedTuple):
    """The parameters of the consistency score (`gate3:` in gates.yaml). Days are local dates.

    `day_attribution` is `home_zone`, or `commit_offset` (a commit's date is the one its author wrote).
    `require_first_seen` counts only what a first-seen record proves; `max_unverified_days` are the days that
    one change may claim without one. With one, evidence is late after `grace_working_days`, and may be dated
    `first_seen_tolerance_minutes` after it, or before a merge by the forge that it builds on. `decimals` are those a percentage is cut to.
    """

    enforce: str
    threshold_percent: int
    min_calendar_days: int
    min_counted_days: int
    max_calendar_days: int
    tracking_start_day: int
    active_kinds: tuple[str, ...]
    min_distinct_references: int
    min_reviews: int
    min_shares: int
    late_log_working_days: int
    excused_max_per_window: int
    day_attribution: str
    require_first_seen: bool
    max_unverified_days: int
    grace_working_days: int
    first_seen_tolerance_minutes: int
    decimals: int


OPENPGP_HEADER = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
"""How an armored OpenPGP public key block begins."""


class SigningKey(NamedTuple):
    """A public key that signs for `login`, valid on UTC dates from `since` to `until`, both included.

    `key` is the line of an SSH key, or an armored OpenPGP public key block. Of a block `fingerprint` (upper-case
    hexadecimal) picks the one key, primary or subkey, that signs; empty for any of it.
    """

    login: str
    key: str
    since: date | None = None
    until: date | None = None
    fingerprint: str = ""

    @property
    def is_openpgp(self) -> bool:
        """Whether it is an OpenPGP key."""
        return self.key.startswith(OPENPGP_HEADER)


class Policy(NamedTuple):
    """Everything demanded, and where each value comes from.

    `forge_keys` are the OpenPGP public key blocks, armored, of which the forge signs with any what it commits itself.
    `calendars` are the days off by calendar; `outages` those on which the service failed everybody.

    `values` maps each policy file's stem (`program`, `gates`, …) to its merged plain data; `origins` maps
    (stem, *pointer) of every leaf to its origin. The other attributes are typed views of the same values.
    """

    preset: str
    values: Mapping[str, Any]
    origins: Mapping[Pointer, Origin]
    start: date | None
    coordinators: tuple[str, ...]
    assessors: tuple[str, ...]
    signing_keys: tuple[SigningKey, ...]
    forge_keys: tuple[str, ...]
    zones: tuple[Zone, ...]
    work_week: frozenset[int]
    rules: Mapping[str, RulePolicy]
    reference: ReferencePolicy
    libraries: tuple[Library, ...]
    gate3: Gate3Policy
    protected: tuple[str, ...]
    bots: tuple[str, ...]
    clock_tolerance_minutes: int
    calendars: Mapping[str, frozenset[date]]
    outages: frozenset[date] = frozenset()

    @property
    def signers_needed(self) -> Mapping[int, int]:
        """How many people must sign a gate off, by its number; gates that take one person are left out (T88)."""
        gates = self.values["gates"]["gates"].values()
        return {
            gate["order"]: gate["signoff"]["threshold"] for gate in gates if "threshold" in gate["signoff"]
        }

    @property
    def second_approvers(self) -> frozenset[str]:
        """The logins of escalation level 2."""
        levels = self.values["alerts"]["escalation"]["levels"].values()
        return frozenset(
            login for level in levels if level["n"] == _SECOND_LEVEL for login in level["any_of"]
        )
