"""What forges tell about a change, one forge a file."""
