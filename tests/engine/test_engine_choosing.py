"""What is picked for whom: a returning client hears other music, and never again what was not wanted."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from engine_cases import write_arc

from setplayer.engine import choosing
from setplayer.engine.choosing import Chooser
from setplayer.engine.journal import Journal, noted
from setplayer.engine.live import Live
from setplayer.engine.prepare import Prepared, read
from setplayer.engine.recorder import Recorder
from setplayer.engine.start import Start
from setplayer.library.track import Catalogue, Track
from setplayer.log.clock import FakeClock
from setplayer.log.heard import heard_before
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.score.picks import Heard
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.events import Event, Refusal
from setplayer.session.state import State, evolve

MINUTE = 60 * 48_000


def piece(number: int) -> Track:
    return Track(
        path=f"{number:02}.flac",
        sha256=f"{number:064x}",
        frames=(2 * MINUTE) + number * 48_000,
        sample_rate=44_100,
        channels=2,
        integrated_lufs=-18.0,
        range_lu=5.0,
        true_peak_dbtp=-3.0,
        title=f"Piece {number}",
        artist="",
        intensity=3.0,
    )


class Preparing:
    """A session that is being prepared, as `Live` has it, without sound and in memory."""

    def __init__(self) -> None:
        self.state = State()
        self.journal = Journal()
        self.give(c.Open(seed=1))

    def give(self, command: c.Command, *, attachments: Mapping[str, bytes] | None = None) -> Event | Refusal:
        decided = decide(self.state, command, 0)
        if isinstance(decided, Event):
            self.take(decided)
        return decided

    def take(self, *events: Event) -> None:
        for event in events:
            self.state = evolve(self.state, event)
            self.journal = noted(self.journal, event, self.state.seq)

    @property
    def picked(self) -> set[str]:
        hashes = {track.path: track.sha256 for track in self.state.materials.tracks}
        return {hashes[path] for one in self.state.materials.picks for path in one.paths}


def prepared(folder: Path, count: int, more: str = "") -> Prepared:
    """An arc of one phase of 8 min that is picked, and a library of so many pieces of 2 min and some seconds."""
    designed = read(str(write_arc(folder / "arc.yaml", [("One", "8 min", ["pick: {}"])], more)))
    return Prepared(
        file=designed.file,
        text=designed.text,
        reading=designed.reading,
        catalogue=Catalogue.of(piece(number) for number in range(count)),
        recipes=designed.recipes,
        sounds={},
        measured={},
        library=None,
        designed=designed,
        files={},
    )


def session(data: Path, arc: Prepared, client: str, *, kind: str = "session", unwanted: bool = False) -> set[str]:
    """A session that is played to its end and kept; what was heard in it."""
    store = Store(data)
    clock = FakeClock()
    session_id = store.new_session_id()
    with SessionFile.create(store.new_path(clock.stamp(), session_id), session_id, clock) as file:
        recorder = Recorder(file)
        opening = c.Open.model_validate({"client": client, "kind": kind, "seed": 1})
        recorder.give_all([c.Open(), arc.command(1), opening, c.Begin()], 0)
        recorder.pass_time(MINUTE)
        if unwanted:
            recorder.give_all([c.Why(reason="not this piece again")], MINUTE)
        recorder.pass_time(9 * MINUTE)
        recorder.give_all([c.End()], 9 * MINUTE)
        recorder.save()
        clips = recorder.state.score.clips
        return {clip.sha256 for clip in clips if clip.sha256 and clip.clip_id in recorder.state.pieces_begun}


@pytest.fixture
def chooser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chooser:
    start = Start(data=tmp_path, session_file=tmp_path / "s", session_id="s", arc="arc")
    monkeypatch.setattr(choosing, "prepare", lambda *_: prepared(tmp_path, 12))
    return Chooser(start)


def test_what_a_client_heard_is_read_from_the_sessions_that_are_kept(tmp_path: Path) -> None:
    arc, store = prepared(tmp_path, 12), Store(tmp_path)
    assert heard_before(store, "c-1") == Heard()
    heard = session(tmp_path, arc, "c-1")
    assert len(heard) > 2
    assert heard_before(store, "c-1") == Heard(pieces=frozenset(heard))
    assert heard_before(store, "c-2") == heard_before(store, "") == Heard()


def test_rehearsals_and_files_that_cannot_be_read_do_not_count(tmp_path: Path) -> None:
    session(tmp_path, prepared(tmp_path, 12), "c-1", kind="rehearsal")
    (tmp_path / "sessions" / "20240101T000000Z-broken.session").write_bytes(b"not a session")
    assert heard_before(Store(tmp_path), "c-1") == Heard()


def test_what_was_not_wanted_again_is_known(tmp_path: Path) -> None:
    session(tmp_path, prepared(tmp_path, 12), "c-1", unwanted=True)
    heard = heard_before(Store(tmp_path), "c-1")
    assert len(heard.unwanted) == 1
    assert heard.unwanted < heard.pieces


def test_a_returning_client_hears_other_music_whenever_the_code_is_given(tmp_path: Path, chooser: Chooser) -> None:
    before = session(tmp_path, prepared(tmp_path, 12), "c-1")
    after = Preparing()
    live = cast("Live", after)
    chooser.choose(live, "arc")
    assert after.picked & before
    chooser.open(live, c.Open(client="c-1"))
    assert after.picked
    assert not after.picked & before
    assert after.state.seed == 1
    chooser.open(live, c.Open(client="c-2"))
    assert after.picked & before
    early = Preparing()
    early.give(c.Open(client="c-1", seed=1))
    chooser.choose(cast("Live", early), "arc")
    assert not early.picked & before


def test_when_an_arc_says_so_a_client_may_hear_the_same_again_but_never_what_was_not_wanted(tmp_path: Path) -> None:
    same = prepared(tmp_path, 12, "picks: {new: false}")
    heard = session(tmp_path, same, "c-1", unwanted=True)
    known = heard_before(Store(tmp_path), "c-1")
    chosen = same.choice(1, known)
    hashes = {same.tracks[path].sha256 for one in chosen.picks for path in one.paths}
    assert hashes & heard
    assert not hashes & known.unwanted


def test_a_session_says_in_words_what_music_is_missing_and_nothing_of_what_was_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "prepare", lambda *_: prepared(tmp_path, 2))
    preparing = Preparing()
    start = Start(data=tmp_path, session_file=tmp_path / "s", session_id="s", arc="arc")
    assert isinstance(Chooser(start).choose(cast("Live", preparing), "arc"), Event)
    assert preparing.journal.said == (
        "Music is missing: One needs 5 more minutes at intensity 3. A soundscape plays there."
    )
    assert isinstance(preparing.give(c.Begin()), Event)
