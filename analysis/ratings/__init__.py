"""Any wide table of ratings, from a file to results: what `sipas analyse` stands on."""
