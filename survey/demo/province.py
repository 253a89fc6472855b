"""The fictional province: its offices and counters. No name or code here is that of a real unit."""

from dataclasses import dataclass, replace

PROVINCE = "tỉnh Lam Giang (hư cấu)"
# 00 is the prefix for calling abroad, and no country's code begins with 0: nobody's telephone rings.
HOTLINE = "0000 000 000"

# Hoa reads all offices, Minh one.
REFORM_OFFICE = "hoa"
UNIT_HEAD, OFFICE_OF_UNIT_HEAD = "minh", "X01"

DEPARTMENTS = (
    ("Sở Nội vụ", "Department of Home Affairs"),
    ("Sở Tư pháp", "Department of Justice"),
    ("Sở Tài chính", "Department of Finance"),
    ("Sở Công Thương", "Department of Industry and Trade"),
    ("Sở Nông nghiệp và Môi trường", "Department of Agriculture and Environment"),
    ("Sở Xây dựng", "Department of Construction"),
    ("Sở Khoa học và Công nghệ", "Department of Science and Technology"),
    (
        "Sở Văn hóa, Thể thao và Du lịch",
        "Department of Culture, Sports and Tourism",
    ),
    ("Sở Giáo dục và Đào tạo", "Department of Education and Training"),
    ("Sở Y tế", "Department of Health"),
    ("Sở Dân tộc và Tôn giáo", "Department of Ethnic and Religious Affairs"),
    ("Sở Ngoại vụ", "Department of Foreign Affairs"),
    ("Ban Quản lý các khu công nghiệp", "Industrial Zones Authority"),
    ("Thanh tra tỉnh", "Provincial Inspectorate"),
    ("Văn phòng Ủy ban nhân dân tỉnh", "Office of the Provincial People's Committee"),
)
WARDS = (
    "Lam Kiều",
    "Bến Hạc",
    "Thanh Lư Đông",
    "Thanh Lư Tây",
    "Chợ Vải",
    "Hồ Sen Trắng",
    "Ngọc Trì Hạ",
    "Phố Lụa",
    "Cửa Tùng Lam",
    "Vọng Giang",
)
COMMUNES = (
    "Mây Ngàn",
    "Suối Lau",
    "Đồng Ráng",
    "Vân Khê Thượng",
    "Vân Khê Hạ",
    "Thạch Lĩnh Sơn",
    "Nà Phiêng Lam",
    "Bãi Dâu Xanh",
    "Hương Trà Khê",
    "Đèo Gió Bắc",
    "Mường Sáng",
    "Khe Vàng Anh",
    "Bản Hoa Ban",
    "Đồi Cọ Xanh",
    "Rừng Thông Hạ",
    "Cát Ngọc Lĩnh",
    "Tiên Lữ Sơn",
    "Lạc Hồng Khê",
    "Bến Đò Lam",
    "Hạc Lĩnh",
    "Đá Dựng Trong",
    "Suối Mơ Tiên",
    "Phù Vân Sơn",
    "Trúc Khê Đông",
    "Trúc Khê Tây",
    "Giếng Ngọc",
    "Quế Lĩnh Sơn",
    "Ao Sen Thượng",
    "Nghĩa Lam Hạ",
    "Đầm Sậy",
    "Kim Phượng Khê",
    "Ninh Lam Thượng",
    "Bạch Hạc Khê",
    "Núi Voi Phục",
    "Hòn Chim Yến",
)
DEPARTMENT_COUNTERS = (
    ("Tiếp nhận hồ sơ", "Receiving applications"),
    ("Hướng dẫn, giải đáp", "Guidance and questions"),
    ("Trả kết quả", "Handing over results"),
)
COMMUNE_COUNTERS = (
    ("Hộ tịch, chứng thực", "Civil status, certification"),
    ("Đất đai, xây dựng", "Land, construction"),
    ("Lao động, người có công, bảo trợ xã hội", "Labour and social protection"),
    ("Đăng ký kinh doanh, thuế", "Business registration, taxes"),
)
# What wards ask at their first two counters, in Vietnamese and English, and how often each is chosen
# of a hundred visits; the rest names none. Nobody came about housing yet.
WARD_FIELDS = (
    (("Hộ tịch", "Civil status", 45), ("Chứng thực", "Certification", 40)),
    (
        ("Đất đai", "Land", 55),
        ("Hoạt động xây dựng", "Construction", 30),
        ("Nhà ở và công sở", "Housing and offices", 0),
    ),
)
# Together with three at each department this makes 180 counters.
WARD_COUNTERS, COMMUNE_COUNTERS_FROM_SMALL_UP = 4, (2, 3)
SMALL_COMMUNES = 10


@dataclass(frozen=True, slots=True)
class DemoCounter:
    """A counter with its names, and fields of service with their English names and shares."""

    code: str
    name: str
    name_en: str
    fields: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """An office with its names and counters."""

    code: str
    name: str
    name_en: str
    level: str
    counters: tuple[DemoCounter, ...]


def demo_offices() -> tuple[DemoOffice, ...]:
    """Return the 60 offices with their 180 counters, in the order of their codes."""
    departments = [
        _office(f"S{number:02}", name, name_en, "province", DEPARTMENT_COUNTERS)
        for number, (name, name_en) in enumerate(DEPARTMENTS, start=1)
    ]
    wards = [
        _with_fields(_centre(f"P{number:02}", "phường", name, WARD_COUNTERS))
        for number, name in enumerate(WARDS, start=1)
    ]
    small, usual = COMMUNE_COUNTERS_FROM_SMALL_UP
    communes = [
        _centre(
            f"X{number:02}",
            "xã",
            name,
            usual if number <= len(COMMUNES) - SMALL_COMMUNES else small,
        )
        for number, name in enumerate(COMMUNES, start=1)
    ]
    return (*wards, *departments, *communes)


def _with_fields(office: DemoOffice) -> DemoOffice:
    with_fields = tuple(
        replace(counter, fields=fields)
        for counter, fields in zip(office.counters, WARD_FIELDS, strict=False)
    )
    rest = office.counters[len(WARD_FIELDS) :]
    return replace(office, counters=(*with_fields, *rest))


def _centre(code: str, kind: str, name: str, n_counters: int) -> DemoOffice:
    kind_en = {"phường": "Ward", "xã": "Commune"}[kind]
    return _office(
        code,
        f"Trung tâm Phục vụ hành chính công {kind} {name}",
        f"Public Administration Service Centre, {name} {kind_en}",
        "commune",
        COMMUNE_COUNTERS[:n_counters],
    )


def _office(
    code: str,
    name: str,
    name_en: str,
    level: str,
    counters: tuple[tuple[str, str], ...],
) -> DemoOffice:
    return DemoOffice(
        code,
        name,
        name_en,
        level,
        tuple(
            DemoCounter(
                f"{code}-{number}",
                f"Quầy {number}: {vietnamese}",
                f"Counter {number}: {english}",
            )
            for number, (vietnamese, english) in enumerate(counters, start=1)
        ),
    )
