"""Notes of signed-in people's doings in the audit trail, with who and when of this request."""

import logging

from flask import g, request
from flask_babel import lazy_gettext as _
from sqlmodel import Session

from survey.access.limits import WINDOW_SECONDS, window_start
from survey.access.sessions import Visitor, current_visitor
from survey.access.state import service
from survey.store import audit
from survey.store.audit import Actor, Detail
from survey.store.engine import StoreBusy

logger = logging.getLogger(__name__)

# What each action is called, in the order of a list to choose from.
NAMES = {
    "sign_in": _("Đăng nhập"),
    "sign_in_failed": _("Đăng nhập không được"),
    "sign_out": _("Đăng xuất"),
    "sign_out_everywhere": _("Đăng xuất mọi nơi"),
    "password_changed": _("Đổi mật khẩu"),
    "second_factor_set": _("Cài xác thực hai bước"),
    "second_factor_removed": _("Gỡ xác thực hai bước"),
    "recovery_codes_made": _("Tạo mã dự phòng"),
    "account_added": _("Thêm tài khoản"),
    "account_invited": _("Mời vào tài khoản"),
    "account_reset": _("Cấp đường dẫn đặt lại mật khẩu"),
    "account_changed": _("Đổi vai trò hoặc đơn vị"),
    "account_closed": _("Khóa tài khoản"),
    "account_reopened": _("Mở lại tài khoản"),
    "link_used": _("Dùng đường dẫn một lần"),
    "refused": _("Bị từ chối"),
    "export": _("Tải về"),
    "change": _("Thay đổi khác"),
    "decision": _("Quyết định"),
    "import": _("Nhập dữ liệu"),
    "wave_changed": _("Thay đổi đợt lấy ý kiến"),
    "questionnaire_changed": _("Soạn hoặc thay đổi mẫu phiếu"),
    "action_changed": _("Thay đổi việc cải thiện"),
    "publication_changed": _("Công bố hoặc rút kết quả"),
    "offices_changed": _("Sáp nhập, chia tách hoặc đóng đơn vị"),
    "posters_given": _("Tạo mã cho quầy"),
    "kiosk_added": _("Thêm máy đánh giá"),
    "kiosk_revoked": _("Thu hồi máy đánh giá"),
    "token_added": _("Cấp mã truy cập cho chương trình"),
    "token_revoked": _("Thu hồi mã truy cập của chương trình"),
    "ddci_changed": _("Thay đổi đợt DDCI"),
    "backup": _("Sao lưu"),
    "restore": _("Khôi phục"),
}
# Whoever tries out addresses fills neither the trail nor the disk with them.
MOST_REFUSALS = 200
_OF_REQUEST = "sipas_noted"


def note(session: Session, action: str, *, object: str = "", **details: Detail) -> None:
    """Note what the signed-in visitor does, in the transaction that does it and as its last step."""
    note_of(session, action, visitor=current_visitor(), object=object, **details)


def note_of(
    session: Session,
    action: str,
    *,
    visitor: Visitor | None,
    object: str = "",
    **details: Detail,
) -> None:
    """Note what someone does who was not signed in when this request began."""
    audit.note(
        session,
        at=service().clock.now(),
        actor=audit.NOBODY if visitor is None else _actor(visitor),
        action=action,
        object=object,
        details=details,
    )
    setattr(g, _OF_REQUEST, True)


def is_noted() -> bool:
    """Tell whether this request has left a note already."""
    return _OF_REQUEST in g


def note_refusal(visitor: Visitor) -> None:
    """Note that someone asked for what is not theirs, a limited number of times in a window."""
    start = window_start(service().clock.now())
    try:
        with service().store.writing() as session:
            n = audit.count(
                session, action="refused", since=start, actor=_actor(visitor)
            )
            if n < MOST_REFUSALS:
                note_of(
                    session,
                    "refused",
                    visitor=visitor,
                    object=request.path,
                    method=request.method,
                )
    except StoreBusy:
        # The page is refused all the same.
        logger.warning("a refusal was not noted within %s s", WINDOW_SECONDS)


def _actor(visitor: Visitor) -> Actor:
    return Actor(visitor.name, visitor.reviewer_id)
