"""`c7gate report weekly`."""

from __future__ import annotations

from c7gate.cli.digests import digest_command

command = digest_command("weekly")
