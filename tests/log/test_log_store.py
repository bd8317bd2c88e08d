"""Sessions are named, found and listed, and one broken file hides no other."""

import os
import shutil

import pytest

from setplayer.faults import Fault, MachineFault
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store, Summary
from setplayer.log.verify import verify
from setplayer.session.codec import store as stored
from setplayer.session.events import Event


@pytest.fixture
def data(tmp_path):
    return Store(tmp_path / "data")


def add(data: Store, session_id: str, clock: FakeClock, *events: Event):
    path = data.new_path(clock.stamp(), session_id)
    with SessionFile.create(path, session_id, clock) as file:
        file.append([stored(event) for event in events])
    return path


def opening(kind="session", client="K-17"):
    request = {"kind": kind, "client": client, "therapist": "t1", "seed": 1, "player": "0.1"}
    return Event(kind="open", frame=0, request=request)


def chosen(arc):
    return Event(kind="choose_arc", frame=0, request={"arc": arc})


def test_a_session_that_was_written_lately_is_known_of_without_reading_any(data):
    """By its file, or by what stands beside it and is not in it yet; reading one is not writing it."""
    path = add(data, "abcdefgh", FakeClock(), opening())
    written_s = path.stat().st_mtime
    assert data.written_since(written_s - 1)
    assert not data.written_since(written_s + 1)
    beside = path.with_name(f"{path.name}-wal")
    beside.touch()
    os.utime(beside, (written_s + 500, written_s + 500))
    assert not data.written_since(written_s + 1)
    beside.write_bytes(b"what was written")
    os.utime(beside, (written_s + 500, written_s + 500))
    assert data.written_since(written_s + 1)


def test_a_session_id_is_short_random_and_safe_in_a_path(data):
    ids = {data.new_session_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(one) == 8 and set(one) <= set("abcdefghijklmnopqrstuvwxyz234567") for one in ids)


def test_a_path_begins_with_the_moment_in_utc(data, tmp_path):
    stamp = FakeClock(wall_us=1_772_355_600_000_000, utc_offset_min=120).stamp()
    expected = tmp_path / "data" / "sessions" / "20260301T090000.000000Z-abcdefgh.session"
    assert data.new_path(stamp, "abcdefgh") == expected
    assert expected.parent.is_dir()


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineFault) as fault:
        Store(tmp_path / "file").new_path(FakeClock().stamp(), "abcdefgh")
    assert str(fault.value).startswith(f"{tmp_path}/file/sessions: cannot be written (")


def test_summaries_tell_of_every_session_oldest_first(data):
    clock = FakeClock()
    begin = Event(kind="begin", frame=0)
    first = add(
        data,
        "zzzzzzzz",
        clock,
        opening(),
        chosen("Short"),
        chosen("Long"),
        begin,
        Event(kind="end", frame=48_000 * 90),
    )
    clock.advance(3600)
    second = add(data, "aaaaaaaa", clock, opening("rehearsal", client=""), chosen("Short"), begin)
    clock.advance(3600)
    third = add(data, "mmmmmmmm", clock)
    assert data.summaries() == [
        Summary(
            session_id="zzzzzzzz", kind="session", state="closed", arc="Long", client_code="K-17",
            opened="2026-03-01T10:00:00+01:00", path=first, events=5, begun=True, length_s=90.0,
        ),
        Summary(
            session_id="aaaaaaaa", kind="rehearsal", state="open", arc="Short", client_code=None,
            opened="2026-03-01T11:00:00+01:00", path=second, events=3, begun=True, length_s=0.0,
        ),
        Summary(session_id="mmmmmmmm", state="open", path=third),
    ]  # fmt: skip


def test_a_broken_file_is_listed_with_its_reason_and_hides_no_other(data):
    clock = FakeClock()
    good = add(data, "goodgood", clock, opening())
    clock.advance(60)
    data.new_path(clock.stamp(), "badbadba").write_bytes(b"nothing of the kind")
    odd = good.with_name("found on a stick.session")
    odd.write_bytes(b"")
    summaries = data.summaries()
    assert [(one.session_id, one.state) for one in summaries] == [
        ("found on a stick", "unreadable: is empty: no session was ever begun in it. It can be deleted."),
        ("goodgood", "open"),
        ("badbadba", "unreadable: is not a session file of setplayer."),
    ]
    assert summaries[0].opened is None
    assert summaries[2].opened == "2026-03-01T09:01:00+00:00"


@pytest.mark.parametrize(
    "event",
    [
        Event(kind="open", frame=0, request={"kind": "party"}),
        Event(kind="choose_arc", frame=0, request={}),
        Event(kind="choose_arc", frame=0, request={"arc": ["x"]}),
    ],
)
def test_first_events_that_make_no_sense_are_said(data, event):
    add(data, "oddoddod", FakeClock(), event)
    (summary,) = data.summaries()
    assert summary.state == "unreadable: is damaged: its first events are not what setplayer writes."


def test_a_clock_out_of_all_bounds_does_not_hide_the_list(data, tamper):
    tamper(add(data, "oddoddod", FakeClock(), opening()), "UPDATE event SET wall_us = 9223372036854775807")
    assert data.summaries()[0].state.startswith("unreadable: is damaged")


