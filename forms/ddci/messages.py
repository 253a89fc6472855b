"""Every sentence that firms read when they rate units, once. Vietnamese is the source."""

from flask_babel import lazy_gettext as _

TITLE = _("Đánh giá các sở, ngành và địa phương")
CHOOSE = _(
    "Doanh nghiệp, hợp tác xã hoặc hộ kinh doanh của Ông/Bà đã làm việc với những đơn vị nào trong 12 tháng qua? "
    "Xin chọn từ 1 đến %(n)s đơn vị."
)
UNITS = _("Các đơn vị")
PROMISE = _(
    "Không hỏi tên, mã số thuế hay địa chỉ. Chỉ xem kết quả gộp, từ 5 phiếu trở lên."
)
PROMISE_SUMMARY = _("Ai biết được gì?")
PROMISE_LINK = _(
    "Cơ quan gửi thư biết đường dẫn nào gửi cho ai, và cho đến khi chốt đợt có thể biết "
    "đường dẫn đã dùng hay chưa. Không ai biết câu trả lời nào đến từ đường dẫn nào, "
    "cũng không biết Ông/Bà đã chọn những đơn vị nào."
)
PROMISE_KEPT = _(
    "Được giữ: điểm đã cho từng đơn vị, và số đường dẫn đã dùng theo tuần. Không "
    "giữ: ngày giờ của câu trả lời, địa chỉ mạng, loại máy."
)
NEXT = _("Tiếp tục")
BACK = _("Quay lại")
SEND = _("Gửi đánh giá")

UNIT_STEP = _("Đơn vị %(at)s trong %(n)s")
SCALE = _(
    "Cho điểm từng câu, từ 1 (%(low)s) đến 10 (%(high)s). Câu nào không biết thì bỏ qua."
)
UNKNOWN = _("Không biết")

ERR_NO_UNIT = _("Xin chọn ít nhất một đơn vị.")
ERR_MANY_UNITS = _("Xin chọn nhiều nhất %(n)s đơn vị; đang chọn %(chosen)s.")
ERR_NO_ANSWER = _(
    "Xin cho điểm ít nhất một câu về %(unit)s, hoặc quay lại và bỏ chọn đơn vị này."
)

THANKS = _("Cảm ơn Ông/Bà. Đánh giá qua đường dẫn này đã được nhận.")
USED_ONCE = _(
    "Mỗi đường dẫn dùng một lần: không cần gửi lại, và cũng không sửa được nữa."
)
MAY_CLOSE = _("Ông/Bà có thể đóng trang này.")

NOT_BEGUN = _("Đợt lấy ý kiến này bắt đầu từ ngày %(day)s.")
KEEP_LETTER = _("Xin giữ thư mời và mở lại đường dẫn từ ngày đó.")
OVER = _("Đợt lấy ý kiến này đã kết thúc ngày %(day)s.")
NOTHING_TAKEN = _("Đường dẫn không còn nhận đánh giá. Cảm ơn Ông/Bà đã quan tâm.")
NO_LINK = _("Không có đường dẫn như vậy.")
CHECK_LETTER = _("Xin quét lại mã QR trong thư mời, hoặc nhập lại mã in dưới ô vuông.")

TYPE_TITLE = _("Nhập mã trong thư mời")
TYPE_LABEL = _("Mã gồm 28 chữ và số")
TYPE_HINT = _(
    "Không phân biệt chữ hoa, chữ thường; dấu gạch nối có hay không đều được."
)
TYPE_OPEN = _("Mở phiếu")
