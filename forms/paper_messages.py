"""Every sentence that people read on a printed form or hear by telephone, once.

Vietnamese is the source. What the form on a phone says, too, stands in `forms.messages`.
"""

from flask_babel import lazy_gettext as _

# On paper
PLACE_ELSEWHERE = _("Cơ quan được hỏi ý kiến:")
PLACE = _("Nơi phục vụ:")
PLACE_TO_FILL = _("Nơi phục vụ (đơn vị, quầy):")
GROUPED = _("Đơn vị chỉ xem kết quả gộp, từ 5 phiếu trở lên.")
HOW_TO_TICK = _(
    "Mỗi câu đánh dấu × vào một ô. Nếu nhầm, tô kín ô đó rồi đánh dấu ô khác."
)
ONLY_IF_YES = _("Trả lời câu %(first)s đến %(last)s nếu chọn “%(yes)s”.")
ONE_ONLY_IF_YES = _("Trả lời câu %(number)s nếu chọn “%(yes)s”.")
SERIAL = _("Phiếu số")
SERIAL_WHY = _(
    "Số phiếu chỉ để không phiếu nào bị nhập hai lần; kết quả lưu lại không kèm số này."
)
INTO_THE_BOX = _(
    "Xin gấp phiếu lại và tự bỏ vào hộp phiếu. Không cần đưa phiếu cho công chức."
)
PAGE = _("Trang %(page)s/%(pages)s")
UNREADABLE = _("Không đọc được")
NO_ANSWER = _("Bỏ trống")

QUESTION = _("Câu hỏi")

# Said at the telephone
CALL_GREETING = _(
    "Xin chào Ông/Bà. Tôi gọi thay mặt cơ quan cải cách hành chính để hỏi về lần Ông/Bà "
    "làm thủ tục tại %(counter)s, %(office)s."
)
CALL_GREETING_ELSEWHERE = _(
    "Xin chào Ông/Bà. Tôi gọi thay mặt cơ quan cải cách hành chính để hỏi ý kiến về %(office)s."
)
CALL_FREE = _(
    "Việc trả lời là tự nguyện: câu nào không muốn thì bỏ qua, và có thể dừng bất cứ lúc nào."
)
CALL_ANONYMOUS = _(
    "Tên và số điện thoại của Ông/Bà không được ghi cùng câu trả lời. "
    "Đơn vị chỉ xem kết quả gộp, từ 5 phiếu trở lên."
)
CALL_STAGE = _("Lần đó Ông/Bà đến để:")
CALL_FIELD = _("Thủ tục lần đó của Ông/Bà thuộc lĩnh vực nào? Không trả lời cũng được.")
CALL_CONSENT = _("Ông/Bà có đồng ý trả lời không?")
CALL_COMMENT = _(
    "Theo Ông/Bà, điều gì nên làm tốt hơn? Xin đừng nêu tên hay số điện thoại của ai."
)
CALL_THANKS = _(
    "Tôi hỏi xong rồi. Cảm ơn Ông/Bà. Không ai gọi lại về các câu trả lời này."
)
