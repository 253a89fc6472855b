"""What the questionnaire editor says: names of sections and fields, and what is wrong in plain words."""

from flask_babel import lazy_gettext as _

from forms.questionnaire import choice_reasons, part_reasons, reasons

SECTIONS = {
    "": _("Thông tin chung"),
    "scale": _("Thang đo"),
    "part": _("Phần"),
    "factor": _("Yếu tố"),
    "question": _("Câu hỏi"),
    "filter": _("Câu lọc"),
    "band": _("Mức xếp loại"),
    "options": _("Phương án"),
}
# Over a list of them.
HEADINGS = {
    "part": _("Các phần"),
    "factor": _("Các yếu tố"),
    "question": _("Các câu hỏi"),
    "filter": _("Các câu lọc"),
    "band": _("Các mức xếp loại"),
}
EXPLAINED = {
    "": _("Mọi báo cáo nhận ra mẫu phiếu theo mã và phiên bản."),
    "scale": _("Thang đo dùng chung cho mọi câu về mức độ hài lòng."),
    "part": _(
        "Chỉ cần khi mẫu phiếu có nhiều phần tính riêng, chẳng hạn chính "
        "sách và dịch vụ; mỗi yếu tố thuộc một phần."
    ),
    "factor": _("Câu hỏi được nhóm theo yếu tố; mỗi yếu tố có một chỉ số."),
    "question": _(
        "Theo thứ tự trên phiếu. Câu không thuộc yếu tố nào là câu hỏi chung, không tính vào chỉ số."
    ),
    "filter": _(
        "Câu hỏi có hoặc không, đứng trước một yếu tố: ai trả lời không thì không được hỏi yếu tố đó."
    ),
    "band": _("Xếp loại chỉ số, từ thấp đến cao. Để trống nếu không xếp loại."),
}
LABELS = {
    "title": _("Tên mẫu phiếu"),
    "code": _("Mã"),
    "version": _("Phiên bản"),
    "status": _("Trạng thái"),
    "year": _("Năm"),
    "legal_basis": _("Căn cứ pháp lý"),
    "note": _("Ghi chú"),
    "index_rule": _("Cách tính chỉ số"),
    "scoring": _("Mỗi câu trả lời đóng góp vào chỉ số"),
    "labels": _("Các mức, mỗi dòng một mức, từ thấp nhất đến cao nhất"),
    "satisfied_from": _("Hài lòng tính từ mức thứ"),
    "order": _("Thứ tự trên phiếu"),
    "name": _("Tên"),
    "weight": _("Trọng số"),
    "part": _("Thuộc phần"),
    "text": _("Lời hỏi"),
    "content": _("Hỏi về"),
    "kind": _("Cách trả lời"),
    "factor": _("Thuộc yếu tố"),
    "not_applicable": _("Nhãn cho “không áp dụng” (để trống nếu không có)"),
    "most": _("Chọn nhiều nhất, hoặc số lớn nhất"),
    "core": _("Câu cốt lõi: đợt nào cũng hỏi"),
    "draft": _("Chưa đối chiếu với văn bản gốc"),
    "yes": _("Nhãn cho “có”"),
    "no": _("Nhãn cho “không”"),
    "from": _("Từ bao nhiêu điểm (0 đến 100)"),
    "label": _("Phương án"),
    "excludes": _("Chọn riêng, không kèm phương án khác"),
    "options": _("Các phương án"),
}
# What a choice is called, by the word of the file.
CHOICES = {
    "official": _("chính thức"),
    "own": _("tự xây dựng"),
    "draft": _("bản nháp"),
    "pooled": _("gộp mọi câu trả lời"),
    "mean_of_criteria": _("trung bình của các tiêu chí"),
    "fixed_weights": _("theo trọng số của yếu tố"),
    "weighted_parts": _("theo trọng số của phần"),
    "satisfied": _("hài lòng hay không"),
    "level": _("theo mức chọn"),
    "worst_first": _("mức thấp nhất trước"),
    "best_first": _("mức cao nhất trước"),
    "satisfaction": _("mức độ hài lòng"),
    "perception": _("nhận định"),
    "expectation": _("nhu cầu, mong đợi"),
    "scale": _("theo thang đo"),
    "single": _("chọn một"),
    "multiple": _("chọn nhiều"),
    "yes_no": _("có hoặc không"),
    "count": _("ghi số"),
    "pick": _("chọn điều mong đợi"),
    "rank": _("xếp thứ tự"),
}
# Where the file's own words would not mean much on a page.
PLAIN = {
    reasons.MISSING: _("chưa điền"),
    reasons.NOT_INTEGER: _("phải là số nguyên"),
    reasons.NO_FACTORS: _("phải có ít nhất một yếu tố"),
    reasons.NO_QUESTIONS: _("phải có ít nhất một câu về mức độ hài lòng"),
    reasons.FACTOR_NO_CORE: _("yếu tố này không có câu cốt lõi"),
    reasons.FACTOR_EMPTY: _("yếu tố này chưa có câu hỏi nào"),
    reasons.WEIGHT_MISSING: _(
        "cần trọng số, vì chỉ số được tính theo trọng số của yếu tố"
    ),
    reasons.WEIGHT_UNUSED: _(
        "chỉ điền trọng số khi chỉ số được tính theo trọng số của yếu tố"
    ),
    part_reasons.PART_MISSING: _("chưa chọn phần"),
    part_reasons.PART_WEIGHT_MISSING: _(
        "cần trọng số, vì chỉ số được tính theo trọng số của phần"
    ),
    part_reasons.PART_WEIGHT_UNUSED: _(
        "chỉ điền trọng số khi chỉ số được tính theo trọng số của phần"
    ),
    part_reasons.NO_PARTS: _(
        "chưa có phần nào, mà chỉ số được tính theo trọng số của phần"
    ),
    choice_reasons.KIND_OF_SATISFACTION: _(
        "câu về mức độ hài lòng trả lời theo thang đo"
    ),
    choice_reasons.ONLY_SATISFACTION: _("chỉ dùng cho câu về mức độ hài lòng"),
    choice_reasons.ONLY_CHOICE: _("chỉ dùng cho câu nhận định hoặc mong đợi"),
    choice_reasons.NO_OPTIONS: _("chưa có phương án nào"),
    choice_reasons.OPTIONS_OF_COUNT: _("câu ghi số không có phương án"),
    choice_reasons.YES_NO_OPTIONS: _(
        "phải có đúng hai phương án, mã yes rồi đến mã no"
    ),
    choice_reasons.EXCLUDES_NOTHING: _(
        "“chọn riêng” chỉ dùng ở câu được chọn nhiều phương án"
    ),
    choice_reasons.MOST_OF_ONE: _("câu này chỉ chọn một phương án, xin để trống ô này"),
}
