"""The Python API, one function a command: decides where to read from, never what is right."""
