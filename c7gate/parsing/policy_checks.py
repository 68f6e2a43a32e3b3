"""What a policy must make sense as, beyond what the schema of each file can say.

A check reads the merged values by stem and yields faults, each at the place that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from c7gate.model.document import Pointer
from c7gate.model.policy import OPENPGP_HEADER
from c7gate.parsing.policy_entries import Fault, places, texts, unknown_names, unwhole

_KEY_TYPES = (
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
)
_LONGEST_SHUTDOWN = 366  # days
_FINGERPRINT_DIGITS = (40, 64)


def faults(values: Mapping[str, Any], written: Mapping[str, Any], rules: Collection[str]) -> Iterator[Fault]:
    """Everything that is wrong with a policy; `rules` are the names of all rules.

    Args:
        values: the merged data by stem.
        written: the data of a team's own files by stem. What they leave alone is the preset's, which is right: it
            is looked at by our own tests, not in every run.
        rules: the names of all rules.

    Later checks rely on whole entries and real dates, so they run only where those are right.
    """
    first = [*unwhole(values, written, rules), *texts(written)]
    yield from first
    if first:
        return
    yield from unknown_names(values, written)
    for about, check in _CHECKS:
        if any(next(places(written, place), None) for place in about):
            yield from check(values)


def zone_exists(name: str) -> bool:
    """Whether `name` is an IANA zone that this installation knows."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, a path, or a folder of zones
        return False
    return True


