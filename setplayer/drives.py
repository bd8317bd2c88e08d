"""Drives that somebody plugged in: where they are mounted. Asked of the system; nothing is mounted here."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_OCTAL: Final = re.compile(r"\\([0-7]{3})")
_USB: Final = re.compile(r"usb\d+")
"""A USB bus among the folders of a device below /sys."""

_MAC: Final = Path("/Volumes")


@dataclass(frozen=True)
class Drive:
    """A drive by the name of its mount, which is its label as a rule."""

    name: str
    path: Path


def removable_drives(root: Path = Path("/")) -> list[Drive]:
    """The drives that can be unplugged and be written to now, by name. None is known but on Linux and macOS.

    `root` is where the system's own files are found.
    """
    if sys.platform == "darwin":
        found = [path for path in _MAC.iterdir() if path.is_mount()] if _MAC.is_dir() else []
    else:
        found = _mounted(root)
    drives = {path: Drive(path.name, path) for path in found if os.access(path, os.W_OK)}
    return sorted(drives.values(), key=lambda drive: drive.name.casefold())


def _mounted(root: Path) -> list[Path]:
    """Mounts of the block devices that the kernel calls removable, or that hang on USB."""
    try:
        lines = (root / "proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    fields = (line.split(" ") for line in lines)
    return [Path(_plain(place)) for device, place, *_ in fields if _can_be_unplugged(root, device)]


def _can_be_unplugged(root: Path, device: str) -> bool:
    name = device.removeprefix("/dev/")
    block = root / "sys/class/block" / name
    if name == device or "/" in name or not block.exists():
        return False
    real = block.resolve()
    disk = real.parent if (real / "partition").exists() else real
    try:
        return any(map(_USB.fullmatch, disk.parts)) or (disk / "removable").read_text().strip() == "1"
    except OSError:
        return False


def _plain(path: str) -> str:
    """A path of the mount table, where blanks and the like are written as octal numbers (proc(5), fstab(5))."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), path)
