"""Whether a repository is set up so that the check runs, can fail and cannot be switched off by what it judges."""
