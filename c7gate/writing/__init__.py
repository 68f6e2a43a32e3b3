"""What is written outside: the demo's repository."""
