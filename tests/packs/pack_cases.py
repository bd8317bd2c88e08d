"""Packs made by hand, good and hostile."""

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from setplayer.packs.writing import Contents, write_pack
from setplayer.values import canonical_json, content_address

ARC = b"arc: Evening\nphases:\n  - {name: One, kind: peak, length: 30 s, intensity: 3}\n"
MUSIC = b"music" * 1000

Members = list[tuple[str, bytes]]


def nothing(done: int, total: int) -> None:
    pass


def contents(folder: Path, arc: bytes = ARC) -> Contents:
    music = folder / "one.flac"
    music.write_bytes(MUSIC)
    return Contents(
        "evening",
        "Evening",
        "setplayer",
        {"arc.yaml": arc},
        {"music/a/one.flac": (music, content_address(MUSIC))},
        (),
    )


def good(folder: Path, arc: bytes = ARC) -> Path:
    write_pack(contents(folder, arc), folder / "good.setpack", nothing)
    return folder / "good.setpack"


def listed(path: str, data: bytes) -> dict[str, Any]:
    return {"path": path, "sha256": content_address(data), "size": len(data)}


def manifest(*files: tuple[str, bytes], **changes: Any) -> bytes:
    """The bytes of a manifest of these files beside the arc."""
    every = [listed("arc.yaml", ARC), *(listed(path, data) for path, data in files)]
    value = {"format": 1, "name": "evening", "arc": "E", "player": "p", "files": every, "withdrawn": [], **changes}
    return canonical_json(value)


def members(*files: tuple[str, bytes], **changes: Any) -> Members:
    """The members of a pack of these files beside the arc."""
    data = {content_address(one): one for one in (ARC, *(one for _, one in files))}
    return [("manifest.json", manifest(*files, **changes)), *((f"content/{name}", one) for name, one in data.items())]


def zipped(
    path: Path, entries: Iterable[tuple[str, bytes]], change: Callable[[zipfile.ZipInfo], None] = lambda info: None
) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in entries:
            info = zipfile.ZipInfo(name)
            change(info)
            file.writestr(info, data)
    return path


def version_of(path: Path) -> str:
    with zipfile.ZipFile(path) as file:
        return content_address(file.read("manifest.json"))
