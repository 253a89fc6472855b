"""Setting pages with typst: our own fonts, tagged for screen readers, the same bytes on every machine."""

from pathlib import Path
from typing import Literal

import fontpkg_be_vietnam_pro
import typst

FONTS: Path = fontpkg_be_vietnam_pro.ROOT / "files"


class TypesettingError(Exception):
    """Pages could not be set as they should look: a letter or a font is missing."""


def typeset(
    template: Path, content: str, *, standard: Literal["ua-1"] | None = "ua-1"
) -> bytes:
    """Return the pages of a template filled with content, as JSON. Raises TypesettingError.

    Under the standard they are tagged for screen readers, and a letter that no font has is refused.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            template,
            # A machine with other fonts, or none, prints the same page.
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"content": content},
            pdf_standards=standard,
        )
    except typst.TypstError as error:
        raise TypesettingError(error.message) from error
    # Whatever would print otherwise than meant is an error.
    if warnings:
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    assert isinstance(pdf, bytes)
    return pdf
