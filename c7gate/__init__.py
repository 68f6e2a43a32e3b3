"""c7gate: a Git-native policy checker. The Python API is `c7gate.app`."""
