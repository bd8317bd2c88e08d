"""Every kind of tampering is found and said with the number of the event; erasing is not tampering."""

import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setplayer.log import chain
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import Verification, verify
from setplayer.session.codec import store
from setplayer.session.commands import Materials, Sound
from setplayer.session.events import Event, Outcome
from setplayer.values import canonical_json, content_address

COLUMNS = {
    "boot_id": "'other'",
    "mono_ns": "mono_ns + 1",
    "wall_us": "wall_us - 1",
    "utc_offset_min": "0",
    "frame": "frame + 1",
    "kind": "'tag'",
    "actor": "'somebody'",
    "ref_seq": "1",
    "body": "replace(body, '4', '5')",
    "content_hash": "NULL",
}


def verified(path) -> Verification:
    with SessionFile.open(path) as file:
        return verify(file)


def test_what_was_written_verifies(ten_events):
    with SessionFile.open(ten_events) as file:
        assert verify(file) == Verification(events=10, head=file.head, erased=0, problems=())
        assert verify(file).ok


def test_a_session_without_events_verifies(session):
    assert verify(session) == Verification(events=0, head=session.head, erased=0, problems=())


def test_no_two_sessions_begin_with_the_same_hash(tmp_path, session):
    with SessionFile.create(tmp_path / "b.session", "other", FakeClock()) as other:
        assert other.head != session.head


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found(ten_events, tamper, column):
    tamper(ten_events, f"UPDATE event SET {column} = {COLUMNS[column]} WHERE seq = 4")
    assert "Event 4: was altered: its hash is not that of what it says." in verified(ten_events).problems


def test_a_changed_hash_breaks_the_event_and_the_link_after_it(ten_events, tamper):
    tamper(ten_events, "UPDATE event SET hash = replace(hash, substr(hash, 1, 1), '-') WHERE seq = 4")
    assert verified(ten_events).problems == (
        "Event 4: was altered: its hash is not that of what it says.",
        "Event 5: does not link to the one before it: something was altered, taken out or moved there.",
    )


def test_an_event_rewritten_with_its_hash_breaks_the_link_after_it(ten_events, tamper):
    with SessionFile.open(ten_events) as file:
        fourth = list(file.events())[3]
    row = {
        "seq": 4, **fourth.stamp.model_dump(), "frame": 0, "kind": "note", "actor": fourth.actor, "ref_seq": None,
        "body": fourth.body.decode(), "content_hash": fourth.content_hash, "prev_hash": fourth.prev_hash,
    }  # fmt: skip
    forged = content_address(canonical_json(row))
    tamper(ten_events, f"UPDATE event SET frame = 0, hash = '{forged}' WHERE seq = 4")
    assert verified(ten_events).problems == (
        "Event 5: does not link to the one before it: something was altered, taken out or moved there.",
    )


def test_an_event_taken_out_is_missed(ten_events, tamper):
    tamper(ten_events, "DELETE FROM content WHERE seq = 4", "DELETE FROM event WHERE seq = 4")
    assert verified(ten_events).problems == (
        "Event 5: comes after event 3; what was between them is missing.",
        "Event 5: does not link to the one before it: something was altered, taken out or moved there.",
    )


def test_two_events_that_change_places_are_found(ten_events, tamper):
    swap = [f"UPDATE event SET seq = {new} WHERE seq = {old}" for old, new in ((4, 99), (5, 4), (99, 5))]
    tamper(ten_events, "PRAGMA foreign_keys = OFF", *swap)
    problems = verified(ten_events).problems
    assert "Event 4: was altered: its hash is not that of what it says." in problems
    assert "Event 5: was altered: its hash is not that of what it says." in problems


def test_a_cut_off_end_shows_in_the_head(ten_events, tamper):
    whole = verified(ten_events)
    tamper(ten_events, "DELETE FROM content WHERE seq > 8", "DELETE FROM event WHERE seq > 8")
    cut = verified(ten_events)
    assert cut.ok
    assert (cut.events, whole.events) == (8, 10)
    assert cut.head != whole.head


def test_a_record_passed_off_as_another_session_is_found(ten_events, tamper):
    tamper(ten_events, "UPDATE meta SET session_id = 'zzzzzzzz'")
    assert verified(ten_events).problems == (
        "Event 1: does not link to the one before it: something was altered, taken out or moved there.",
    )


@pytest.mark.parametrize("change", ['bytes = CAST(\'{"text":"no"}\' AS BLOB)', "salt = zeroblob(32)"])
def test_altered_content_is_found(ten_events, tamper, change):
    tamper(ten_events, f"UPDATE content SET {change} WHERE seq = 4")
    assert verified(ten_events).problems == ("Event 4: its content was altered.",)


