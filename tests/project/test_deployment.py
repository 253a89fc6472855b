"""Files to copy: they keep no trace of citizens and know every address that there is.

The programs they are for have checked them once; docs/deployment/README.md says which.
"""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from survey.access.policy import RULES, Who
from survey.cli.main import main
from survey.settings import load_settings
from survey.web import create_app
from tests.project.test_files import ROOT

FOLDER = ROOT / "docs" / "deployment"
PROXIES = ("nginx.conf", "haproxy.cfg", "Caddyfile")
WATCHED = {"healthz", "readyz"}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> list[Rule]:
    """Give every address of the service."""
    settings = load_settings(
        tmp_path_factory.mktemp("pilot"),
        {"SIPAS_SECRET_KEY": "s" * 32, "SIPAS_BASE_URL": "https://danhgia.example.vn"},
    )
    app: Flask = create_app(settings)
    app.extensions["sipas"].store.close()
    return list(app.url_map.iter_rules())


def first_part(rule: Rule) -> str:
    """Return the first part of an address; a code that anyone may type is ABCDEF."""
    part = rule.rule.split("/")[1]
    return "ABCDEF" if part.startswith("<") else part


def signed_in(rules: list[Rule]) -> set[str]:
    """Return the first parts under which there are pages with a sign-in."""
    return {
        first_part(rule) for rule in rules if RULES[rule.endpoint] is not Who.ANYONE
    }


def text_of(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def settings_of(name: str) -> str:
    """Return a file without its comments."""
    return re.sub(r"^\s*#.*$|\s# .*$", "", text_of(name), flags=re.M)


def test_every_first_part_of_an_address_is_told_to_those_who_set_up_a_proxy(
    rules: list[Rule],
) -> None:
    rows = dict(
        line.strip("| ").split(" | ")
        for line in text_of("README.md").split("## What lies where")[1].splitlines()
        if line.startswith("| ") and "first part" not in line
    )
    told = {
        who: set(re.findall(r"`/([^`]*)`", addresses))
        for who, addresses in rows.items()
    }
    with_account = signed_in(rules)
    of_anyone = {first_part(rule) for rule in rules} - with_account - WATCHED
    assert told["people with an account"] == with_account
    assert told["programs that watch"] == WATCHED
    assert of_anyone - told["anyone"] == set()


@pytest.mark.parametrize("proxy", PROXIES)
def test_a_proxy_opens_pages_with_a_sign_in_to_the_office_only(
    proxy: str, rules: list[Rule]
) -> None:
    if proxy == "Caddyfile":
        listed = set(re.findall(r" /(\w+)/\*", settings_of(proxy)))
    else:
        ((alternatives),) = re.findall(r"\^/\((review[\w|]*)\)", settings_of(proxy))
        listed = set(alternatives.split("|"))
    assert listed == signed_in(rules)


def test_nginx_logs_nothing_and_writes_no_answer_to_a_file() -> None:
    for server in settings_of("nginx.conf").split("server {")[1:]:
        logs = re.findall(r"^\s*(access_log|error_log) (.*);$", server, re.M)
        if "listen" in server:
            assert logs == [("access_log", "off"), ("error_log", "/dev/null")]
    assert "client_body_buffer_size 64k;" in settings_of("nginx.conf")
    assert "client_max_body_size 64k;" in settings_of("nginx.conf")


def test_haproxy_logs_nothing_and_takes_in_a_whole_answer_first() -> None:
    lines = [line.strip() for line in settings_of("haproxy.cfg").splitlines()]
    assert [line for line in lines if re.match(r"log\b|option \w+log", line)] == []
    assert "option http-buffer-request" in lines
    assert "option httpchk GET /healthz" in lines


def test_caddy_logs_no_request_and_no_error_of_one() -> None:
    found = re.findall(r"^\s*log\b.*\{\s*(.*)$", settings_of("Caddyfile"), re.M)
    assert found == ["exclude http.log.error"]


@pytest.mark.parametrize("proxy", PROXIES[:2])
def test_a_proxy_replaces_what_a_visitor_says_of_one(proxy: str) -> None:
    forwarded = re.findall(r"X-Forwarded-For (.*?);?$", settings_of(proxy), re.M)
    assert forwarded == [{"nginx.conf": "$remote_addr", "haproxy.cfg": "%[src]"}[proxy]]
    assert "X-Forwarded-Proto" in settings_of(proxy)


def unit(name: str) -> ConfigParser:
    """Read a unit; of keys that stand twice the last."""
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment]  # keys as they are written
    parsed.read_string(text_of(name))
    return parsed


@pytest.mark.parametrize("name", ["sipas.service", "sipas-backup.service"])
def test_a_unit_runs_a_command_that_exists_and_is_shut_in(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    service = unit(name)["Service"]
    program, *arguments = service["ExecStart"].split()
    assert program == "/opt/sipas/current/bin/sipas"
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    assert set(re.findall(r"--[\w-]+", service["ExecStart"])) <= set(
        re.findall(r"--[\w-]+", capsys.readouterr().out)
    )
    for key in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome"):
        assert service[key] == "true"
    assert service["ProtectSystem"] == "strict"
    assert (service["CapabilityBoundingSet"], service["LimitCORE"]) == ("", "0")


def test_the_service_is_started_again_whatever_happens() -> None:
    assert unit("sipas.service")["Service"]["Restart"] == "always"
    assert unit("sipas.service")["Unit"]["StartLimitIntervalSec"] == "0"
    assert unit("sipas-backup.timer")["Timer"]["Persistent"] == "true"


def test_the_image_runs_as_nobody_special_and_says_whether_it_is_ready() -> None:
    image = text_of("Containerfile")
    final = image[image.rindex("FROM ") :]
    assert re.findall(r"^USER (.*)$", final, re.M) == ["sipas"]
    assert re.findall(r"^VOLUME (.*)$", final, re.M) == ["/data"]
    assert "HEALTHCHECK" in final and "/readyz" in final
    copied = re.findall(r"^COPY (?!--from)(\S+) ", image, re.M)
    assert [name for name in copied if not Path(ROOT / name).exists()] == []
