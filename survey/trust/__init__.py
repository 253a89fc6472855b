"""Seals, releases and what may be shown."""