def test_content_put_back_after_erasure_is_found(ten_events, tamper):
    tamper(ten_events, "DELETE FROM content WHERE seq = 10")
    db = sqlite3.connect(ten_events)
    db.execute("INSERT INTO content VALUES (10, zeroblob(32), x'7b7d')")
    db.commit()
    db.close()
    assert verified(ten_events).problems == ("Event 10: its content was altered.",)


def test_content_of_no_event_is_found(ten_events, tamper):
    tamper(ten_events, "INSERT INTO content VALUES (77, zeroblob(32), x'7b7d')")
    assert verified(ten_events).problems == ("Content 77: belongs to no event.",)


def test_a_body_that_is_not_canonical_is_found(session, event):
    session.append([event(1), event(2, body=b'{"b":1, "a":2}'), event(3, body=b"{" * 100_000)])
    assert verify(session).problems == (
        "Event 2: its body is not canonical JSON.",
        "Event 3: its body is not canonical JSON.",
    )


def test_a_reference_forward_is_found(session, event):
    session.append([event(1), event(2, ref_seq=1), event(3, ref_seq=3)])
    assert verify(session).problems == ("Event 3: refers to event 3, which does not come before it.",)


def chosen(sounds: dict[str, bytes]) -> Event:
    materials = Materials(
        sounds={name: Sound(sha256=content_address(data), frames=48_000) for name, data in sounds.items()}
    )
    attachments = {content_address(data): data for data in sounds.values()}
    return Event(kind="choose_arc", frame=0, outcome=Outcome(materials=materials), attachments=attachments)


def test_altered_and_missing_blobs_are_found_down_to_the_sounds(session, path, tamper):
    stored = store(chosen({"bowl": b"bowl", "bell": b"bell"}))
    session.append([stored])
    assert verify(session).ok
    session.close()
    bowl, bell = content_address(b"bowl"), content_address(b"bell")
    tamper(
        path, f"UPDATE blob SET bytes = x'00' WHERE sha256 = '{bowl}'", f"DELETE FROM blob WHERE sha256 = '{bell}'"
    )
    assert verified(path).problems == (
        f"Blob {bowl}: was altered.",
        f"Event 1: needs blob {bell}, which is missing.",
    )


def test_missing_materials_are_found(session, path, tamper):
    stored = store(chosen({}))
    session.append([stored])
    session.close()
    tamper(path, "DELETE FROM blob")
    (address,) = stored.blobs
    assert json.loads(stored.body)["outcome"]["materials"] == f"sha256:{address}"
    assert verified(path).problems == (f"Event 1: needs blob {address}, which is missing.",)


def test_erasing_leaves_the_chain_whole_and_nothing_of_the_words(session, event, path):
    secret = "my mother was in the room"
    session.append([event(1, note=secret), event(2, note="calm"), event(3)])
    assert secret.encode() in path.with_name("a.session-wal").read_bytes()
    head = session.head
    session.erase_content(1)
    session.erase_content(1)
    for entry in path.parent.iterdir():
        assert secret.encode() not in entry.read_bytes(), entry
    erased = next(session.events())
    assert (erased.content, erased.content_salt) == (None, None)
    assert erased.content_hash is not None
    assert verify(session) == Verification(events=3, head=head, erased=1, problems=())


@pytest.mark.parametrize("seq", [3, 9])
def test_there_must_be_something_to_erase(session, event, path, seq):
    session.append([event(1, note="a"), event(2, note="b"), event(3)])
    with pytest.raises(Exception, match="holds nothing personal") as fault:
        session.erase_content(seq)
    assert str(fault.value) == f"{path}: event {seq} holds nothing personal that could be erased."


def test_erasing_says_when_a_reader_keeps_a_trace_and_can_be_done_again(session, event, path):
    session.append([event(1, note="a secret")])
    session._db.execute("PRAGMA busy_timeout = 10")
    with SessionFile.open(path) as reader, reader.snapshot():
        assert reader.last_seq == 1
        with pytest.raises(Exception, match="Close that program and erase again"):
            session.erase_content(1)
    session.erase_content(1)
    assert b"a secret" not in path.read_bytes()
    assert b"a secret" not in path.with_name("a.session-wal").read_bytes()


@given(st.fixed_dictionaries({name: st.one_of(st.none(), st.integers(), st.text()) for name in chain.HASHED}))
def test_a_hash_is_that_of_the_canonical_json_of_the_row(row):
    assert chain.event_hash(row) == content_address(canonical_json(row))
