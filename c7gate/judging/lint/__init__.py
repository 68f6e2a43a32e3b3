"""Lints: what a policy that can be used should say better. Each looks at one policy, and at nothing else."""
