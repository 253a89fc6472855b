"""sipas demo: make a fictional province with answers, and serve it."""

import argparse
import base64
import json
import os
import socket
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from survey.cli.errors import CommandError
from survey.cli.installation import settings_of
from survey.cli.options import directory_option, json_option, language_option
from survey.cli.progress import Progress
from survey.cli.serve import (
    Listening,
    at_least_one,
    port_number,
    refuse_wrong_kind,
    serve,
)
from survey.clock import VIETNAM
from survey.demo.province import (
    HOTLINE,
    OFFICE_OF_UNIT_HEAD,
    PROVINCE,
    REFORM_OFFICE,
    UNIT_HEAD,
)
from survey.language import SOURCE_LANGUAGE, translator
from survey.settings import (
    DEMO_SECRET_PREFIX,
    FILE_NAME,
    PREFIX,
    Settings,
    derive_key,
    new_secret,
    write_settings,
)
from survey.store import installation, posters
from survey.store.engine import Store

EPILOG = """\
examples:
  sipas demo --directory demo --serve
  sipas demo --directory demo --today 2026-11-25 --port 8000 --json

The same seed, day and number of responses give the same rows. A directory that holds a demo
already is used as it is.
"""
# As long as the last campaign stays open after its `--today`.
DAYS_OPEN = 60


