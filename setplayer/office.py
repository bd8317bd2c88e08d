"""Records and settings for the screens behind the PIN: `python -m setplayer.office DATA`.

A process of its own, of low priority, that lives while they are open: what takes long here holds no sound up, and the
clinic's key is forgotten with it. It answers each line of its standard input, a question as JSON, with a line, a
`Told`, and ends with its input. Who may ask is looked at before, by `engine.reception`.
"""

import contextlib
import inspect
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast, get_args

from pydantic import ValidationError

from setplayer.backing_up import back_up
from setplayer.clinic import read_people
from setplayer.drives import removable_drives
from setplayer.engine.afterwards import TALKED, append_later, keep_integration, talked
from setplayer.engine.office_view import PlaceView, RecordRow, SettingsView, Told
from setplayer.engine.set_up import setup_of
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.keys.clinic import Keyring
from setplayer.keys.erasing import erase
from setplayer.keys.opening import Opener, session_opener
from setplayer.keys.phrase import new_phrase
from setplayer.log.carried import plain_files
from setplayer.log.clock import Clock, SystemClock
from setplayer.log.copying import Told as Copied
from setplayer.log.last_backup import read_last
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store, Summary
from setplayer.review.forms import SUFFIXES, Form, keepsake
from setplayer.review.journal_in import journal_in, take_journal
from setplayer.review.prompts import page_prompts, prompt_set, prompt_sets
from setplayer.review.record import client_page, record_of, steps_of
from setplayer.review.series import STEP_DONE, Series, series_of
from setplayer.session.events import PLAYER, Event
from setplayer.settings import Settings, read_settings, write_settings
from setplayer.words import _, languages, several, speak

_NICENESS: Final = 10
_EXPORTS: Final = "exports"
_BACKUP: Final = "setplayer-backup"
_MOST_PAGES: Final = 200
_LARGEST_PAGE: Final = 5_000_000
_SETTABLE: Final = ("output", "resumes", "language", "large_type", "reduced_light")


