"""What is stored comes back, byte for byte."""

import os
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setplayer.faults import Fault
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify
from setplayer.session.codec import StoredEvent, restore, store
from setplayer.session.events import Event
from setplayer.values import canonical_json, content_address

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBER = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT, lambda x: st.lists(x) | st.dictionaries(TEXT, x), max_leaves=8
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=4)
EVENT = st.builds(
    StoredEvent,
    kind=TEXT,
    frame=st.integers(0, 2**62),
    actor=TEXT,
    ref_seq=st.none(),
    body=OBJECT.map(canonical_json),
    content=st.none() | OBJECT.map(canonical_json),
    blobs=st.lists(st.binary(max_size=40), max_size=3).map(
        lambda blobs: {content_address(blob): blob for blob in blobs}
    ),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(EVENT, max_size=6))
def test_every_event_comes_back_as_it_was_stored(events):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.session"
        with SessionFile.create(path, "abcdefgh", FakeClock()) as file:
            file.append(events)
        with SessionFile.open(path) as file:
            logged = list(file.events())
            for stored, back in zip(events, logged, strict=True):
                fields = ("kind", "frame", "actor", "ref_seq", "body", "content")
                assert [getattr(back, field) for field in fields] == [getattr(stored, field) for field in fields]
                assert all(file.blob(address) == data for address, data in stored.blobs.items())
            assert file.head == (logged[-1].hash if logged else file.head)
            assert verify(file).ok


def test_an_event_of_the_session_is_restored_from_the_file_and_its_note_is_nowhere_but_in_content(session, path):
    event = Event(kind="note", frame=7, actor="t1", request={"tag": "calm"}, content={"text": "my mother was there"})
    session.append([store(event)])
    session.close()
    with SessionFile.open(path) as file:
        logged = next(file.events())
        back = restore(
            logged.kind, logged.frame, logged.actor, logged.ref_seq, logged.body, logged.content, file.blob
        )
    assert back == event
    tables = {
        table: str(sqlite3.connect(path).execute(f"SELECT * FROM {table}").fetchall())
        for table in ("event", "content")
    }
    assert "mother" in tables["content"]
    assert "mother" not in tables["event"]


def test_one_append_has_one_stamp(session, event):
    session.append([event(1), event(2)])
    session.append([event(3)])
    first, second, third = (logged.stamp for logged in session.events())
    assert first == second
    assert third.mono_ns > second.mono_ns


def test_the_same_blob_is_kept_once(session, event):
    blob = {content_address(b"bowl"): b"bowl"}
    session.append([event(1, blobs=blob), event(2, blobs=blob)])
    assert list(session.blobs()) == [(content_address(b"bowl"), b"bowl")]


def test_a_missing_blob_is_named(session, path):
    with pytest.raises(Fault) as fault:
        session.blob("ab" * 32)
    assert str(fault.value) == f"{path}: is damaged: the part abababababab… of it is missing."


def test_an_altered_blob_is_not_handed_out(session, event, path, tamper):
    session.append([event(blobs={content_address(b"bowl"): b"bowl"})])
    session.close()
    tamper(path, "UPDATE blob SET bytes = x'00'")
    with SessionFile.open(path) as file, pytest.raises(Fault, match="of it was altered"):
        file.blob(content_address(b"bowl"))


def test_the_checkpoint_is_the_one_thing_that_is_replaced(session):
    assert session.read_checkpoint() is None
    session.checkpoint(b"at frame 1")
    session.checkpoint(b"at frame 2")
    assert session.read_checkpoint() == b"at frame 2"


def test_a_reader_sees_what_was_appended_meanwhile(session, event, path):
    with SessionFile.open(path) as reader:
        session.append([event(1)])
        assert reader.last_seq == 1
        with reader.snapshot():
            assert reader.last_seq == 1
            session.append([event(2)])
            assert reader.last_seq == 1
        assert reader.last_seq == 2


def test_a_reader_cannot_write(session, event, path):
    with SessionFile.open(path) as reader:
        for write in (
            lambda: reader.append([event()]),
            lambda: reader.checkpoint(b""),
            lambda: reader.erase_content(1),
        ):
            with pytest.raises(RuntimeError, match="not open for writing"):
                write()


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_what_a_client_said_is_for_its_owner_alone_to_read(session, event, path):
    session.append([event(1, note="said")])
    assert {entry.stat().st_mode & 0o777 for entry in path.parent.iterdir()} == {0o600}


def test_closing_leaves_one_file_to_carry(session, event, path):
    session.append([event(1)])
    session.close()
    session.close()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_closing_while_a_reader_has_the_file_open_still_leaves_all_in_the_one_file(session, event, path, tmp_path):
    with SessionFile.open(path) as reader:
        session.append([event(1)])
        session.close()
        assert reader.last_seq == 1
        (tmp_path / "carried.session").write_bytes(path.read_bytes())
    with SessionFile.open(tmp_path / "carried.session") as carried:
        assert carried.last_seq == 1
    with SessionFile.resume(path, FakeClock()) as again:
        assert again.append([event(2)]) == [2]
