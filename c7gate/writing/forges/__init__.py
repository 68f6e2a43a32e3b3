"""What c7gate writes on forges, one forge a file."""
