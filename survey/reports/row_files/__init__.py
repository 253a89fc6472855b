"""Released answers row by row, for analysts: as CSV, SPSS, Parquet, with a codebook and scripts.

`contents` says what a file holds, `variables` what its columns mean; a module for each format writes
it, and `made` puts a whole file with its manifest where it can be fetched.
"""
