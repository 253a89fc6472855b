"""The report's text is made plain as every file's is."""

from survey.reports.plain import plain

__all__ = ["plain"]
