"""The one room that touches the database."""