class Office:
    """Answers questions about one data directory. `keyring` opens sealed words once somebody gave the passphrase."""

    def __init__(self, data: Path, clock: Clock):
        self._data, self._clock = data, clock
        self._keyring: Keyring | None = None
        self._answers: dict[str, Callable[..., Told]] = {
            "records": self._records,
            "record": self._record,
            "words": self._words,
            "places": self._places,
            "page": self._page,
            "erase": self._erase,
            "client": self._client,
            "share": self._share,
            "prompts": self._prompts,
            "choose_prompts": self._choose_prompts,
            "talk": self._talk,
            "tick": self._tick,
            "journals": self._journals,
            "take_journal": self._take_journal,
            "here": lambda: Told(done=True),
            "settings": self._settings,
            "set": self._set,
            "back_up": self._back_up,
        }

    def answer(self, question: str, fields: dict[str, Any]) -> Told:
        """What came of a question, in the clinic's language; a fault is an answer too."""
        if not self._understands(question, fields):
            return _not_understood()
        try:
            return self._answers[question](**fields)
        except Fault as fault:
            return Told(done=False, text=str(fault))
        except OSError as error:
            return Told(done=False, text=_("It could not be done: {reason}.").format(reason=error.strerror))

    def _understands(self, question: str, fields: dict[str, Any]) -> bool:
        known = self._answers.get(question)
        if known is None or not all(isinstance(value, str | bool) for value in fields.values()):
            return False
        return fields.keys() == inspect.signature(known).parameters.keys()

    # ---- records

    def _records(self) -> Told:
        found = [one for one in Store(self._data).summaries() if one.kind != "rehearsal"]
        return Told(done=True, told={"rows": [_row(one).model_dump() for one in reversed(found)]})

    def _record(self, session: str) -> Told:
        path, row = self._found(session)
        with _readable(path), SessionFile.open(path) as file, file.snapshot():
            record = record_of(file, self._opener(file), row, self._series(row.client))
        return Told(done=True, told=record.model_dump(mode="json"))

    def _series(self, client: str) -> Series:
        return series_of(self._data, client, self._opener)

    def _words(self, passphrase: str) -> Told:
        self._keyring = Keyring(self._data, passphrase)
        return Told(done=True)

    def _found(self, session: str) -> tuple[Path, RecordRow]:
        path = Store(self._data).find(session)
        summary = next(one for one in Store(self._data).summaries() if one.path == path)
        return path, _row(summary)

    def _opener(self, file: SessionFile) -> Opener:
        if self._keyring is not None:
            return self._keyring.opener(file)
        return session_opener(self._data, file.session_id)

    # ---- pages

    def _drives(self) -> tuple[PlaceView, ...]:
        return tuple(PlaceView(name=drive.name, path=str(drive.path)) for drive in removable_drives())

    def _all_places(self) -> tuple[PlaceView, ...]:
        here = PlaceView(name=_("This computer"), path=str(self._data / _EXPORTS), removable=False)
        return (*self._drives(), here)

    def _places(self) -> Told:
        return Told(done=True, told={"places": [place.model_dump() for place in self._all_places()]})

    def _page(self, session: str, place: str, form: str) -> Told:
        """Make the client's page in a form; the words that open a locked one are told this once, and kept nowhere."""
        if form not in get_args(Form):
            return _not_understood()
        if place not in [known.path for known in self._all_places()]:
            raise Fault(_("This drive is not there any more. Put it in, and choose it again."))
        path, row = self._found(session)
        with _readable(path), SessionFile.open(path) as file, file.snapshot():
            found = client_page(file, self._opener(file), self._series(row.client))
        if found is None:
            raise Fault(_("The words of this session are sealed. Open them first, so that the page can be read."))
        timeline, rows = found
        if place == str(self._data / _EXPORTS):
            Path(place).mkdir(mode=0o700, exist_ok=True)
        page = Path(place) / f"session-{row.opened[:10] or 'undated'}-{row.session_id}{SUFFIXES[cast(Form, form)]}"
        phrase = "" if form == "page" else new_phrase()
        made = keepsake(cast(Form, form), timeline, read_people(self._data), page_prompts(self._data, rows), phrase)
        with writing(page, private=True) as temporary:
            temporary.write_bytes(made.content)
        text = _("It is saved as {file}.").format(file=page.name)
        if not made.whole:
            text += " " + _("Some of its letters are in no font of this computer, and are boxes in it.")
        return Told(done=True, text=text, told={"path": str(page), "phrase": phrase})

    # ---- after a session's end

    def _client(self, client: str) -> Told:
        """The line of a client's weeks."""
        weeks = [one.model_dump() for one in self._series(client).line()]
        return Told(done=True, told={"weeks": weeks})

    def _share(self, session: str, entry: str, shared: bool) -> Told:
        """Share one entry, or no longer."""
        path, _row = self._found(session)
        if not entry.isdecimal():
            return _not_understood()
        self._append(path, Event(kind="share", frame=0, request={"entries": [int(entry)], "shared": shared}))
        return self._record(session)

    def _prompts(self) -> Told:
        sets = [{"name": one.name, "title": one.title} for one in prompt_sets(self._data)]
        return Told(done=True, told={"sets": sets})

    def _choose_prompts(self, session: str, chosen: str) -> Told:
        path, _row = self._found(session)
        self._append(path, Event(kind="prompts", frame=0, request={"set": prompt_set(self._data, chosen).name}))
        return self._record(session)

    def _talk(self, about: str, session: str, kind: str, text: str) -> Told:
        """Keep an entry of an integration session that looks back on `about`; the first, without `session`, opens it.

        It has ended from its beginning, and what is said in it follows its end: so nothing of it waits to be saved.
        """
        client = self._found(about)[1].client
        if kind not in TALKED or not client:
            return _not_understood()
        if session:
            path, row = self._found(session)
            if (row.kind, row.client) != ("integration", client):
                return _not_understood()
            self._append(path, talked(kind, text, PLAYER))
        else:
            session = keep_integration(self._data, client, PLAYER, [(kind, text)], self._clock)
        steps = [one.model_dump() for one in steps_of(self._series(client))]
        return Told(done=True, text=_("It is in the record."), told={"session": session, "steps": steps})

    def _tick(self, session: str, seq: str, done: bool) -> Told:
        """Tick a step off, or have it open again."""
        path, row = self._found(session)
        if not seq.isdecimal():
            return _not_understood()
        self._append(path, Event(kind=STEP_DONE, frame=0, request={"entry": int(seq), "done": done}))
        return Told(done=True, told={"steps": [one.model_dump() for one in steps_of(self._series(row.client))]})

    def _journals(self, session: str) -> Told:
        """Copies of this session's page on the drives, with something written on them."""
        found = [{"name": path.name, "path": str(path)} for path in self._copies(session)]
        none = _("No drive has a saved copy of this session's page.")
        return Told(done=bool(found), text="" if found else none, told={"places": found})

    def _copies(self, session: str) -> Iterator[Path]:
        drives = [Path(drive.path) for drive in self._drives()]
        pages = (page for drive in drives for page in plain_files(drive, ".html", lambda text: None))
        for page in islice(pages, _MOST_PAGES):
            with contextlib.suppress(Fault):
                if page.stat().st_size < _LARGEST_PAGE and journal_in(page).session_id == session:
                    yield page

    def _take_journal(self, session: str, page: str) -> Told:
        """Take a copy's journal into the record; the screen has asked for the client's consent."""
        path, _row = self._found(session)
        if page not in map(str, self._copies(session)):
            raise Fault(_("This drive is not there any more. Put it in, and choose it again."))
        new = take_journal(self._data, path, journal_in(Path(page)), self._clock)
        text = several("One entry is taken into the record.", "{count} entries are taken into the record.", new)
        return self._record(session).model_copy(update={"text": text if new else _("All of it is there already.")})

    def _append(self, path: Path, event: Event) -> None:
        append_later(self._data, path, [event], self._clock)

    # ---- erasing

    def _erase(self, client: str) -> Told:
        reached = erase(self._data, client, self._clock)
        text = several(
            "The words of one session are erased, and its keys. Backups and copies elsewhere are not.",
            "The words of {count} sessions are erased, and their keys. Backups and copies elsewhere are not.",
            reached.sessions,
        )
        return Told(done=True, text=" ".join([text, *reached.left]))

    # ---- settings

    def _settings(self) -> Told:
        return Told(done=True, told=self._set_up(read_settings(self._data)))

    def _set_up(self, settings: Settings) -> dict[str, Any]:
        last = read_last(self._data)
        return SettingsView(
            **settings.model_dump(include={*_SETTABLE, "backup"}),
            backed_up="" if last is None else last.fault or _day(last.finished),
            languages=languages(),
            calibrations=tuple((name, one.offset_db) for name, one in sorted(settings.calibrations.items())),
            drives=self._drives(),
        ).model_dump(mode="json")

    def _set(self, field: str, value: str | bool) -> Told:
        """Have a setting changed; "" stands for none."""
        before = read_settings(self._data)
        changed: dict[str, Any] = {field: None if value == "" else value}
        try:
            if field not in _SETTABLE and not (field == "backup" and value == ""):
                raise ValueError(field)
            settings = Settings.model_validate({**before.model_dump(), **changed})
        except (ValidationError, ValueError):
            return _not_understood()
        write_settings(self._data, settings)
        speak(settings.language)
        text = _("Sessions are backed up only by hand from now on.") if field == "backup" else ""
        return Told(done=True, text=text, told=self._set_up(settings))

    def _back_up(self, drive: str) -> Told:
        """Back up to a drive now, and from now on after each session. A folder that is set already may be named."""
        settings = read_settings(self._data)
        known = {place.path: str(Path(place.path) / _BACKUP) for place in self._drives()}
        folder = known.get(drive) or (drive if drive == settings.backup else None)
        if folder is None:
            raise Fault(_("This drive is not there any more. Put it in, and choose it again."))
        wrong: list[str] = []
        back_up(self._data, Path(folder), Copied(lambda text: None, wrong.append), lambda *n: None, by_hand=True)
        settings = read_settings(self._data).model_copy(update={"backup": folder})
        write_settings(self._data, settings)
        done = _("Backed up to {folder}, from now on after each session.").format(folder=folder)
        return Told(done=True, text=" ".join([done, *wrong]), told=self._set_up(settings))


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Events that setplayer did not write are a fault of the file."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise Fault(_("{file} is damaged; 'setplayer verify' says more.").format(file=path.name)) from error


def _not_understood() -> Told:
    return Told(done=False, text=_("This screen and the player do not understand each other: update both."))


def _row(one: Summary) -> RecordRow:
    return RecordRow(
        session_id=one.session_id,
        kind="integration" if one.kind == "integration" else "session",
        client=one.client_code or "",
        opened=one.opened or "",
        state=one.state.partition(":")[0],
        arc=one.arc or "",
        length_s=one.length_s,
    )


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def main() -> int:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the engine decides
    with contextlib.suppress(AttributeError, PermissionError):  # not on Windows
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
    data = Path(sys.argv[1])
    speak(setup_of(data, guarded=False).language)
    office = Office(data, SystemClock())
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.buffer.write(office.answer(asked["question"], asked["fields"]).model_dump_json().encode() + b"\n")
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
