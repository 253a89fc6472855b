"""QR codes of a text as it stands; posters' codes are in capitals, which secrets and links must not be."""

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from survey.reports import qr


def drawing(text: str) -> str:
    """Return a text's code as an SVG, quiet zone included."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make()
    rows = tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
    return qr.svg(qr.Code(text, code.version or 0, rows))
