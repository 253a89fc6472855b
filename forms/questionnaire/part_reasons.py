"""What can be wrong in parts, weights of parts and bands, as Vietnamese sentences."""

PART_UNKNOWN = "không có phần “%(found)s”; các phần: %(known)s"
PART_MISSING = "mẫu phiếu chia thành các phần [[part]] nên mỗi yếu tố phải ghi thuộc phần nào (part)"
PART_EMPTY = "phần “%(found)s” không có yếu tố nào"
NO_PARTS = (
    "index_rule là weighted_parts nên phải có các phần [[part]], mỗi phần một trọng số"
)
PART_WEIGHT_MISSING = "index_rule là weighted_parts nên mỗi phần phải có trọng số"
PART_WEIGHT_UNUSED = "chỉ dùng trọng số của phần khi index_rule là weighted_parts"
BAND_VALUE = "mức xếp loại phải bắt đầu từ một số từ 0 đến dưới 100, đang là %(found)r"
BAND_ORDER = "mức xếp loại sau phải bắt đầu cao hơn mức trước (%(before)s)"
BAND_TWICE = "mức xếp loại “%(found)s” xuất hiện hai lần"
MOST_BANDS = "chỉ được có nhiều nhất %(highest)s mức xếp loại, đang có %(found)s"
