"""Playing a session: a new one, one that was interrupted, or a view of the one that runs; and its page at the end."""

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from setplayer.asking import place_of, view_of
from setplayer.backup_after import BackupAfter
from setplayer.clinic import read_people
from setplayer.console import progress, say, warn
from setplayer.engine import running
from setplayer.engine.desk import DEVICE, NOTHING, is_file
from setplayer.engine.last_place import Place
from setplayer.engine.left_open import left_open
from setplayer.engine.own import Own
from setplayer.engine.prepare import prepare, read, shipped_arcs
from setplayer.engine.record import recorded
from setplayer.engine.start import Start
from setplayer.engine.supervisor import Supervisor
from setplayer.faults import Fault, MachineFault
from setplayer.files import writing
from setplayer.keys.client_folder import own_arc, own_arcs
from setplayer.keys.clinic import client_of
from setplayer.keys.opening import NO_KEYS
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store, Summary
from setplayer.packs.shelf import Shelf, pack_of
from setplayer.review.entries import Entry
from setplayer.review.page import render_page
from setplayer.review.prompts import page_prompts
from setplayer.review.series import series_of
from setplayer.review.timeline import build_timeline
from setplayer.settings import Settings, read_settings

FIRST_ARC: Final = "music-45"
"""What plays when nobody chose an arc."""

_LEFT_OPEN: Final = "The session was not closed; 'setplayer play' resumes it."


@dataclass(frozen=True)
class Wanted:
    """What a person asks of `setplayer play`. None where they leave it to us."""

    arc: str | None
    library: Path | None
    front: Literal["kiosk", "terminal"] | None
    speed: float
    output: str | None
    seed: int | None = None
    client: str = ""


def play(data: Path, wanted: Wanted) -> None:
    """Play a session, or attach to the one that runs; ends with its timeline page. Raises Fault."""
    if wanted.arc is not None:
        wanted = replace(wanted, arc=Shelf(data).located(wanted.arc))
    front = wanted.front or ("kiosk" if wanted.speed == 1 and _has_screen() else "terminal")
    line = [sys.executable, "-m", f"setplayer.{front}", str(data)]
    try:
        lock = running.OnePlayer(data)
    except MachineFault:
        raise
    except Fault:
        _attach(data, line)
        return
    try:
        start = _start(data, wanted, attended=wanted.speed == 1 and (front == "kiosk" or sys.stdin.isatty()))
        backup = BackupAfter(data)
        leave_page(data, Supervisor(start, line, say, closed=backup.begin).run())
        backup.tell(say, warn)
    finally:
        lock.release()


def _has_screen() -> bool:
    return sys.platform in ("win32", "darwin") or any(os.environ.get(v) for v in ("DISPLAY", "WAYLAND_DISPLAY"))


def _start(data: Path, wanted: Wanted, *, attended: bool) -> Start:
    """What the engine is to play: the session that was interrupted, or a new one."""
    output = wanted.output or (DEVICE if wanted.speed == 1 else NOTHING)
    kept = _settings(data).output
    if wanted.speed != 1 and output != NOTHING and not is_file(output):
        raise Fault("Faster than real time, a session plays to nothing or to a file: give --output FILE.flac.")
    store = Store(data)
    library, arc = wanted.library, wanted.arc or _own_arc(data, wanted.client) or FIRST_ARC
    if (pack := pack_of(Path(arc))) is not None:
        library = pack.music
    left = None
    if wanted.speed == 1 and (interrupted := _interrupted(store, data, wanted)) is not None:
        left, place = interrupted
        library = library or place.library
        kept = None  # its record says which output it was on
        say(f"Resuming session {left.session_id}, which was interrupted: {left.arc}.")
    else:
        _measure(arc, library, data)
    output = kept if kept and wanted.output is None and wanted.speed == 1 else output
    session_id = store.new_session_id() if left is None else left.session_id
    return Start(
        data=data.resolve(),
        session_file=(store.new_path(SystemClock().stamp(), session_id) if left is None else left.path).resolve(),
        session_id=session_id,
        arc=arc if arc in shipped_arcs() and not Path(arc).exists() else str(Path(arc).resolve()),
        client=wanted.client,
        library=None if library is None else library.resolve(),
        output=str(Path(output).resolve()) if is_file(output) else output,
        speed=wanted.speed,
        begin=left is None and (wanted.arc is not None or not attended),
        ends_itself=not attended,
        seed=wanted.seed,
        prepared=_prepared(store),
        supervisor_pid=os.getpid(),
    )


