"""`python -m c7gate`."""

from c7gate.cli.start import main

if __name__ == "__main__":
    main()
