"""The real service as processes of its own, in an installation that a fault may strike."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from survey.settings import load_settings
from survey.store.engine import Store
from tests.faults.ledger import Ledger
from tests.faults.phones import Line, NoFormShown
from tests.fixtures.lan import make_place
from tests.fixtures.people import make_wave
from tests.fixtures.postgres import PostgresServer, running_server
from tests.fixtures.service import SIPAS, free_port

ROOT = Path(__file__).parents[2]
SQLITE, POSTGRES = "sqlite", "postgres"
ENGINES = (SQLITE, POSTGRES)
START_SECONDS = 60.0
# One campaign around every day of a test, but not around a clock that jumped.
OPENS_ON, CLOSES_ON = date(2026, 1, 1), date(2039, 12, 31)


@dataclass(frozen=True, slots=True)
class Running:
    """How the service is started: behind a program, with more environment, with a planted fault."""

    behind: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    mutation: str = ""
    options: Sequence[str] = ()
    certificate: tuple[Path, Path] | None = None


@dataclass(slots=True)
class Stage:
    """One installation, its service and the ledger of what was sent to it."""

    folder: Path
    url: str
    how: Running
    ledger: Ledger
    secrets: Sequence[str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def directory(self) -> Path:
        return self.folder / "installation"

    @property
    def log(self) -> Path:
        return self.folder / "service.log"

    @property
    def line(self) -> Line:
        certificate = self.how.certificate
        return Line(self.port, self.secrets, certificate[0] if certificate else None)

    @property
    def master(self) -> int:
        """The process that watches over the workers."""
        assert self.process is not None
        return children(self.process.pid)[0] if self.how.behind else self.process.pid

    @property
    def workers(self) -> list[int]:
        return children(self.master)

    def start(self, *, is_struck: bool = True) -> None:
        """Serve, and return once a form is shown; without what strikes it if not `is_struck`."""
        deadline = time.monotonic() + START_SECONDS
        self._launch(is_struck)
        while not self.shows_form():
            assert self.process is not None
            if self.process.poll() is not None:
                said = self.log.read_text("utf-8")[-500:]
                # A worker whose master was killed keeps the port until it notices.
                assert "đang dùng cổng này" in said, said
                self._launch(is_struck)
            assert time.monotonic() < deadline, "the service shows no form"
            time.sleep(0.1)

    def _launch(self, is_struck: bool) -> None:
        how = self.how
        program = [str(SIPAS)]
        if how.mutation:
            program = [sys.executable, "-m", "tests.faults.mutated", how.mutation]
        command = [*(how.behind if is_struck else ()), *program, "serve"]
        command += ["--directory", str(self.directory), "--port", str(self.port)]
        command += how.options
        if how.certificate:
            cert, key = how.certificate
            command += ["--cert", str(cert), "--key", str(key)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=log,
                env=self._environ(is_struck),
                start_new_session=True,
            )

    def _environ(self, is_struck: bool) -> dict[str, str]:
        own = {
            "SIPAS_ENVIRONMENT": "testing",
            "SIPAS_DATABASE_URL": self.url,
            # Browsers name the site that they send from.
            "SIPAS_BASE_URL": f"https://localhost:{self.port}",
            # What is left in temporary files must be found, too.
            "TMPDIR": str(self.folder / "temporary"),
        }
        return {**os.environ, **own, **(self.how.environ if is_struck else {})}

    def shows_form(self) -> bool:
        try:
            self.line.open_form(random.Random(0))
        except NoFormShown:
            return False
        return True

    def stop(self) -> float:
        """Ask the service to end; return the seconds it took. Raises AssertionError if it failed."""
        assert self.process is not None
        begun = time.monotonic()
        os.kill(self.master, signal.SIGTERM)
        code = self.process.wait(timeout=60)
        assert code == 0, f"exit code {code}"
        return time.monotonic() - begun

    def kill(self) -> None:
        """Kill every process of the service at once, as a power cut does."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()


@dataclass(slots=True)
class Bench:
    """Makes stages: copies of one installation, which takes seconds to make."""

    folder: Path
    _closing: ExitStack
    _server: PostgresServer | None = None
    _templates: dict[str, str] = field(default_factory=dict)

    @property
    def server(self) -> PostgresServer:
        """A PostgreSQL server that faults may strike, started when first asked for."""
        if self._server is None:
            self._server = self._closing.enter_context(running_server())
        return self._server

    @contextmanager
    def stage(
        self,
        engine: str,
        how: Running = Running(),
        *,
        installed_in: Path | None = None,
        server: PostgresServer | None = None,
    ) -> Iterator[Stage]:
        """Give a stage whose service runs; what is left of it is killed in the end."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        (folder / "temporary").mkdir()
        if installed_in is None:
            installed_in = folder / "installation"
        else:
            (folder / "installation").symlink_to(installed_in)
        shutil.copytree(self._template(), installed_in, dirs_exist_ok=True)
        url = f"sqlite:///{installed_in / 'survey.sqlite'}"
        if engine == POSTGRES:
            url = self._copied_database(server or self.server)
        settings = load_settings(installed_in, {})
        ledger = Ledger(folder / "ledger")
        stage = Stage(folder, url, how, ledger, settings.secret_keys)
        try:
            stage.start()
            yield stage
        finally:
            stage.kill()
            ledger.close()
        if engine == POSTGRES:
            # So that what one fault left is not searched for traces of another.
            name = url.partition("@/")[2].partition("?")[0]
            (server or self.server).drop_database(name)

    def _template(self) -> Path:
        directory = self.folder / "template"
        if not directory.exists():
            new_installation(directory)
        return directory

    def _copied_database(self, server: PostgresServer) -> str:
        key = str(server.folder)
        if key not in self._templates:
            name = server.create_database()
            new_installation(
                self.folder / f"template-{name}", database_url=server.url(name)
            )
            self._templates[key] = name
        return server.url(server.create_database(template=self._templates[key]))


@contextmanager
def open_bench(server: PostgresServer | None = None) -> Iterator[Bench]:
    """Give a bench; everything it made is gone in the end."""
    with ExitStack() as closing:
        folder = Path(tempfile.mkdtemp(prefix="sipas-faults-"))
        closing.callback(shutil.rmtree, folder)
        yield Bench(folder, closing, server)


def new_installation(directory: Path, *, database_url: str = "") -> None:
    """Make an installation with `sipas init`, and open a wave at one counter."""
    command = [str(SIPAS), "init", "--directory", str(directory)]
    command += ["--base-url", "https://localhost"]
    if database_url:
        command += ["--database-url", database_url]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    store = Store(load_settings(directory, {}).database_url)
    with store.writing() as session:
        make_place(session)
        make_wave(session, opens_on=OPENS_ON, closes_on=CLOSES_ON)
    store.close()


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except FileNotFoundError:
        return []
    return [int(child) for child in listed.split()]
