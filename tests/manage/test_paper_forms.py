"""The page from which forms are printed: each office its own, each run with its own numbers."""

import pypdfium2

from survey.store.serials import Serial
from tests.fixtures.bureau import DUNG, HOA, LAN, OTHER, OWN, WAVE, Bureau, csrf_in

PAGE = "/manage/paper-forms"


def ask(bureau: Bureau, name: str, **fields: str) -> tuple[int, str]:
    """Press Print and return the status, and where the file is or what the page says."""
    client = bureau.signed_in(name)
    sent = {
        "csrf_token": csrf_in(client.get(PAGE).text),
        "wave": WAVE,
        "office": OWN,
        "language": "vi",
        "size": "normal",
        "copies": "3",
        **fields,
    }
    answer = client.post(PAGE, data=sent)
    return answer.status_code, answer.location or answer.text


def words(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        for page in document:
            text = page.get_textpage()
            found.append(" ".join(text.get_text_range().split()))
            text.close()
            page.close()
    finally:
        document.close()
    return found


def test_counter_staff_print_forms_of_the_own_office(province_bureau: Bureau) -> None:
    status, file = ask(province_bureau, LAN)
    assert (status, file) == (303, f"{PAGE}/1.pdf")
    lan = province_bureau.signed_in(LAN)
    answer = lan.get(file)
    assert answer.content_type == "application/pdf"
    pages = words(answer.data)
    assert ["Xã Bắc Hà" in page for page in pages] == [True] * 3
    assert str(Serial(1, 3)) in pages[2]
    # The same run again gives the same numbers; a new run others.
    assert lan.get(file).data == answer.data
    assert ask(province_bureau, LAN)[1] == f"{PAGE}/2.pdf"
    assert f"{Serial(2, 1)} – {Serial(2, 3)}" in lan.get(PAGE).text


def test_nobody_prints_for_or_reads_of_another_office(
    province_bureau: Bureau,
) -> None:
    assert ask(province_bureau, LAN, office=OTHER)[0] == 422
    assert ask(province_bureau, LAN, office="")[0] == 422
    for office in (OTHER, ""):
        status, file = ask(province_bureau, HOA, office=office, size="large")
        assert status == 303
        assert province_bureau.signed_in(LAN).get(file).status_code == 404
    assert province_bureau.signed_in(HOA).get(file).status_code == 200


def test_an_operator_finds_no_page_to_print(province_bureau: Bureau) -> None:
    assert province_bureau.signed_in(DUNG).get(PAGE).status_code == 404


def test_what_cannot_be_printed_is_refused(province_bureau: Bureau) -> None:
    for field, value in (
        ("copies", "201"),
        ("copies", "0"),
        ("size", "tiny"),
        ("language", "km"),
        ("wave", "none"),
    ):
        assert ask(province_bureau, HOA, **{field: value})[0] == 422
