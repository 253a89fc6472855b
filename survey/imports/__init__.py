"""Bringing answers in from files: one way for the command and the page.

`source` reads a file row by row, `profile` looks what its columns hold, `guessing` proposes a `mapping`
of columns to offices, dates and questions, `rows` reads each row by it, `checking` says what was found,
and `bringing` writes the rows down and accepts them all or none.
"""
