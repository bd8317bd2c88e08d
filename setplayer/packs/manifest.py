"""What is in a pack: every file's path, hash and size, and what the clinic has withdrawn."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator, Field, ValidationError

from setplayer.faults import Fault
from setplayer.library.names import printable
from setplayer.library.paths import objection
from setplayer.values import Value, canonical_json, content_address

FORMAT: Final = 1
MOST_FILES: Final = 5_000
LARGEST_MANIFEST: Final = 5_000_000
LARGEST_FILE: Final = 4 * 2**30
SMALL: Final = 64 * 2**20
"""What is no music is held in memory: an arc, recipes, corrections and short sounds."""

ARC: Final = "arc.yaml"
MUSIC: Final = "music"
RECIPES: Final = "soundscapes"
SOUNDS: Final = "sounds"

SHOWN: Final = 12
"""Letters of a version that people see; as many as tell versions of an arc apart."""

_NAME: Final = re.compile(r"[^\W_](?:[\w .+()-]{0,78}[^\W])?|[^\W_]")


def _is_name(name: str) -> str:
    if not _NAME.fullmatch(name) or printable(name) != name or objection(name):
        raise ValueError("is no name for an arc")
    return name


def _is_path(path: str) -> str:
    if wrong := objection(path):
        raise ValueError(wrong)
    if len(path) > 1000 or any(part.endswith((".", " ")) for part in path.split("/")):
        raise ValueError("cannot be a file's name on every system")
    return path


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, AfterValidator(_is_name)]
"""How an arc is called by: the name of its file without its ending."""


class PackedFile(Value):
    """One file, as it lies where the pack is installed."""

    path: Annotated[str, AfterValidator(_is_path)]
    sha256: Sha256
    size: Annotated[int, Field(ge=0, le=LARGEST_FILE)]


class Withdrawn(Value):
    """A piece that must not sound, by its content wherever it lies, and why."""

    path: Annotated[str, Field(max_length=1000)]
    sha256: Sha256
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class Manifest(Value):
    """All of it. Equal manifests are one version."""

    format: int
    name: Name
    arc: Annotated[str, Field(max_length=120)]
    """What the arc calls itself."""
    player: Annotated[str, Field(max_length=60)]
    """What made the pack."""
    files: Annotated[tuple[PackedFile, ...], Field(min_length=1, max_length=MOST_FILES)]
    withdrawn: Annotated[tuple[Withdrawn, ...], Field(max_length=MOST_FILES)] = ()

    def to_bytes(self) -> bytes:
        """The one JSON text of this manifest."""
        return canonical_json(self.model_dump(mode="json"))

    @property
    def version(self) -> str:
        """The content address of the manifest, and so of all that it lists."""
        return content_address(self.to_bytes())

    def file(self, path: str) -> PackedFile | None:
        """The file at a path."""
        return next((file for file in self.files if file.path == path), None)

    def below(self, folder: str) -> list[PackedFile]:
        """The files in a folder."""
        return [file for file in self.files if file.path.startswith(f"{folder}/")]


def manifest_from(data: bytes) -> Manifest:
    """The manifest in these bytes. Raises Fault when they are anything else, or list what no folder can hold."""
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "its text"
        raise Fault(f"its manifest cannot be read ({printable(where)}: {printable(first['msg'])})") from None
    if manifest.format != FORMAT:
        raise Fault(f"it has the format {manifest.format}, and this setplayer reads {FORMAT}; install a newer one")
    if manifest.to_bytes() != data:
        raise Fault("its manifest is not written as setplayer writes it; it was altered")
    if twice := _twice(file.path for file in manifest.files):
        raise Fault(f"two of its files would be one on some systems: '{printable(twice)}'")
    strange = [file.path for file in manifest.files if not _is_ours(file)]
    if strange or manifest.file(ARC) is None:
        raise Fault(f"'{printable(strange[0])}' has no place in a pack" if strange else "there is no arc in it")
    return manifest


def _is_ours(file: PackedFile) -> bool:
    folder, _, name = file.path.partition("/")
    small = file.size <= SMALL
    if folder in (RECIPES, SOUNDS):
        return small and "/" not in name and name.endswith(".json" if folder == RECIPES else ".flac")
    return file.path == ARC and small if not name else folder == MUSIC


def _twice(paths: Iterable[str]) -> str | None:
    """A path that is also another's, or another's folder, where capitals and ways to write accents do not count."""
    seen: dict[str, bool] = {}
    for path in paths:
        parts = unicodedata.normalize("NFC", path).casefold().split("/")
        for n in range(1, len(parts) + 1):
            part, is_file = "/".join(parts[:n]), n == len(parts)
            if part in seen and (is_file or seen[part]):
                return path
            seen[part] = is_file
    return None
