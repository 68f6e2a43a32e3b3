from __future__ import annotations

import pytest

from c7gate.reading.zone import system_zone


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":Europe/Berlin", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("CET-1CEST", ""),
        ("Europe/Atlantis", ""),
        ("localtime", ""),
        ("/etc/localtime", ""),
        ("../../etc/passwd", ""),
    ],
)
def test_the_environment_names_a_zone_or_none(variable: str, name: str) -> None:
    assert system_zone(variable) == name


def test_the_machine_names_a_zone_or_none() -> None:
    found = system_zone("")

    assert found == "" or found == system_zone(found)
