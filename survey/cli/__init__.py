"""The sipas command, one module per subject."""
