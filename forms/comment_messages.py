"""Every sentence of the forms about comments and replies, once. Vietnamese is the source."""

from flask_babel import lazy_gettext as _

# Sorting comments by theme
THEME = _("Ý chính của góp ý này thuộc chủ đề nào?")
SAVE_CODE = _("Lưu và sang góp ý tiếp theo")
AGREED_THEME = _("Chủ đề đã thống nhất")
SETTLE_REASON = _("Vì sao chọn chủ đề này (được lưu lại)")
SETTLE = _("Lưu chủ đề đã thống nhất")
ERR_THEME = _("Xin chọn một chủ đề.")

# Urgent comments
OUTCOME = _("Xử lý")
OUTCOME_HANDLED = _("Đã xử lý; chỉ cơ quan cải cách hành chính xem góp ý này")
OUTCOME_ORDINARY = _(
    "Không phải việc khẩn; đưa vào cùng các góp ý khác ở lần khóa sổ tới"
)
OUTCOME_REASON = _("Đã làm gì, hoặc vì sao không khẩn (được lưu lại)")
SAVE_OUTCOME = _("Lưu cách xử lý")
ERR_OUTCOME = _("Xin chọn một cách xử lý.")

# Replies to suggestions
REPLY_OFFICE = _("Đơn vị")
REPLY_MONTH = _("Tháng của góp ý")
QUESTION = _("Người dân góp ý gì (tóm tắt, không chép nguyên văn)")
ANSWER = _("Trả lời: đã làm hoặc sẽ làm gì, đến khi nào")
ERR_MONTH = _("Xin chọn một tháng trong danh sách.")
ERR_QUESTION = _("Xin tóm tắt góp ý.")
ERR_ANSWER = _("Xin viết câu trả lời.")
ERR_TEXT_LONG = _("Dài quá %(max)d ký tự.")
ERR_COVERED = _(
    "Phần giống số điện thoại, số giấy tờ hoặc thư điện tử đã được che. Xin đọc lại rồi lưu."
)
PUBLISH_NOW = _("Lưu và công bố")
PROPOSE = _("Lưu và gửi cơ quan cải cách hành chính duyệt")
PUBLISH = _("Duyệt và công bố")
RETURN = _("Trả lại đơn vị")
WITHDRAW = _("Gỡ khỏi trang công khai")
