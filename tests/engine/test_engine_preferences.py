"""What a client asked not to hear is not heard, and the one who prepares the session sees it before Begin."""

import json
import shutil
from pathlib import Path
from typing import cast

import pytest
from engine_cases import write_arc, write_tone
from keys_words import sealed_with_keys, stands_in
from preparing_cases import Preparing, prepared, session

from setplayer.audio.outputs import NullOutput
from setplayer.engine import choosing
from setplayer.engine.choosing import Chooser
from setplayer.engine.live import Live
from setplayer.engine.messages import Bad
from setplayer.engine.music_at_hand import MusicAtHand
from setplayer.engine.preferences import preferences
from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.rehearse import rehearse
from setplayer.engine.replay import replay
from setplayer.engine.start import Start
from setplayer.engine.views import Machine, make_view
from setplayer.keys.client_folder import LIST, AvoidList, folder_of, read_list, write_list
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c
from setplayer.session.codec import store
from setplayer.session.decide import decide
from setplayer.session.events import Event

NAMED = ["track: 00.flac", "track: 01.flac", "pick: {}"]
NOW_US = 2_000_000_000_000_000


class Room:
    """A room whose sessions are prepared one after another."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch, music: list[str] = NAMED, count: int = 12):
        self.data = data
        self.arc = prepared(data, count, music=music)
        monkeypatch.setattr(choosing, "prepare", lambda *_: self.arc)

    def session(self, client: str = "") -> "Prepares":
        prepares = Prepares(self)
        prepares.chooser.choose(prepares.as_live, "arc")
        if client:
            prepares.open(client)
        return prepares


class Prepares(Preparing):
    """One session that is being prepared."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.room = room
        self.chooser = self.engine()

    def engine(self) -> Chooser:
        """An engine that has just been started."""
        return Chooser(self.start)

    @property
    def start(self) -> Start:
        """How an engine is started here."""
        arc = str(self.room.data / "arc.yaml")
        return Start(data=self.room.data, session_file=self.room.data / "s", session_id="s", arc=arc)

    def take(self, *events: Event) -> None:
        super().take(*events)
        if hasattr(self, "events"):
            self.events += events

    @property
    def as_live(self) -> Live:
        return cast("Live", self)

    def open(self, client: str) -> None:
        self.chooser.heed(self.as_live, c.Open(client=client))

    def says(self, avoid: str) -> None:
        self.chooser.heed(self.as_live, c.Prefer(avoid=avoid))

    def begins(self) -> None:
        assert isinstance(self.give(c.Begin()), Event)
        self.chooser.keep_words(self.as_live, NOW_US)

    @property
    def heard(self) -> set[str]:
        return {clip.source for clip in self.state.score.clips}

    @property
    def lines(self) -> list[str]:
        return [one.line for one in make_view(self.state, self.journal, 0, Machine(session_id="s")).replaced]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(tmp_path, monkeypatch)


