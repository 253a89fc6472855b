"""QR codes as drawings, with the error correction that costs no larger code."""

import io
from dataclasses import dataclass

from PIL import Image
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.image.base import BaseImage
from qrcode.util import QRData

# ISO/IEC 18004: four modules of white on all sides.
QUIET_MODULES = 4
# A slip of paper carries about 3 cm of a code of 37 modules: 300 dots an inch.
PIXELS_PER_MODULE = 10
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
    """Return the code of an address: `https://` in small letters, the rest in capitals.

    Capitals need fewer and so larger modules. The scheme stays small, though that costs 45 bits:
    some phones open nothing where it is in capitals (docs/decisions/0011).
    """
    scheme, separator, rest = address.partition("://")
    parts = (f"{scheme}{separator}", rest.upper())
    codes = [_planned(parts, level) for level in _LEVELS]
    smallest = min(code.version for code in codes)
    return _drawn("".join(parts), next(c for c in codes if c.version == smallest))


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


def png(code: Code) -> bytes:
    """Return the code as a picture, for letters and pages that take no drawing."""
    image = Image.new("1", (code.side, code.side), 1)
    for row, modules in enumerate(code.modules):
        for start, length in _runs(modules):
            for column in range(start, start + length):
                image.putpixel((column + QUIET_MODULES, row + QUIET_MODULES), 0)
    side = code.side * PIXELS_PER_MODULE
    file = io.BytesIO()
    image.resize((side, side), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


def _planned(parts: tuple[str, str], level: int) -> QRCode[BaseImage]:
    """Return a code that knows its version, with no module drawn yet: that is what takes time."""
    code = QRCode(error_correction=level, border=0, image_factory=BaseImage)
    for part in parts:
        # Each part in the mode that suits its letters.
        code.add_data(QRData(part))
    code.best_fit()
    return code


def _drawn(text: str, code: QRCode[BaseImage]) -> Code:
    code.make(fit=False)
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
