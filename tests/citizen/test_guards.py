"""Another site must not send answers with a reader's browser; every honest browser may."""

import pytest

from tests.fixtures.lan import SETTINGS, Lan

OWN = SETTINGS.base_url
FOREIGN = "Phiếu này không gửi được nữa vì phiếu được gửi từ một trang khác."


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": OWN},
        {"Origin": f"{OWN}:443"},
        {"Origin": OWN.upper()},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": OWN},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "https://elsewhere.example/"},
    ],
)
def test_our_own_page_is_believed(sqlite_lan: Lan, headers: dict[str, str]) -> None:
    assert sqlite_lan.send(headers=headers).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OWN},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://danhgia.example.vn"},
        {"Origin": "https://danhgia.example.vn:8443"},
        {"Origin": "https://danhgia.example.vn.elsewhere.example"},
        {"Origin": "https://danhgia.example.vn@elsewhere.example"},
        {"Origin": "https://sub.danhgia.example.vn"},
        {"Origin": "https://a:99999"},
        {"Origin": "https://[a"},
        {"Origin": ""},
        {"Origin": f"{OWN}, https://elsewhere.example"},
    ],
)
def test_another_site_is_refused_and_nothing_is_stored(
    sqlite_lan: Lan, headers: dict[str, str]
) -> None:
    answer = sqlite_lan.send(headers=headers)
    assert answer.status_code == 403
    assert FOREIGN in answer.text
    assert sqlite_lan.stored() == []


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("192.168.1.5:8000", "http://192.168.1.5:8000", 303),
        ("localhost:8000", "http://localhost:8000", 303),
        ("192.168.1.5:8000", "http://192.168.1.6:8000", 403),
        ("192.168.1.5:8000", OWN, 403),
    ],
)
def test_a_demo_answers_under_whatever_address_its_machine_has(
    sqlite_lan: Lan, host: str, origin: str, status: int
) -> None:
    sqlite_lan.configure(environment="demo", base_url="http://127.0.0.1:8000")
    headers = {"Host": host, "Origin": origin}
    assert sqlite_lan.send(headers=headers).status_code == status


def test_a_real_installation_does_not_believe_the_host_that_a_request_names(
    sqlite_lan: Lan,
) -> None:
    headers = {"Host": "elsewhere.example", "Origin": "http://elsewhere.example"}
    assert sqlite_lan.send(headers=headers).status_code == 403
