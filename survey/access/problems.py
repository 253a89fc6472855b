"""What a program reads where there is no answer: RFC 9457's JSON instead of a page."""

import json

from flask import Response, request
from flask_babel import gettext as _

API_PATH = "/api/"
PROBLEM_TYPE = "application/problem+json"


def is_for_programs() -> bool:
    """Tell whether a request is one of a program's, also where no rule fits its address."""
    return request.path.startswith(API_PATH)


def problem(status: int, title: str, *, detail: str = "") -> Response:
    """Return a problem in the reader's language, without a word of what was sent."""
    content: dict[str, str | int] = {"status": status, "title": title}
    if detail:
        content["detail"] = detail
    text = json.dumps(content, ensure_ascii=False) + "\n"
    response = Response(text, status, mimetype=PROBLEM_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def ask_for_token() -> Response:
    """Say that a token is needed, in the same words for none and for a wrong one."""
    response = problem(
        401,
        _("Cần mã truy cập còn hiệu lực."),
        detail=_("Gửi mã trong tiêu đề (header) Authorization: Bearer …"),
    )
    response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def ask_to_slow_down(seconds: int) -> Response:
    """Say when to come back."""
    response = problem(429, _("Quá nhiều yêu cầu. Xin đợi rồi thử lại."))
    response.headers["Retry-After"] = str(seconds)
    return response