def _settings(data: Path) -> Settings:
    """What was set up; a damaged file keeps nobody from playing."""
    try:
        return read_settings(data)
    except Fault as fault:
        warn(str(fault))
        return Settings()


def _measure(arc: str, library: Path | None, data: Path) -> None:
    """Read the arc and measure its music here, so that faults are told before anything starts."""
    with progress("Measuring music", counts=True) as report:
        prepared = prepare(arc, library, data / "library.db", report)
    for left in prepared.left_out:
        warn(left.finding().at(arc))
    for text in prepared.warnings:
        warn(text)


def _own_arc(data: Path, client: str) -> str | None:
    """The first of a client's own arcs, if they have any."""
    names = own_arcs(data, client)
    return str(own_arc(data, client, names[0])) if names else None


def _interrupted(store: Store, data: Path, wanted: Wanted) -> tuple[Summary, Place] | None:
    """The latest session, if it was interrupted and would still be going on; not when another arc, or another
    client's, is asked for."""
    sessions = [summary for summary in store.summaries() if summary.kind == "session"]
    if not sessions or sessions[-1].state != "open":
        return None
    left = sessions[-1]
    found, now = left_open(left), SystemClock().stamp()
    if found.place is None or not found.begun:
        return None
    if found.is_over(now):
        say(f"Session {left.session_id} was interrupted and is over by now; it is kept as it is.")
        return None
    other = wanted.client not in ("", left.client_code or "")
    if other or (wanted.arc is not None and read(wanted.arc, Own.of(data)).reading.arc.name != left.arc):
        asks = "an arc or a client" if wanted.client else "an arc"
        say(f"Session {left.session_id} was interrupted: {left.arc}. 'setplayer play' without {asks} resumes it.")
        return None
    return left, found.place


def _prepared(store: Store) -> tuple[str, ...]:
    """Sessions that are prepared and wait for their day."""
    return tuple(one.session_id for one in store.summaries() if one.state == "open" and not one.begun)


def _attach(data: Path, line: list[str]) -> None:
    """Another player runs here: say what it plays, and show it."""
    view = view_of(data)
    say(f"A session is running already: {view.arc}, {place_of(view)}. Showing it here.")
    with contextlib.suppress(KeyboardInterrupt):
        subprocess.run(line, check=False)


def leave_page(data: Path, session_file: Path, left_open: str = _LEFT_OPEN) -> None:
    """The timeline of a session that has ended; one that was left open has none yet, and `left_open` says so."""
    with SessionFile.open(session_file) as file:
        entries = [Entry(entry.seq, entry.stamp, entry.event) for entry in recorded(file)]
        head, client, session_id = file.head, client_of(file), file.session_id
    if not any(entry.event.kind == "end" for entry in entries):
        say(left_open)
        return
    if any(entry.event.sealed for entry in entries):
        # A page in the clear would undo the sealing.
        say(f"Session   {session_file}")
        say("Its words are sealed: 'setplayer review last -o FILE.html' opens them with the clinic's passphrase.")
        return
    page = data.resolve() / "timelines" / f"{session_file.stem}.html"
    say(f"Session   {session_file}")
    since = series_of(data, client, lambda file: NO_KEYS).since(session_id)
    timeline = build_timeline(entries, head=head, session_id=session_id, since=since)
    try:
        made = render_page(timeline, read_people(data.resolve()), page_prompts(data, entries))
    except Fault as fault:  # the session is kept; only its page waits
        say(f"{fault} Then 'setplayer review last -o FILE.html' makes it.")
        return
    page.parent.mkdir(mode=0o700, exist_ok=True)
    with writing(page) as temporary:
        temporary.write_text(made, encoding="utf-8")
    say(f"Timeline  {page}")
