"""Smaller pages for slow links."""

import gzip

from flask import Response, request

COMPRESSED = ("text/html", "text/javascript")


def compress(response: Response) -> Response:
    """Compress a page where the browser takes gzip. Only for pages that hold no secret of the reader's."""
    response.vary.add("Accept-Encoding")
    if (
        response.mimetype not in COMPRESSED
        or response.is_streamed
        or not request.accept_encodings.quality("gzip")
    ):
        return response
    # Without a time in its head the same page has the same bytes.
    response.set_data(gzip.compress(response.get_data(), compresslevel=9, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
