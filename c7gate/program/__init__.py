"""Running a program: what is told, planned, measured and declared. The gate never depends on it."""
