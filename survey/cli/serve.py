"""sipas serve: serve an installation's pages."""

import argparse
import sys
from dataclasses import dataclass
from gettext import gettext as said
from pathlib import Path

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.settings import Settings
from survey.store import installation
from survey.store.engine import Store
from survey.system_errors import reason_of

EPILOG = """\
examples:
  sipas serve --directory pilot --port 8000
  sipas serve --directory pilot --port 443 --host 0.0.0.0 --cert site.crt --key site.key

Days that are over are closed at start and at ten past midnight.
"""
THREADS = 32


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and how to listen. SQLite allows one worker only."""

    host: str
    port: int
    threads: int = THREADS
    workers: int = 1
    cert: Path | None = None
    key: Path | None = None

    @property
    def address(self) -> str:
        """Return where it listens, as a browser on this machine or a proxy writes it."""
        scheme = "http" if self.cert is None else "https"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas serve`."""
    parser = commands.add_parser(
        "serve",
        help="serve the pages",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=port_number, required=True, metavar="P")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="H",
        help="address to listen on (default: %(default)s, this machine only)",
    )
    parser.add_argument(
        "--cert", type=Path, metavar="FILE", help="certificate chain (PEM)"
    )
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="its private key (PEM)"
    )
    parser.add_argument("--threads", type=at_least_one, default=THREADS, metavar="N")
    parser.add_argument(
        "--workers",
        type=at_least_one,
        default=1,
        metavar="N",
        help="processes, with PostgreSQL only (default: %(default)s)",
    )
    parser.set_defaults(run=run_serve)


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until told to stop. Raises CommandError where the installation is not fit to serve."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store):
        refuse_wrong_kind(settings, store, arguments.lang)
    if arguments.workers > 1 and settings.database_url.startswith("sqlite"):
        raise CommandError(
            _("SQLite chỉ dùng được một tiến trình: bỏ --workers, hoặc dùng PostgreSQL")
        )
    _check_certificate(arguments)
    listening = Listening(
        host=arguments.host,
        port=arguments.port,
        threads=arguments.threads,
        workers=arguments.workers,
        cert=arguments.cert,
        key=arguments.key,
    )
    notice = _("Đang phục vụ %(address)s, nghe tại %(listening)s (Ctrl+C để dừng)")
    return serve(
        settings,
        listening,
        notice=notice % {"address": settings.base_url, "listening": listening.address},
        language=arguments.lang,
    )


def serve(
    settings: Settings, listening: Listening, *, notice: str, language: str
) -> int:
    """Listen and print the notice once phones can be answered. Raises CommandError."""
    # Flask and gunicorn take most of a second to import.
    from survey.cli.server import Server, refuse_taken_port

    _ = translator(language).gettext
    try:
        refuse_taken_port(listening.host, listening.port)
    except OSError as error:
        message = _("không mở được cổng %(port)s trên %(host)s: %(reason)s")
        raise CommandError(
            message
            % {
                "port": listening.port,
                "host": listening.host,
                "reason": reason_of(error, _),
            }
        ) from error
    sys.stdout.flush()
    Server(settings, listening, when_ready=lambda: print(notice, flush=True)).run()
    return 0


def refuse_wrong_kind(settings: Settings, store: Store, language: str) -> None:
    """Raise CommandError where made-up answers would be served as real ones, or the reverse."""
    _ = translator(language).gettext
    with store.reading() as session:
        kind = installation.kind(session)
    if not kind:
        raise CommandError(_("thư mục này chưa được tạo xong: hãy dùng sipas init"))
    if (kind == installation.DEMO) != settings.is_demo:
        if kind == installation.DEMO:
            raise CommandError(
                _(
                    "thư mục này chứa số liệu hư cấu, không bao giờ dùng được cho khảo sát thật"
                )
            )
        raise CommandError(
            _("thư mục này chứa khảo sát thật, không dùng được làm bản trình diễn")
        )


def _check_certificate(arguments: argparse.Namespace) -> None:
    _ = translator(arguments.lang).gettext
    if (arguments.cert is None) != (arguments.key is None):
        raise CommandError(_("--cert và --key phải đi cùng nhau"))
    if arguments.cert is None:
        return
    import ssl

    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.cert, arguments.key)
    except (OSError, ssl.SSLError) as error:
        message = _("không dùng được chứng thư %(cert)s với khóa %(key)s: %(reason)s")
        raise CommandError(
            message
            % {
                "cert": arguments.cert,
                "key": arguments.key,
                "reason": (
                    error if isinstance(error, ssl.SSLError) else reason_of(error, _)
                ),
            }
        ) from error


def port_number(text: str) -> int:
    """Read a port. Raises ArgumentTypeError."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        message = said("%(value)r is not a port, 1 to 65535") % {"value": text}
        raise argparse.ArgumentTypeError(message)
    return int(text)


def at_least_one(text: str) -> int:
    """Read a whole number from 1 up. Raises ArgumentTypeError."""
    if not text.isdecimal() or int(text) < 1:
        message = said("%(value)r is not a number from 1 up") % {"value": text}
        raise argparse.ArgumentTypeError(message)
    return int(text)
