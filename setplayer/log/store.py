"""The data directory's session files: naming, finding and listing them."""

import contextlib
import difflib
import json
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from setplayer.faults import Fault
from setplayer.files import cannot_write
from setplayer.hearing import Exposure
from setplayer.log.clock import Stamp
from setplayer.log.session_file import LoggedEvent, SessionFile
from setplayer.log.standing import standing_of, without_beginnings
from setplayer.units import s_from_frames
from setplayer.values import Value

_ID_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH: Final = 8
_BEGIN: Final = "%Y%m%dT%H%M%S.%fZ"
_NAME: Final = re.compile(r"(?P<begin>\d{8}T\d{6}(\.\d{6})?Z)-(?P<id>[A-Za-z0-9_-]+)")


class Summary(Value):
    """What a list of sessions tells of one.

    `state` is `open`, `closed`, or `unreadable: ` and why; then only the file's name is told from, and `kind` is
    `session`, since a real one may be lost there. `opened` is ISO 8601 with the clinic's offset from UTC. `length_s`
    counts from Begin to the last event.
    """

    session_id: str
    kind: Literal["session", "rehearsal", "integration"] = "session"
    state: str
    arc: str | None = None
    client_code: str | None = None
    opened: str | None = None
    path: Path
    events: int = 0
    begun: bool = False
    """Whether its music began."""
    length_s: float = 0.0
    hearing: tuple[Exposure, ...] = ()
    """How loud it was, on each output that it was heard on."""
    copies: tuple[Path, ...] = ()
    """Other files of the folder with the same session, as far as this one or less far."""
    parted: bool = False
    """Whether another file says that this session went on otherwise; both are listed."""


class Store:
    """The session files below a data directory, in its folder `sessions`."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "sessions"

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self._folder

    def new_session_id(self) -> str:
        """A random name of 8 letters and digits, which tells nothing of the client."""
        return "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))

    def new_path(self, opened: Stamp, session_id: str) -> Path:
        """Where a session that opens at that moment is kept. Makes the folders, the last for its
        owner alone.

        Raises MachineFault when they cannot be made.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self._folder, error) from error
        return self._folder / f"{opened.local().astimezone(UTC):{_BEGIN}}-{session_id}.session"

    def paths(self) -> list[Path]:
        """The session files, by name: oldest first as the player names them."""
        return sorted(path for path in self._folder.glob("*.session") if path.is_file())

    def written_since(self, moment_s: float) -> bool:
        """Whether any session was written after a moment, in seconds since 1970, by what the folder says."""
        beside = self._folder.glob("*.session-wal")  # what is not in the file yet; empty where it was only read
        for path in (*self._folder.glob("*.session"), *beside):
            with contextlib.suppress(OSError):
                found = path.stat()
                if found.st_size and found.st_mtime > moment_s:
                    return True
        return False

    def find(self, text: str) -> Path:
        """The session file of that path, that id, the only id that begins so, or the last (`last`).

        The id counts that stands in the file, whatever somebody named it. Of several copies the one is found that
        goes furthest. Raises Fault when there is none, or more than one.
        """
        if text.endswith(".session") or Path(text).is_file():
            return Path(text)
        found = self.summaries()
        if text == "last" and found:
            return found[-1].path
        by_id: dict[str, list[Path]] = {}
        for one in found:
            by_id.setdefault(one.session_id.lower(), []).append(one.path)
        wanted = text.lower()
        begun = [session_id for session_id in by_id if wanted and session_id.startswith(wanted)]
        if wanted in by_id:
            begun = [wanted]
        if len(begun) != 1:
            raise Fault(_many(text, begun) if begun else _none(text, by_id))
        paths = by_id[begun[0]]
        if len(paths) > 1:
            raise Fault(_parted(begun[0], paths))
        return paths[0]

    def summaries(self) -> list[Summary]:
        """A summary of every session, oldest first; before them files of which nobody knows when.

        A file that cannot be read does not hide the others. Copies of one session are told once.
        """
        summaries = {path: _summary(path) for path in self.paths()}
        by_id: dict[str, list[Summary]] = {}
        for one in summaries.values():
            by_id.setdefault(one.session_id if _readable(one) else f" {one.path}", []).append(one)
        told = [one for copies in by_id.values() for one in (_told_once(copies) if len(copies) > 1 else copies)]
        return sorted(told, key=_when)


