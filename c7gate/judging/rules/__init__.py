"""The rules, one a file; each documents itself in its docstring."""