def test_a_named_piece_that_was_not_wanted_again_is_replaced_in_the_next_session(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    session(room.data, room.arc, "c-1", unwanted=True)  # said in the second minute, of the first piece
    assert "00.flac" in room.session().heard
    back = room.session("c-1")
    assert "00.flac" not in back.heard
    assert "01.flac" in back.heard
    assert len(back.lines) == 1
    assert back.lines[0].startswith("One: 'Piece 0' is avoided by this client; 'Piece ")
    assert back.lines[0].endswith(" plays instead")
    assert "00.flac" in room.session("c-2").heard
    assert back.state.score.frames == room.session("c-2").state.score.frames


def test_words_take_effect_at_once_and_so_does_taking_them_back(room: Room) -> None:
    one = room.session("c-1")
    before = one.state.score
    one.says("no Piece 1, choirs")
    assert "01.flac" not in one.heard
    assert [line.split(";")[0] for line in one.lines] == ["One: 'Piece 1' is avoided by this client"]
    one.says("")
    assert one.state.score == before
    assert not one.lines


def test_picks_go_by_words_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Room(tmp_path, monkeypatch, ["pick: {}"]).session()
    picked = sorted(one.heard - {"tide"})
    one.says(", ".join(path.removesuffix(".flac") for path in picked))
    assert one.heard
    assert not one.heard & set(picked)


def test_no_word_of_theirs_is_in_the_body_of_an_event(room: Room) -> None:
    one = room.session("c-1")
    one.says("nothing that sounds like Piece, Piece 1, her mother")
    stored = [store(event) for event in one.events]
    assert any(b'"replaced"' in event.body for event in stored)
    assert all(b"mother" not in event.body for event in stored)
    assert all(b"mother" not in blob for event in stored for blob in event.blobs.values())
    assert any(b"mother" in (event.content or b"") for event in stored)


def test_with_another_code_the_words_of_the_one_before_go_and_what_was_typed_stays(room: Room) -> None:
    kept = room.session("c-1")
    kept.says("Piece 1")
    kept.begins()
    one = room.session("c-1")
    assert one.journal.avoid == "Piece 1"
    assert "01.flac" not in one.heard
    one.says("Piece 1, Piece 0")
    one.open("c-2")
    assert one.journal.avoid == "Piece 0"
    assert "01.flac" in one.heard
    assert "00.flac" not in one.heard


def test_what_was_typed_before_the_code_is_theirs(room: Room) -> None:
    one = room.session()
    one.says("Piece 0")
    one.open("c-1")
    one.begins()
    assert read_list(room.data, "c-1").words == ("Piece 0",)


def test_words_are_kept_at_begin_and_never_of_a_rehearsal_or_without_a_code(room: Room) -> None:
    one = room.session("c-1")
    one.says("Piece 0, Piece 1")
    assert not folder_of(room.data, "c-1").exists()
    one.begins()
    two = room.session("c-1")
    two.says("Piece 0")
    two.begins()
    assert read_list(room.data, "c-1").words == ("Piece 0",)
    nobody = room.session()
    nobody.says("Piece 0")
    nobody.begins()
    rehearsal = room.session()
    rehearsal.give(c.Open(client="c-9", kind="rehearsal"))
    rehearsal.says("Piece 0")
    rehearsal.begins()
    assert [path.name for path in (room.data / "clients").iterdir()] == ["c-1"]


def test_under_keys_words_are_sealed_and_what_they_mean_is_heeded_without_anybody(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed_with_keys(room.data, monkeypatch)
    one = room.session("c-1")
    one.says("Piece 1, her mother's songs")
    one.begins()
    assert not stands_in(folder_of(room.data, "c-1"), "mother", "Piece 1")
    back = room.session("c-1")
    assert back.journal.avoid == ""
    assert "01.flac" not in back.heard
    assert len(back.lines) == 1
    back.says("Piece 0")
    back.begins()
    assert not {"00.flac", "01.flac"} & room.session("c-1").heard


def test_sealed_words_mean_all_music_that_was_measured_not_the_arcs_alone(
    room: Room, real: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed_with_keys(room.data, monkeypatch)
    assert real.library is not None
    shutil.copy(real.library.with_name("library.db"), room.data / "library.db")
    one = room.session("c-1")
    one.chooser = Chooser(one.start.model_copy(update={"library": real.library}))
    one.says("storms")
    one.begins()
    (kept,) = read_list(room.data, "c-1").wishes
    assert kept.pieces == (real.tracks["storm.flac"].sha256,)


def test_one_touch_keeps_a_piece_all_the_same_and_another_gives_it_up_again(room: Room) -> None:
    one = room.session("c-1")
    usual = one.state.score
    one.says("Piece 0, Piece 1")
    one.chooser.keep(one.as_live, "00.flac")
    assert "00.flac" in one.heard
    assert one.lines[0] == "One: 'Piece 0' is avoided by this client, and is kept for this session"
    one.chooser.keep(one.as_live, "01.flac")
    assert one.state.score == usual
    one.chooser.keep(one.as_live, "00.flac")
    assert "00.flac" not in one.heard
    with pytest.raises(Bad, match="Nothing of that name is avoided"):
        one.chooser.keep(one.as_live, "05.flac")
    one.open("c-2")
    assert "01.flac" not in one.heard, "what was kept was kept for the client before"


def test_after_a_crash_another_code_still_has_its_own_music(room: Room) -> None:
    session(room.data, room.arc, "c-1", unwanted=True)
    one = room.session()
    one.chooser = one.engine()
    one.open("c-1")
    assert "00.flac" not in one.heard
    assert one.lines


def test_where_the_arc_is_gone_after_a_crash_that_is_said(room: Room) -> None:
    one = room.session()
    (room.data / "arc.yaml").write_text("arc: Another\n")
    one.chooser = one.engine()
    one.says("Piece 0")
    assert "00.flac" in one.heard
    assert one.chooser.warnings == ("The arc is not at hand any more; choose it again.",)


def test_a_list_that_cannot_be_read_holds_nothing_up_and_is_said(room: Room) -> None:
    write_list(room.data, AvoidList(client="c-1"))
    (folder_of(room.data, "c-1") / LIST).write_text("{")
    one = room.session("c-1")
    assert any("this is no list of setplayer's" in text for text in one.chooser.warnings)
    one.says("Piece 0")
    assert "00.flac" not in one.heard
    one.begins()
    assert (folder_of(room.data, "c-1") / LIST).read_text() == "{"


def test_a_code_that_nothing_can_be_kept_for_is_told_before_begin(room: Room) -> None:
    one = room.session("K 17")
    assert "'K 17' is no code. Write letters, digits" in one.chooser.warnings[0]
    one.says("Piece 0")
    one.begins()
    assert not (room.data / "clients").exists()


def test_a_clients_own_arcs_come_first_and_can_be_chosen(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = room.data / "clients" / "c-1"
    folder.mkdir(parents=True)
    write_arc(folder / "evening.yaml", [("One", "8 min", [])])
    asked: list[str] = []
    monkeypatch.setattr(choosing, "prepare", lambda name, *_: asked.append(name) or room.arc)
    one = Prepares(room)
    one.open("c-1")
    assert one.chooser.own_arcs("c-1") == ("c-1/evening",)
    assert one.chooser.own_arcs("c-2") == ()
    one.chooser.choose(one.as_live, "c-1/evening")
    assert asked == [str(folder / "evening.yaml")]


def test_what_a_session_is_told_of_grounding_music_holds_when_it_is_asked_for(room: Room) -> None:
    one = room.session("c-1")
    one.says("hearth")
    assert one.lines[-1] == "Grounding: 'Hearth' is avoided by this client; the soundscape tide plays instead"
    one.begins()
    decided = decide(one.state, c.Grounding(), one.state.frame)
    assert isinstance(decided, Event)
    assert [voice.source for voice in decided.outcome.voices] == ["tide"]


# ---- with real music


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Two pieces of half a minute, both named by an arc of as long."""
    folder = tmp_path_factory.mktemp("avoiding")
    for number, name in enumerate(("storm", "rain")):
        write_tone(folder / "music" / f"{name}.flac", 32, hz=200.0 + 40 * number)
    arc = write_arc(folder / "arc.yaml", [("One", "40 s", ["track: storm.flac", "track: rain.flac"])])
    return prepare(str(arc), folder / "music", folder / "library.db")


def test_what_is_avoided_is_not_heard_and_the_record_replays_to_the_same_samples(
    real: Prepared, tmp_path: Path
) -> None:
    path, opening = tmp_path / "rehearsal.session", c.Open(kind="rehearsal", client="c-1", seed=1)
    with SessionFile.create(path, "a", FakeClock()) as file:
        result = rehearse(real, [], file, NullOutput(), opening, wanted=preferences(tmp_path, "c-1", "storms"))
    with SessionFile.open(path) as file:
        assert replay(file, real.library, NullOutput()).sha256 == result.sha256
        began = [json.loads(event.body)["request"]["source"] for event in file.events(kind="piece_began")]
    assert began[0] == "rain.flac"
    assert "storm.flac" not in began


def test_music_that_is_chosen_again_during_a_session_goes_by_the_same_words(real: Prepared) -> None:
    assert real.library is not None
    music = MusicAtHand(real.library, real.library.with_name("library.db"))
    assert music.known("c-1", ("no storms",)).unwanted == {real.tracks["storm.flac"].sha256}
