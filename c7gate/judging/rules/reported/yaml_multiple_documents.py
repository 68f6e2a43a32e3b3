"""One document a file.

What it checks:
    The file has one YAML document.

Why:
    Readers differ in which of several they take.

Example:
    A second `---` in the file.

How to fix:
    Split the file, or remove the marker.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y009"
NAME = "yaml-multiple-documents"
judge = record_problems(NAME)
