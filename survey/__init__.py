"""Citizen-satisfaction survey service. Holds the version only, so that `sipas status` imports no Flask."""

__version__ = "0.1.0"
