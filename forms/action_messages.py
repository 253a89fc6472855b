"""Every sentence of the forms about actions and publication, once. Vietnamese is the source."""

from flask_babel import lazy_gettext as _

WHAT = _("Sẽ làm gì")
OWNER = _("Ai chịu trách nhiệm (chức vụ, không ghi tên người)")
EFFECTIVE_ON = _("Ngày thay đổi bắt đầu áp dụng với người dân")
DUE_ON = _("Hạn hoàn thành")
EXPECTED = _("Mức tăng đề ra (điểm, thang 100)")
SOURCE = _("Xuất phát từ đâu")
RECORD = _("Ghi việc này")

STATE = _("Tình trạng mới")
NEW_DUE_ON = _("Hạn mới (để trống: giữ hạn cũ)")
SAVE_STEP = _("Lưu thay đổi")
MAKE_PUBLIC = _("Đưa lên trang công khai")
MAKE_PRIVATE = _("Rút khỏi trang công khai")

APPROVE = _("Công bố kết quả đợt này")
WITHDRAW = _("Rút kết quả đã công bố")

ERR_WHAT = _("Xin ghi sẽ làm gì.")
ERR_OWNER = _("Xin ghi chức vụ của người chịu trách nhiệm.")
ERR_LONG_TEXT = _("Dài quá %(max)d ký tự.")
ERR_PERSONAL = _(
    "Có phần giống số điện thoại, số giấy tờ hoặc thư điện tử. Xin bỏ đi: việc này có thể được công bố."
)
ERR_EXPECTED = _("Xin nhập một số lớn hơn 0 và không quá 100, ví dụ 3 hoặc 2,5.")
ERR_SOURCE = _("Xin ghi việc này xuất phát từ đâu.")
ERR_DUE_PAST = _("Hạn hoàn thành không được trước hôm nay.")
ERR_STATE = _("Xin chọn một tình trạng trong danh sách.")
