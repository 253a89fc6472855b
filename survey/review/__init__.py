"""What the reform office and unit heads read."""
