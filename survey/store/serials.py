"""The serial on a printed form: the run, four digits for the copy, and a check digit.

It keeps a form from being typed in twice and is no secret; of whom the form is, it does not know.
"""

from dataclasses import dataclass

COPY_DIGITS = 4
# Forms printed elsewhere carry no serial of ours; a number of this run is written on them.
UNPRINTED_RUN = 0
# Enough for any run, and no endless text to add up.
LONGEST = 14


@dataclass(frozen=True, slots=True, order=True)
class Serial:
    """One form of one run."""

    run: int
    copy: int

    def __str__(self) -> str:
        return f"{self.run}-{self.copy:0{COPY_DIGITS}}-{_check_digit(self._digits)}"

    @property
    def next(self) -> "Serial":
        """The form that was printed after this one."""
        return Serial(self.run, self.copy + 1)

    @property
    def _digits(self) -> str:
        return f"{self.run}{self.copy:0{COPY_DIGITS}}"


def read_serial(typed: str, *, run: int | None = None) -> Serial | None:
    """Return the serial that was typed, or None where no form can carry it.

    Hyphens, dots and blanks don't matter. Within a known run the copy and the check digit are
    enough: `413` is copy 41 with check digit 3. Any single wrong digit is refused.
    """
    digits = "".join(typed.replace("-", " ").replace(".", " ").split())
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= LONGEST):
        return None
    body, check = digits[:-1], digits[-1]
    if len(body) > COPY_DIGITS:
        serial = Serial(int(body[:-COPY_DIGITS]), int(body[-COPY_DIGITS:]))
    elif run is not None:
        serial = Serial(run, int(body))
    else:
        return None
    return serial if serial.copy and str(serial)[-1] == check else None


def _check_digit(digits: str) -> str:
    """Return the check digit of ISO/IEC 7064, MOD 11,10: every single wrong digit changes it."""
    rest = 10
    for digit in digits:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)
