"""What is read from outside: git objects, work tree, event files, packaged data."""