def _zones(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Zones that do not exist, and zone histories out of order."""
    pointer: Pointer = ("program", "people", "timezone")
    timezone = values["program"]["people"]["timezone"]
    entries = [{"tz": timezone}] if isinstance(timezone, str) else timezone
    for entry in entries:
        if not zone_exists(entry["tz"]):
            yield Fault(
                pointer, f'unknown time zone "{entry["tz"]}"', "write an IANA name such as Europe/Berlin"
            )
    since = [entry.get("from", "") for entry in entries]
    if since != sorted(set(since)):
        yield Fault(pointer, "the zones are not in the order of their dates", "sort them by from")


def _signing_keys(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Keys that are no public key, windows that are none, and a key that would prove two people (T20, T21)."""
    owners: dict[str, str] = {}
    for index, entry in enumerate(values["program"]["signing_keys"]):
        pointer: Pointer = ("program", "signing_keys", index)
        is_block = entry["key"].startswith(OPENPGP_HEADER)
        if is_block and not _is_key_block(entry["key"]):
            help_ = "paste what gpg --armor --export KEY prints, whole, below key: |"
            yield Fault((*pointer, "key"), "not an OpenPGP public key block", help_)
        elif not is_block and not _is_key_line(entry["key"]):
            help_ = "paste the one line of the .pub file: ssh-ed25519 AAAA… comment"
            yield Fault((*pointer, "key"), "not a public SSH key line", help_)
        if "fingerprint" in entry and not is_block:
            help_ = "leave it out; an SSH key line is one key"
            yield Fault((*pointer, "fingerprint"), "a fingerprint picks a key of an OpenPGP block", help_)
        elif len(entry.get("fingerprint", "0" * 40).replace(" ", "")) not in _FINGERPRINT_DIGITS:
            yield Fault(
                (*pointer, "fingerprint"),
                "not a whole fingerprint",
                "paste all of what gpg --fingerprint prints",
            )
        if entry.get("from", "") > entry.get("until", "9999"):
            yield Fault((*pointer, "until"), "the key ends before it begins", "correct from or until")
        owner = owners.setdefault(_key_data(entry["key"]), entry["login"])
        if owner != entry["login"]:
            message = f"the key of {owner} is listed for {entry['login']} as well"
            yield Fault((*pointer, "key"), message, "list a key for the one person who holds it")


def _forge_keys(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Blocks that hold no public key of a forge."""
    for index, key in enumerate(values["program"]["forge_keys"]):
        if not _is_key_block(key):
            help_ = "paste each block of https://github.com/web-flow.gpg, or of your forge's key, whole, below - |"
            yield Fault(("program", "forge_keys", index), "not one OpenPGP public key block", help_)


def _is_key_block(key: str) -> bool:
    from c7gate.parsing.armor import is_key_block  # few policies list such a key

    return is_key_block(key)


def _key_data(key: str) -> str:
    """A key without what may be written around it."""
    return "".join(key.split()) if key.startswith(OPENPGP_HEADER) else " ".join(key.split(" ")[:2])


def _is_key_line(line: str) -> bool:
    """Whether the line names a known type and its data begins with the same type, as OpenSSH writes it."""
    import base64
    import binascii

    kind, _, rest = line.partition(" ")
    try:
        data = base64.b64decode(rest.partition(" ")[0], validate=True)
    except (binascii.Error, ValueError):
        return False
    length = int.from_bytes(data[:4], "big")
    return kind in _KEY_TYPES and data[4 : 4 + length] == kind.encode() and len(data) > 4 + length


def _gate_order(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Gates whose places are not 1, 2, 3, … (S-015), and a waiver where there are no exceptions (S-057)."""
    gates = values["gates"]["gates"]
    orders = sorted(gate["order"] for gate in gates.values())
    if orders != list(range(1, len(orders) + 1)):
        found = ", ".join(map(str, orders))
        help_ = "give every gate a place of its own, from 1, without a gap"
        yield Fault(("gates", "gates"), f"the gates' places are {found}", help_)
    for name, gate in gates.items():
        if gate["order"] == 1 and gate["waivers_allowed"]:
            pointer = ("gates", "gates", name, "waivers_allowed")
            yield Fault(pointer, "the first gate allows no waiver", "write waivers_allowed: false")


def _window(values: Mapping[str, Any]) -> Iterator[Fault]:
    """A window in which nobody can ever be judged."""
    window = values["gates"]["gate3"]["window"]
    longest = window["max_calendar_days"]
    for key in ("min_calendar_days", "min_counted_days"):
        if window[key] > longest:
            message = f"{key} is {window[key]}, but the window ends at {longest} days"
            yield Fault(("gates", "gate3", "window", key), message, "raise max_calendar_days, or lower this")


def _phases(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Phases that leave days out or overlap (S-114)."""
    phases = values["program"]["timeline"]["phases"]
    expected = 1
    for name, phase in sorted(phases.items(), key=lambda item: int(item[1]["first_day"])):
        first, last = phase["first_day"], phase["last_day"]
        if first != expected or last < first:
            message = f'phase "{name}" is day {first} to {last}; the next day to plan is {expected}'
            pointer: Pointer = ("program", "timeline", "phases", name)
            yield Fault(pointer, message, "let each phase begin on the day after the one before ends")
        expected = last + 1


def _levels(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Escalation levels with gaps (S-109), and levels that are told but do not exist (S-016, S-127)."""
    escalation: Pointer = ("alerts", "escalation")
    levels = sorted(n for _, n in places(values, (*escalation, "levels", "*", "n")))
    if levels != list(range(1, len(levels) + 1)):
        help_ = "number the levels from 1, without a gap"
        yield Fault((*escalation, "levels"), f"the levels are {', '.join(map(str, levels))}", help_)
    for pattern in (
        (*escalation, "matrix", "*", "*"),
        (*escalation, "unanswered", "*", "*", "level"),
        ("program", "risks", "*", "level"),
    ):
        for pointer, level in places(values, pattern):
            if level not in levels:
                yield Fault(pointer, f"there is no escalation level {level}", "name a level of alerts.yaml")


def _privacy(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Evaluating people without a legal basis and a notice (S-202)."""
    privacy = values["privacy"]
    missing = [key for key in ("legal_basis", "notice_url") if key not in privacy]
    if privacy["use_for_performance_evaluation"] and missing:
        pointer: Pointer = ("privacy", "use_for_performance_evaluation")
        yield Fault(
            pointer,
            f"performance evaluation needs {' and '.join(missing)}",
            "add what is missing, or write false",
        )


def _program_dates(values: Mapping[str, Any]) -> Iterator[Fault]:
    """A target or an end before the start."""
    program = values["program"]
    for key in ("completion_target", "end"):
        if program.get(key, "9999") < program["start"]:
            message = f"{key} {program[key]} lies before start {program['start']}"
            yield Fault(("program", key), message, "correct one of the two dates")


def _shutdowns(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Shutdowns that end before they begin, or last longer than a year."""
    for pointer, days in places(values, ("calendars", "calendars", "*", "shutdowns", "*")):
        length = (date.fromisoformat(days["to"]) - date.fromisoformat(days["from"])).days + 1
        if not 1 <= length <= _LONGEST_SHUTDOWN:
            message = f"a shutdown from {days['from']} to {days['to']}"
            yield Fault(
                pointer, message, f"write the first and the last day, at most {_LONGEST_SHUTDOWN} days"
            )


def _alerts(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Red that comes no later than yellow, and business hours that are none."""
    inactivity = values["alerts"]["inactivity"]
    if inactivity["red"]["missed"] <= inactivity["yellow"]["missed"]:
        pointer: Pointer = ("alerts", "inactivity", "red", "missed")
        yield Fault(pointer, "red must come after yellow", "let red.missed be more than yellow.missed")
    hours = values["alerts"]["clocks"]["business_hours"]
    if hours["first"] >= hours["last"]:
        yield Fault(
            ("alerts", "clocks", "business_hours", "last"),
            "business hours end before they begin",
            'write them as in first: "09:00", last: "17:00"',
        )


def _exercises(values: Mapping[str, Any]) -> Iterator[Fault]:
    from c7gate.parsing.policy_exercises import exercise_faults

    return exercise_faults(values)


_CHECKS: tuple[tuple[tuple[Pointer, ...], Callable[[Mapping[str, Any]], Iterator[Fault]]], ...] = (
    ((("program",),), _zones),
    ((("program",),), _signing_keys),
    ((("program",),), _forge_keys),
    ((("gates",),), _gate_order),
    ((("exercises",),), _exercises),
    ((("gates",),), _window),
    ((("program",),), _phases),
    ((("alerts",), ("program", "risks")), _levels),
    ((("privacy",),), _privacy),
    ((("program",),), _program_dates),
    ((("calendars",),), _shutdowns),
    ((("alerts",),), _alerts),
)
"""Each check with what it is about: it runs where a team wrote one of these places."""
