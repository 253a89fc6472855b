"""What a command says when it cannot do its work."""


class CommandError(Exception):
    """One clear line for the person at the terminal; the command ends with exit code 1."""