@dataclass(frozen=True, slots=True)
class Prepared:
    """A demo that can be served."""

    settings: Settings
    code: str
    place: str


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas demo`."""
    parser = commands.add_parser(
        "demo",
        help="make a fictional province with answers, and serve it",
        parents=[directory_option(), language_option(), json_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--responses", type=at_least_one, default=20_000, metavar="N")
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="D",
        help="day up to which people have answered (default: today)",
    )
    parser.add_argument("--port", type=port_number, default=8000, metavar="P")
    parser.add_argument(
        "--serve", action="store_true", help="then serve it to this network"
    )
    parser.set_defaults(run=run_demo)


def run_demo(arguments: argparse.Namespace) -> int:
    """Prepare the demo where there is none, say how to open it, serve if asked to."""
    host = _lan_address() if arguments.serve else "127.0.0.1"
    base_url = f"http://{host}:{arguments.port}"
    demo = prepare(arguments, base_url=base_url)
    _tell(demo, arguments)
    if not arguments.serve:
        return 0
    _ = translator(arguments.lang).gettext
    return serve(
        demo.settings,
        # Phones in the same network are to try it.
        Listening(host="0.0.0.0", port=arguments.port),  # nosec
        notice="" if arguments.json else _("Đang phục vụ (Ctrl+C để dừng)."),
        language=arguments.lang,
    )


def prepare(arguments: argparse.Namespace, *, base_url: str) -> Prepared:
    """Return the demo of `--directory`, made now where there is none. Raises CommandError."""
    if _has_whole_demo(arguments):
        _reuse(arguments, base_url)
    else:
        _make(arguments, base_url)
    settings = settings_of(arguments)
    store = Store(settings.database_url)
    try:
        with store.reading() as session:
            printed = posters.current_posters(session, settings.clock().today())[0]
    finally:
        store.close()
    counter, office = printed.counter, printed.office
    place = (
        f"{counter.name}, {office.name}"
        if arguments.lang == SOURCE_LANGUAGE
        else f"{counter.name_en}, {office.name_en}"
    )
    return Prepared(settings, printed.code, place)


def demo_password(settings: Settings) -> str:
    """Return the demo reviewers' password: the same at each run, another in each directory."""
    text = base64.b32encode(derive_key(settings.secret_key, "demo password")).decode()
    return "-".join(text[start : start + 4].lower() for start in (0, 4, 8, 12))


def _has_whole_demo(arguments: argparse.Namespace) -> bool:
    """Tell whether the directory holds a demo; what a stopped run left is removed. Raises CommandError."""
    directory: Path = arguments.directory
    file = directory / FILE_NAME
    if not file.exists():
        _refuse_foreign(directory, arguments.lang)
        return False
    # Read from the file itself: a variable of the environment must not get a survey removed.
    if f"{PREFIX}SECRET_KEY={DEMO_SECRET_PREFIX}" not in file.read_text("utf-8"):
        _ = translator(arguments.lang).gettext
        raise CommandError(
            _("thư mục này chứa khảo sát thật, không dùng được làm bản trình diễn")
        )
    if _demo_day(settings_of(arguments)):
        return True
    for leftover in (file, *directory.glob("survey.sqlite*")):
        leftover.unlink()
    return False


def _refuse_foreign(directory: Path, language: str) -> None:
    _ = translator(language).gettext
    if directory.exists() and (not directory.is_dir() or os.listdir(directory)):
        message = _("%(path)s không trống và không phải là bản trình diễn")
        raise CommandError(message % {"path": directory})


def _demo_day(settings: Settings) -> str:
    """Return the day the demo was made for, an empty text where it is not whole."""
    store = Store(settings.database_url)
    try:
        with store.reading() as session:
            return installation.fact(session, "demo_day")
    except DatabaseError:
        # The run was stopped before the tables were there.
        return ""
    finally:
        store.close()


def _make(arguments: argparse.Namespace, base_url: str) -> None:
    _ = translator(arguments.lang).gettext
    # NumPy and Alembic take most of a second to import.
    from survey.demo.loading import Plan, load_demo
    from survey.store import migrate

    real_today = datetime.now(VIETNAM).date()
    today = arguments.today or real_today
    write_settings(
        arguments.directory, _values(base_url, today=today, real_today=real_today)
    )
    settings = settings_of(arguments)
    _note(
        arguments,
        _("Đang tạo một tỉnh hư cấu với %(n)s phiếu (chưa đến một phút)…")
        % {"n": arguments.responses},
    )
    store = Store(settings.database_url)
    progress = Progress(_("Đã khóa sổ đến ngày"))
    try:
        migrate.upgrade(store)
        load_demo(
            store,
            Plan(arguments.seed, arguments.responses, today),
            password=demo_password(settings),
            progress=progress.show,
        )
    finally:
        progress.end()
        store.close()


def _values(base_url: str, *, today: date, real_today: date) -> dict[str, str]:
    values = {
        "ENVIRONMENT": "demo",
        "SECRET_KEY": new_secret(demo=True),
        "BASE_URL": base_url,
        "HOTLINE": HOTLINE,
        "WITHOUT_PHONE": "paper,kiosk",
        "PROVINCE": PROVINCE,
        "TARGET": "80",
    }
    if not today <= real_today <= today + timedelta(days=DAYS_OPEN):
        # Nobody could answer a campaign of another year: the demo's clock starts on its own day.
        values["TEST_CLOCK"] = f"{today}T09:00"
    return values


def _reuse(arguments: argparse.Namespace, base_url: str) -> None:
    _ = translator(arguments.lang).gettext
    settings = settings_of(arguments)
    store = Store(settings.database_url)
    try:
        refuse_wrong_kind(settings, store, arguments.lang)
    finally:
        store.close()
    _note(
        arguments,
        _("Dùng lại bản trình diễn ngày %(day)s trong %(directory)s.")
        % {"day": _demo_day(settings), "directory": arguments.directory},
    )
    if settings.base_url != base_url:
        _write_base_url(arguments.directory / FILE_NAME, base_url)


def _write_base_url(file: Path, base_url: str) -> None:
    """Change the address in place: every other line stays as it is."""
    key = f"{PREFIX}BASE_URL="
    lines = [
        f"{key}{base_url}" if line.startswith(key) else line
        for line in file.read_text("utf-8").splitlines()
    ]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _tell(demo: Prepared, arguments: argparse.Namespace) -> None:
    """Print how to open the demo; for programs as one line of JSON, the last."""
    _ = translator(arguments.lang).gettext
    base_url = demo.settings.base_url
    form, review = f"{base_url}/K/{demo.code}", f"{base_url}/review/"
    public = f"{base_url}/ket-qua"
    password = demo_password(demo.settings)
    if arguments.json:
        print(
            json.dumps(
                {
                    "form": form,
                    "review": review,
                    "public": public,
                    "reviewer": REFORM_OFFICE,
                    "password": password,
                }
            ),
            flush=True,
        )
        return
    if arguments.serve:
        print_code(form)
    lines = (
        _("Phiếu của %(place)s:") % {"place": demo.place},
        f"  {form}",
        _("Trang công khai:"),
        f"  {public}",
        _("Trang xem kết quả:"),
        f"  {review}",
        _("  Cơ quan cải cách hành chính: tên %(name)s, mật khẩu %(password)s")
        % {"name": REFORM_OFFICE, "password": password},
        _("  Thủ trưởng đơn vị %(office)s: tên %(name)s, cùng mật khẩu")
        % {"office": OFFICE_OF_UNIT_HEAD, "name": UNIT_HEAD},
        _("Mọi số liệu đều là hư cấu."),
    )
    print("\n".join(lines), flush=True)


def print_code(address: str) -> None:
    """Print an address as a QR code of half blocks, for a phone held to the terminal."""
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_L

    code = QRCode(error_correction=ERROR_CORRECT_L, border=4)
    # Capitals need fewer squares; scheme and host don't tell them apart, nor does the form's address.
    code.add_data(address.upper())
    code.print_ascii(tty=sys.stdout.isatty(), invert=True)


def _note(arguments: argparse.Namespace, text: str) -> None:
    # Programs read standard output.
    print(text, file=sys.stderr if arguments.json else sys.stdout, flush=True)


def _lan_address() -> str:
    """Return this machine's address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # An address reserved for examples (RFC 5737): only the way to it is looked up.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
