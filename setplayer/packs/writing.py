"""Writing a pack: the same contents are the same bytes, whenever and wherever they are packed."""

import hashlib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from setplayer.faults import Fault
from setplayer.files import cannot_read, writing
from setplayer.packs.manifest import FORMAT, LARGEST_FILE, Manifest, PackedFile, Withdrawn, manifest_from
from setplayer.values import content_address

MANIFEST: Final = "manifest.json"
CONTENT: Final = "content"
_BEFORE_ZIP: Final = (1980, 1, 1, 0, 0, 0)
_PIECE: Final = 2**20

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Contents:
    """What goes into a pack: small things as bytes, music as files with the hash that they were measured with."""

    name: str
    arc: str
    player: str
    small: Mapping[str, bytes]
    music: Mapping[str, tuple[Path, str]]
    withdrawn: tuple[Withdrawn, ...]


def write_pack(contents: Contents, output: Path, progress: Progress) -> Manifest:
    """Write the pack.

    Raises Fault when a file is not what was measured, and MachineFault when the pack cannot be written.
    """
    manifest = _manifest(contents)
    sizes = {file.sha256: file.size for file in manifest.files}
    sources: dict[str, Path | bytes] = {sha256: path for path, sha256 in contents.music.values()}
    sources |= {content_address(data): data for data in contents.small.values()}
    done, total = 0, sum(sizes.values())
    with writing(output) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as pack:
        pack.writestr(_info(MANIFEST), manifest.to_bytes())
        for sha256 in sorted(sources):
            _add(pack, sha256, sources[sha256], sizes[sha256])
            done += sizes[sha256]
            progress(done, total)
    return manifest


def _manifest(contents: Contents) -> Manifest:
    small = [
        PackedFile(path=path, sha256=content_address(data), size=len(data)) for path, data in contents.small.items()
    ]
    music = [_packed(path, file, sha256) for path, (file, sha256) in contents.music.items()]
    manifest = Manifest(
        format=FORMAT,
        name=contents.name,
        arc=contents.arc,
        player=contents.player,
        files=tuple(sorted([*small, *music], key=lambda file: file.path)),
        withdrawn=tuple(sorted(contents.withdrawn, key=lambda one: (one.sha256, one.path))),
    )
    return manifest_from(manifest.to_bytes())  # what could not be installed is not packed


def _packed(path: str, file: Path, sha256: str) -> PackedFile:
    size = _size(file)
    if size > LARGEST_FILE:
        raise Fault(f"{file}: this file is larger than 4 GB, which no pack holds; leave it out.")
    return PackedFile(path=path, sha256=sha256, size=size)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise cannot_read(file, "the file", error) from error


def _add(pack: zipfile.ZipFile, sha256: str, source: Path | bytes, size: int) -> None:
    info = _info(f"{CONTENT}/{sha256}")
    info.file_size = size
    if isinstance(source, bytes):
        pack.writestr(info, source)
        return
    found = hashlib.sha256()
    try:
        with source.open("rb") as file, pack.open(info, "w") as member:
            while piece := file.read(_PIECE):
                found.update(piece)
                member.write(piece)
    except RuntimeError as error:  # longer than it was
        raise _changed(source) from error
    if found.hexdigest() != sha256:
        raise _changed(source)


def _changed(source: Path) -> Fault:
    return Fault(f"{source}: this file was changed while it was packed; pack again when nothing writes to it.")


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _BEFORE_ZIP)
    info.compress_type = zipfile.ZIP_STORED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info
