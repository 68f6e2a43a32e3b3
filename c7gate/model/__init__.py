"""Frozen values and the vocabulary. Imports nothing of c7gate."""
