"""Guards of the program's own facts; each is loaded where a change writes some, or somebody stands behind some."""
