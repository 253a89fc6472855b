"""Files that a page gives to be kept."""

from flask import Response, make_response

CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
TOML = "application/toml; charset=utf-8"


def download(content: str | bytes, name: str, content_type: str = CSV) -> Response:
    """Return a file to be kept under a name, which is plain ASCII without quotes."""
    response = make_response(content)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
