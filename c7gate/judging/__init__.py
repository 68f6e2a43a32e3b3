"""Verdicts to findings: the engine and its rules. No I/O, no arithmetic on thresholds."""
