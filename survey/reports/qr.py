"""QR codes as vector drawings, with the error correction that costs no larger code."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q

# ISO/IEC 18004: four modules of white on all sides.
QUIET_MODULES = 4
# From the most to the least error correction: about 30, 25 and 15 % of the code may be lost. The
# next, 7 %, is too little for a sheet that hangs for months.
_LEVELS = (ERROR_CORRECT_H, ERROR_CORRECT_Q, ERROR_CORRECT_M)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as rows of modules, True for black, without its quiet zone."""

    text: str
    version: int
    modules: tuple[tuple[bool, ...], ...]

    @property
    def side(self) -> int:
        """Modules along a side, the quiet zone included."""
        return len(self.modules) + 2 * QUIET_MODULES


def encode(address: str) -> Code:
    """Return the code of an address, in capitals, which need fewer and so larger modules."""
    text = address.upper()
    codes = [_encoded(text, level) for level in _LEVELS]
    smallest = min(code.version for code in codes)
    return next(code for code in codes if code.version == smallest)


def svg(code: Code) -> str:
    """Return the code as black modules on white, quiet zone included, one unit a module."""
    runs = [
        f"M{column + QUIET_MODULES} {row + QUIET_MODULES}h{length}v1h-{length}z"
        for row, modules in enumerate(code.modules)
        for column, length in _runs(modules)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.side} {code.side}" '
        'shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{code.side}v{code.side}h-{code.side}z"/>'
        f'<path fill="#000" d="{"".join(runs)}"/></svg>'
    )


def _encoded(text: str, level: int) -> Code:
    code = QRCode(error_correction=level, border=0)
    code.add_data(text)
    code.make(fit=True)
    modules = tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
    return Code(text, code.version, modules)


def _runs(modules: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return start and length of each run of black modules in a row."""
    runs: list[tuple[int, int]] = []
    for column, is_black in enumerate(modules):
        if not is_black:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs
