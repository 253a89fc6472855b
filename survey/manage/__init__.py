"""What administrators set up: posters."""
