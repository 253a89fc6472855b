"""Small filesystems of our own: one that gets full, and some that lose power. They need root and loop devices."""

import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.network import NotAllowed

CLONE_NEWNS = 0x00020000
# EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN are one number; 2 leaves the journal unwritten, too.
SHUT_DOWN, WITHOUT_FLUSHING = 0x8004587D, 2
MEGABYTE = 1 << 20
# The smallest XFS that its mkfs makes.
IMAGE_BYTES = 320 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Disk:
    """A filesystem in a file."""

    image: Path
    point: Path

    def mount(self) -> None:
        attempt("mount", "-o", "loop", str(self.image), str(self.point))

    def unmount(self) -> None:
        attempt("umount", str(self.point))

    def flush(self) -> None:
        """Put what is there so far onto the disk."""
        attempt("sync", "-f", str(self.point))

    def cut_power(self) -> None:
        """Stop the filesystem at once: only what was synced is on its disk."""
        opened = os.open(self.point, os.O_RDONLY)
        try:
            fcntl.ioctl(opened, SHUT_DOWN, struct.pack("I", WITHOUT_FLUSHING))
        finally:
            os.close(opened)


def keep_mounts_private() -> None:
    """Let what this process mounts be seen by it and its children only, and go with them."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) == 0:
        subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True)


@contextmanager
def disk(folder: Path, kind: str) -> Iterator[Disk]:
    """Give a mounted, empty filesystem of a kind. Raises NotAllowed."""
    if shutil.which(f"mkfs.{kind}") is None:
        raise NotAllowed(f"no mkfs.{kind} on this machine")
    made = Disk(folder / f"{kind}.image", folder / kind)
    made.point.mkdir()
    with made.image.open("wb") as image:
        image.truncate(IMAGE_BYTES)
    attempt(f"mkfs.{kind}", "-q", str(made.image))
    made.mount()
    try:
        yield made
    finally:
        subprocess.run(["umount", "-l", str(made.point)], capture_output=True)
        made.image.unlink()


@contextmanager
def memory_disk(folder: Path, *, size: int) -> Iterator[Path]:
    """Give an empty filesystem that holds `size` bytes. Raises NotAllowed."""
    point = folder / "small"
    point.mkdir()
    attempt("mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(point))
    try:
        yield point
    finally:
        subprocess.run(["umount", "-l", str(point)], capture_output=True)


def let_postgres_in(*folders: Path) -> None:
    """Let PostgreSQL's own user reach the last folder, and make its data there."""
    for folder in folders:
        folder.chmod(0o755)
    folders[-1].chmod(0o777)


def attempt(*command: str) -> None:
    """Run a command. Raises NotAllowed with what it said."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NotAllowed(f"{command[0]}: {done.stderr.strip() or done.returncode}")
