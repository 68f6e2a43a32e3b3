"""Bytes to values, no I/O: YAML with positions, schemas, policy, records, commits, references."""
