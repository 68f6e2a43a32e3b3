"""This c7gate's own version."""

VERSION = "1.0.0"
