"""Pages that hold what someone filled in are as large as each other.

A proxy's log tells how many bytes went to which address, and an address is a link: without this the length of
a unit's name would say in the log which unit was chosen by which link.
"""

from flask import Response, request

from survey.access.compression import compress

# A page of a usual programme has about 12 KB; the next step is for long ones.
STEP_BYTES = 16 * 1024
_FRAME = b"<!--" + b"-->\n"


def of_even_size(response: Response) -> Response:
    """Fill the answer to a post up with a comment to the next step; it is not compressed after that."""
    if request.method != "POST":
        return response
    content = response.get_data()
    missing = -(len(content) + len(_FRAME)) % STEP_BYTES
    response.set_data(content + b"<!--" + b"." * missing + b"-->\n")
    return response


def compress_what_is_empty(response: Response) -> Response:
    """Compress pages that nobody has filled in: they are the same for everyone."""
    return compress(response) if request.method == "GET" else response
