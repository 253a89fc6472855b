"""Survey statistics on NumPy arrays: no web framework, no database."""
