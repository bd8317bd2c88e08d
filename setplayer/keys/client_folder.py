"""What is kept for a client's next session, below `clients/CODE` of the data directory: arcs of their own, and
`avoid.json`, what they asked not to hear.

Where keys are set up a wish's words are sealed, and what they mean in the clinic's library is kept beside them: this
computer goes by it without anybody's passphrase.
"""

import base64
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from setplayer.faults import Fault
from setplayer.files import cannot_read, cannot_write, writing
from setplayer.keys import age
from setplayer.keys.clinic import clinic_keys, public_of
from setplayer.keys.opening import Opener
from setplayer.library.paths import objection
from setplayer.values import Value

FOLDER: Final = "clients"
LIST: Final = "avoid.json"
_LARGEST: Final = 4_000_000
_CODE: Final = re.compile(r"[^\W_][\w.\-]{0,39}")

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Words = Annotated[str, Field(max_length=10_000)]


class Wish(Value):
    """One thing that a client asked not to hear: `words`, or `sealed`, an age file in base64, and what they meant."""

    words: Words = ""
    sealed: str = ""
    pieces: tuple[Sha256, ...] = ()
    soundscapes: tuple[str, ...] = ()


class AvoidList(Value):
    """What a client asked not to hear. `pieces` have their titles by content."""

    client: str
    wishes: tuple[Wish, ...] = ()
    pieces: dict[Sha256, str] = Field(default_factory=dict)
    allowed: dict[str, int] = Field(default_factory=dict)
    """When a piece, by content, or a soundscape was taken off the list, in microseconds since 1970: what was said of
    it in sessions before that does not count any more."""

    @property
    def words(self) -> tuple[str, ...]:
        """The wishes that anybody may read here."""
        return tuple(wish.words for wish in self.wishes if wish.words)


def is_code(client: str) -> bool:
    """Whether that can be a client's code, and so name a folder."""
    return _CODE.fullmatch(client) is not None and not objection(client)


def folder_of(data: Path, client: str) -> Path:
    """Where a client's things are kept, which need not be there. Raises Fault when the code cannot name a folder."""
    if not is_code(client):
        raise Fault(
            f"{client!r} is no code. Write letters, digits, '.', '-' and '_', the first a letter or a digit; never a "
            "name."
        )
    return data / FOLDER / client


def read_list(data: Path, client: str) -> AvoidList:
    """A client's list; an empty one where there is none. Raises Fault when it cannot be read."""
    path = folder_of(data, client) / LIST
    try:
        with path.open("rb") as file:
            found = AvoidList.model_validate_json(file.read(_LARGEST))
    except FileNotFoundError:
        return AvoidList(client=client)
    except OSError as error:
        raise cannot_read(path, "the list", error) from error
    except ValidationError as error:
        raise Fault(f"{path}: this is no list of setplayer's. Take it back from a backup, or remove it.") from error
    _must_be_theirs(path, found.client, client)
    return found


def write_list(data: Path, kept: AvoidList) -> None:
    """Keep a client's list in place of the one before. Raises Fault."""
    read_list(data, kept.client)  # nobody else's, nor one that is damaged, is written over
    with writing(made_folder(data, kept.client) / LIST, private=True) as temporary:
        temporary.write_bytes(kept.model_dump_json(indent=1, exclude_defaults=True).encode())


def made_folder(data: Path, client: str) -> Path:
    """A client's folder, made where there is none. Raises Fault."""
    folder = folder_of(data, client)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.scandir(folder.parent) as entries:
            names = [entry.name for entry in entries if entry.name.casefold() == client.casefold()]
    except OSError as error:
        raise cannot_write(folder, error) from error
    _must_be_theirs(folder, client if client in names else names[0], client)
    return folder


def _must_be_theirs(path: Path, found: str, client: str) -> None:
    """On a disk that does not tell capitals apart, two codes would share a folder. Raises Fault."""
    if found != client:
        raise Fault(f"{path}: is kept for client {found!r}. Codes that differ only in capitals are one here; use it.")


def wish(data: Path, client: str, words: str, now_us: int, pieces: Iterable[str], soundscapes: Iterable[str]) -> Wish:
    """A wish as it is kept: sealed where keys are set up, with what it means by now. Raises Fault."""
    if clinic_keys(data) is None:
        return Wish(words=words)
    sealed = age.sealed(words.encode(), [public_of(data, client, "", now_us)])
    return Wish(
        sealed=base64.b64encode(sealed).decode(), pieces=tuple(sorted(pieces)), soundscapes=tuple(sorted(soundscapes))
    )


def opened(one: Wish, opener: Opener) -> str | None:
    """A wish's words, or None when they are sealed and none of the keys opens them."""
    if one.words:
        return one.words
    try:
        words = opener.opened(base64.b64decode(one.sealed, validate=True))
        return None if words is None else words.decode()
    except ValueError:
        return None


def codes(data: Path) -> list[str]:
    """The clients for whom something is kept, by code. Folders of other names, and links, are none of ours."""
    try:
        with os.scandir(data / FOLDER) as entries:
            found = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
    return [code for code in found if is_code(code)]


# ---- arcs of their own


def own_arcs(data: Path, client: str) -> tuple[str, ...]:
    """A client's own arcs by their names here, `CODE/NAME`, sorted; none for who has no code."""
    if not is_kept(data, client):
        return ()
    try:
        with os.scandir(folder_of(data, client)) as entries:
            found = [Path(entry.name) for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return ()
    return tuple(sorted(f"{client}/{path.stem}" for path in found if path.suffix == ".yaml" and path.stem[0] != "."))


def own_arc(data: Path, client: str, name: str) -> Path | None:
    """The file of a client's own arc of that name; None when there is none."""
    return folder_of(data, client) / f"{name.partition('/')[2]}.yaml" if name in own_arcs(data, client) else None


def new_arc(data: Path, client: str) -> Path:
    """Where another arc of a client's own goes: `list-1.yaml` and so on. Raises Fault."""
    folder, number = made_folder(data, client), 1
    while (path := folder / f"list-{number}.yaml").exists():
        number += 1
    return path


def is_kept(data: Path, client: str) -> bool:
    """Whether something is kept for a client; not what is another's on a disk that does not tell capitals apart."""
    try:
        folder = folder_of(data, client)
        return folder.is_dir() and folder in folder.parent.iterdir()
    except (Fault, OSError):
        return False


def remove_folder(data: Path, client: str) -> int:
    """Remove everything that is kept for a client; how many files that was. Raises MachineFault."""
    if not is_kept(data, client) or (folder := folder_of(data, client)).is_symlink():
        return 0
    try:
        count = sum(path.is_file() for path in folder.rglob("*"))
        shutil.rmtree(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    return count