def test_there_may_be_no_sessions_yet(data):
    assert data.paths() == []
    assert data.summaries() == []


def test_a_session_is_found_by_path_id_or_beginning(data):
    clock = FakeClock()
    near, far = add(data, "abcdefgh", clock), add(data, "abzzzzzz", clock)
    assert data.find(str(near)) == near
    assert data.find("abcdefgh") == near
    assert data.find("ABZ") == far
    assert str(data.find("somewhere/else.session")) == "somewhere/else.session"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ab", "'ab' is the beginning of 2 sessions: abcdefgh, abzzzzzz. Write one more letter or two."),
        ("abcdefhg", "There is no session 'abcdefhg'. Did you mean 'abcdefgh'?"),
        ("77777777", "There is no session '77777777'. `setplayer sessions` lists them."),
        ("", "There is no session ''. `setplayer sessions` lists them."),
    ],
)
def test_what_cannot_be_found_is_said(data, text, says):
    clock = FakeClock()
    add(data, "abcdefgh", clock)
    add(data, "abzzzzzz", clock)
    with pytest.raises(Fault) as fault:
        data.find(text)
    assert str(fault.value) == says


# ---- files that somebody copied into the folder


def events_of(number):
    return [Event(kind="note", frame=0, request={"number": number})]


def test_a_file_under_any_name_is_found_by_the_id_that_stands_in_it(data):
    clock = FakeClock()
    path = add(data, "abcdefgh", clock, opening())
    for name in ("Kopie von der Klinik.session", "20260301T090000.000000Z-zzzzzzzz.session"):
        path = path.rename(path.with_name(name))
        assert data.find("abcdefgh") == path
        assert data.find("abc") == path
        assert [one.session_id for one in data.summaries()] == ["abcdefgh"]
        with pytest.raises(Fault):
            data.find("zzzz")


def test_a_copy_of_a_session_is_told_once_and_the_players_own_file_is_found(data):
    path = add(data, "abcdefgh", FakeClock(), opening())
    copy = path.with_name("0 first by name.session")
    shutil.copyfile(path, copy)
    (summary,) = data.summaries()
    assert (summary.path, summary.copies, summary.parted) == (path, (copy,), False)
    assert data.find("abcdefgh") == path


def test_of_copies_the_one_that_goes_furthest_is_found(data):
    clock = FakeClock()
    path = add(data, "abcdefgh", clock, opening())
    longer = path.with_name("longer.session")
    shutil.copyfile(path, longer)
    with SessionFile.resume(longer, clock) as file:
        file.append([stored(event) for event in events_of(1)])
    (summary,) = data.summaries()
    assert (summary.path, summary.copies, summary.events) == (longer, (path,), 2)
    assert data.find("abcdefgh") == longer


def test_two_ends_of_one_session_are_both_told_and_neither_is_taken_for_the_other(data):
    clock = FakeClock()
    path = add(data, "abcdefgh", clock, opening())
    other = path.with_name("other.session")
    shutil.copyfile(path, other)
    for number, one in enumerate((path, other)):
        with SessionFile.resume(one, clock) as file:
            file.append([stored(event) for event in events_of(number)])
    assert {(one.path, one.parted) for one in data.summaries()} == {(path, True), (other, True)}
    with pytest.raises(Fault) as fault:
        data.find("abcdefgh")
    assert str(fault.value) == (
        f"Session abcdefgh went on differently in '{path.name}' and 'other.session': write the path of the file that "
        "you mean."
    )
    assert data.find(str(other)) == other


def test_the_last_session_is_the_one_opened_last_whatever_its_file_is_called(data):
    clock = FakeClock()
    old = add(data, "aaaaaaaa", clock, opening())
    old = old.rename(old.with_name("zz from the other room.session"))
    clock.advance(3600)
    new = add(data, "bbbbbbbb", clock, opening())
    (new.parent / "zzz.session").write_bytes(b"")
    assert data.find("last") == new


def test_an_open_session_carried_without_its_wal_is_whole_as_far_as_it_goes(data, tmp_path):
    clock = FakeClock()
    path = data.new_path(clock.stamp(), "abcdefgh")
    with SessionFile.create(path, "abcdefgh", clock) as file:
        file.append([stored(opening())])
        copies = tmp_path / "other"
        carried, alone = Store(copies), copies / "sessions" / "alone.session"
        alone.parent.mkdir(parents=True)
        shutil.copyfile(path, alone)
        (summary,) = carried.summaries()
        assert (summary.session_id, summary.state) == ("abcdefgh", "open")
        with SessionFile.open(carried.find("abcdefgh")) as found:
            assert verify(found).ok
            assert found.last_seq == 0
        both = alone.with_name("both.session")
        for end in ("", "-wal"):
            shutil.copyfile(f"{path}{end}", f"{both}{end}")
        (summary,) = carried.summaries()
        assert (summary.path, summary.copies, summary.events) == (both, (alone,), 1)
        assert verify(file).ok
