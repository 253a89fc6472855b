"""QR codes: small, robust, and with a scheme that every phone opens."""

import io
from itertools import pairwise

import pytest
import zxingcpp
from PIL import Image

from survey.reports import qr

CODE = "7K3M9P"
LEVELS = "LMQH"


def read(code: qr.Code) -> zxingcpp.Barcode:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(code))))
    return found


@pytest.mark.parametrize(
    ("base_url", "version"),
    [
        # UX 2.1's table begins with the first and third; ours are two characters longer.
        ("https://dg.tinh.gov.vn", 2),
        ("https://danhgia.hue.gov.vn", 3),
        ("https://danhgia.langson.gov.vn", 3),
        ("https://hailong.thanhhoa.gov.vn", 3),
        ("https://danhgia.dichvucong.quangngai.gov.vn", 3),
        ("https://danhgiadichvucong.thuathienlamgiang.gov.vn", 4),
        ("http://192.168.100.200:8000", 3),
    ],
)
def test_the_code_is_small_and_as_robust_as_its_size_allows(
    base_url: str, version: int
) -> None:
    code = qr.encode(f"{base_url}/K/{CODE}")
    found = read(code)
    scheme, _, rest = base_url.partition("://")
    assert found.text == f"{scheme}://{rest.upper()}/K/{CODE}"
    assert code.version == version
    stronger = dict(pairwise(LEVELS)).get(found.ec_level)
    assert stronger is None or version_at(found.text, stronger) > code.version


def version_at(text: str, level: str) -> int:
    """Return the version of a code with a level of error correction, told by another way of making it."""
    import qrcode
    from qrcode import constants

    other = qrcode.QRCode(error_correction=getattr(constants, f"ERROR_CORRECT_{level}"))
    # The first seven or eight letters are small; the library finds the two parts by itself.
    other.add_data(text, optimize=5)
    other.make(fit=True)
    return int(other.version)


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_scheme_stays_in_small_letters(scheme: str) -> None:
    # Google's camera on Pixel phones and Firefox for Android open nothing for HTTPS://.
    assert read(qr.encode(f"{scheme}://dg.tinh.gov.vn/K/x")).text.startswith(
        f"{scheme}://DG"
    )


def test_a_letter_that_capitals_lack_costs_size_and_nothing_else() -> None:
    address = "http://[2001:db8::1]:8000/K/7K3M9P"
    assert read(qr.encode(address)).text == "http://[2001:DB8::1]:8000/K/7K3M9P"


def test_the_drawing_is_as_the_picture() -> None:
    code = qr.encode("https://dg.tinh.gov.vn/K/7K3M9P")
    image = Image.open(io.BytesIO(qr.png(code)))
    assert image.size == (code.side * 10, code.side * 10)
    black = sum(module for row in code.modules for module in row)
    assert image.convert("L").histogram()[0] == black * 100
    # Every run of black modules is one rectangle of the path.
    drawn = sum(
        int(run.split("v")[0].split("h")[1]) for run in qr.svg(code).split("M")[2:]
    )
    assert drawn == black
