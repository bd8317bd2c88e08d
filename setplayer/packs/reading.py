"""Reading a pack, which is hostile: all of it is verified before any of it is used."""

import contextlib
import hashlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from setplayer.faults import Fault
from setplayer.files import cannot_read
from setplayer.packs.manifest import LARGEST_MANIFEST, SMALL, Manifest, PackedFile, manifest_from
from setplayer.packs.writing import CONTENT, MANIFEST

_PIECE: Final = 2**20
_ENCRYPTED: Final = 1
_BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, zlib.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, OverflowError,
)  # fmt: skip
"""What zipfile raises for files that are none, or are cut off or altered."""

Progress = Callable[[int, int], None]


class PackFile:
    """A pack whose outline was found good. `verify` reads the rest. Raises Fault with one sentence for any other."""

    def __init__(self, path: Path, file: zipfile.ZipFile):
        self._path, self._file = path, file
        members = self._members()
        if MANIFEST not in members or members[MANIFEST].file_size > LARGEST_MANIFEST:
            raise Fault("there is no manifest in it that could be read")
        self.manifest: Manifest = manifest_from(self._bytes(members.pop(MANIFEST)))
        wanted = {f"{CONTENT}/{file.sha256}": file.size for file in self.manifest.files}
        if len(wanted) != len({(file.sha256, file.size) for file in self.manifest.files}):
            raise Fault("its manifest gives one content two sizes")
        if missing := wanted.keys() - members.keys():
            raise Fault(f"{len(missing)} of its files are missing; it was cut off or altered")
        if strange := members.keys() - wanted.keys():
            raise Fault(f"there are {len(strange)} files in it that its manifest does not name; it was altered")
        if any(members[name].file_size != size for name, size in wanted.items()):
            raise Fault("a file in it has not the size that its manifest says; it was altered")

    @property
    def size(self) -> int:
        """Bytes of all files together, as they will lie on the disk."""
        return sum(file.size for file in self.manifest.files)

    def verify(self, progress: Progress) -> None:
        """Read every content once and compare its hash. Raises Fault."""
        contents = {file.sha256: file for file in self.manifest.files}
        done, total = 0, sum(file.size for file in contents.values())
        for file in contents.values():
            for _ in self.pieces(file):
                pass
            done += file.size
            progress(done, total)

    def pieces(self, file: PackedFile) -> Iterator[bytes]:
        """The bytes of a file, piece by piece. Raises Fault after the last when they are not what was packed."""
        found, left = hashlib.sha256(), file.size
        with self._opened(f"{CONTENT}/{file.sha256}") as member:
            while left and (piece := member.read(min(_PIECE, left))):
                found.update(piece)
                left -= len(piece)
                yield piece
        if left or found.hexdigest() != file.sha256:
            raise Fault(f"'{file.path}' is not what was packed; it was altered or damaged on the way")

    def small(self, file: PackedFile) -> bytes:
        """The bytes of a file that is no music."""
        if file.size > SMALL:
            raise Fault(f"'{file.path}' is too large")
        return b"".join(self.pieces(file))

    def _members(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._file.infolist()
        members = {info.filename: info for info in infos}
        if len(members) != len(infos):
            raise Fault("a file is in it twice; it was altered")
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            packed = info.compress_type == zipfile.ZIP_STORED and info.compress_size == info.file_size
            if info.is_dir() or kind not in (0, stat.S_IFREG) or info.flag_bits & _ENCRYPTED or not packed:
                raise Fault("it holds links, folders or packed files, which setplayer never puts there")
        # Stored members that lie over each other would be more on the disk than in the pack.
        if sum(info.file_size for info in infos) > self._path.stat().st_size:
            raise Fault("its files are larger than itself; it was made to fill a disk")
        return members

    def _bytes(self, info: zipfile.ZipInfo) -> bytes:
        with self._opened(info.filename) as member:
            return member.read(LARGEST_MANIFEST)

    @contextlib.contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        with self._file.open(name) as member:
            yield member


@contextlib.contextmanager
def opened(path: Path) -> Iterator[PackFile]:
    """The pack at `path`. Whatever is wrong with it, also later, is a Fault of one sentence that names it."""
    try:
        with zipfile.ZipFile(path) as file:
            yield PackFile(path, file)
    except OSError as error:
        raise cannot_read(path, "the pack", error) from error
    except _BROKEN as error:
        raise _refused(path, "it is no pack, or was cut off") from error
    except Fault as fault:
        if fault.exit_status != 1:
            raise
        raise _refused(path, str(fault).rstrip(".")) from fault


def _refused(path: Path, why: str) -> Fault:
    return Fault(f"{path}: nothing was installed: {why}. Have the pack made and brought again.")