def _readable(summary: Summary) -> bool:
    return not summary.state.startswith("unreadable")


def _told_once(copies: list[Summary]) -> list[Summary]:
    """The copies of a session that hold what no other does, each with those that it makes superfluous."""
    by_path = {one.path: one for one in copies}
    # Of two equal copies the one that bears the session's name is the player's own.
    ordered = sorted(copies, key=lambda one: (_id_of(one.path) != one.session_id, one.path))
    try:
        left = without_beginnings([standing_of(one.path, SessionFile.open) for one in ordered])
    except Fault:  # it was there a moment ago
        return copies
    return [
        by_path[longest.path].model_copy(
            update={"copies": tuple(sorted(one.path for one in within)), "parted": len(left) > 1}
        )
        for longest, within in left
    ]


def _when(summary: Summary) -> tuple[float, str]:
    """When a session was opened, by itself or else by its file's name, and that name."""
    opened = summary.opened or _opened(summary.path)
    return (datetime.fromisoformat(opened).timestamp() if opened else 0.0, summary.path.name)


def _id_of(path: Path) -> str:
    named = _NAME.fullmatch(path.stem)
    return named["id"] if named else path.stem


def _parted(session_id: str, paths: list[Path]) -> str:
    names = " and ".join(f"'{path.name}'" for path in paths)
    return f"Session {session_id} went on differently in {names}: write the path of the file that you mean."


def _many(text: str, ids: list[str]) -> str:
    return f"{text!r} is the beginning of {len(ids)} sessions: {', '.join(ids[:10])}. Write one more letter or two."


def _none(text: str, ids: Iterable[str]) -> str:
    near = difflib.get_close_matches(text.lower(), ids, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else "`setplayer sessions` lists them."
    return f"There is no session {text!r}. {hint}"


def _summary(path: Path) -> Summary:
    try:
        with SessionFile.open(path) as file, file.snapshot():
            return _read_summary(file)
    except Fault as fault:
        reason = str(fault).removeprefix(f"{path}: ")
    return Summary(session_id=_id_of(path), state=f"unreadable: {reason}", opened=_opened(path), path=path)


def _opened(path: Path) -> str | None:
    """When a session was opened, as far as its file's name tells."""
    named = _NAME.fullmatch(path.stem)
    try:
        return datetime.fromisoformat(named["begin"]).isoformat(timespec="seconds") if named else None
    except ValueError:  # a name such as nobody's clock has
        return None


def _read_summary(file: SessionFile) -> Summary:
    try:
        return _told_by(file, _preparation(file))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise Fault(f"{file.path}: is damaged: its first events are not what setplayer writes.") from error


def _preparation(file: SessionFile) -> dict[str, LoggedEvent]:
    """The latest event of each kind until the music begins."""
    found = {}
    for event in file.events():
        found[event.kind] = event
        if event.kind == "begin":
            break
    return found


def _told_by(file: SessionFile, preparation: dict[str, LoggedEvent]) -> Summary:
    opening, choice = preparation.get("open"), preparation.get("choose_arc")
    opened_by = request_of(opening) if opening else {}
    last = next(file.events(after=file.last_seq - 1), None)
    return Summary(
        session_id=file.session_id,
        kind=opened_by.get("kind", "session"),
        state="closed" if file.ended else "open",
        arc=request_of(choice)["arc"] if choice else None,
        client_code=opened_by.get("client") or None,
        opened=opening.stamp.local().isoformat(timespec="seconds") if opening else None,
        path=file.path,
        events=file.last_seq,
        begun="begin" in preparation,
        length_s=s_from_frames(last.frame) if last else 0.0,
        hearing=tuple(Exposure.model_validate(request_of(e)["exposure"]) for e in file.events(kind="hearing")),
    )


def request_of(event: LoggedEvent) -> dict[str, Any]:
    """What an event was asked with. Raises ValueError, TypeError or KeyError when it is damaged."""
    return dict(json.loads(event.body)["request"])
