"""Results of a file of ratings as tables for other programs, at full precision."""
