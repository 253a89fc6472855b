"""Page templates, a package so that a wheel carries them; the folders mirror the fronts."""
