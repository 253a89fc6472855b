"""Released tallies to statistics to frozen report objects, and documents made of them."""
