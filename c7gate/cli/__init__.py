"""The command line. Only this room prints, exits and reads the environment."""
