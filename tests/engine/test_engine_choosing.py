"""What is picked for whom: a returning client hears other music, and never again what was not wanted."""

from pathlib import Path
from typing import cast

import pytest
from preparing_cases import Preparing, prepared, session

from setplayer.engine import choosing
from setplayer.engine.choosing import Chooser
from setplayer.engine.live import Live
from setplayer.engine.start import Start
from setplayer.log.heard import heard_before
from setplayer.log.store import Store
from setplayer.score.picks import Heard
from setplayer.session import commands as c
from setplayer.session.events import Event


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
