"""The demo: a province that does not exist, and answers drawn for it."""
