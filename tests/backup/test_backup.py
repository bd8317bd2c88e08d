"""What is backed up comes back the same; whatever goes wrong on the way, the earlier backup is whole."""

import errno
import os
import random
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setplayer.backing_up import back_up, restore
from setplayer.backup_after import BackupAfter
from setplayer.engine.own_sounds import OwnSounds
from setplayer.engine.own_sounds import put as put_sound
from setplayer.engine.running import OnePlayer
from setplayer.engine.sounds import measure, shipped_sounds
from setplayer.faults import Fault, MachineFault
from setplayer.keys import age
from setplayer.keys.clinic import NewKeys, public_of
from setplayer.keys.erasing import erase
from setplayer.log import carried
from setplayer.log.clock import FakeClock
from setplayer.log.copying import Told
from setplayer.log.last_backup import backup_warning
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.log.verify import verify
from setplayer.session.codec import store as stored
from setplayer.session.events import Event
from setplayer.settings import Settings, read_settings, write_settings


def note(number: int = 0, **content: str) -> Event:
    return Event(kind="note", frame=number, request={"number": number}, content=content)


def opening(client: str = "K-17") -> Event:
    request = {"kind": "session", "client": client, "therapist": "t1", "seed": 1, "player": "0.1"}
    return Event(kind="open", frame=0, request=request)


def add(data: Path, session_id: str, clock: FakeClock, *events: Event) -> Path:
    path = Store(data).new_path(clock.stamp(), session_id)
    with SessionFile.create(path, session_id, clock) as file:
        file.append([stored(event) for event in (events or (opening(), note(1)))])
    return path


def grow(path: Path, *events: Event) -> None:
    with SessionFile.resume(path, FakeClock()) as file:
        file.append([stored(event) for event in events])


class Backing:
    """A data folder and its backup, and what was told."""

    def __init__(self, root: Path):
        self.data, self.stick = root / "data", root / "stick"
        self.clock = FakeClock()

    def back_up(self, by_hand: bool = True) -> Told:
        self.said, self.warned = [], []
        told = Told(self.said.append, self.warned.append)
        back_up(self.data, self.stick, told, lambda done, total: None, by_hand=by_hand)
        return told

    def restore(self, data: Path | None = None) -> Told:
        self.said, self.warned = [], []
        told = Told(self.said.append, self.warned.append)
        restore(self.stick, data or self.data, told, lambda done, total: None)
        return told

    def copies(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.stick / "sessions").iterdir())}


@pytest.fixture(autouse=True)
def _quick_passphrase(monkeypatch):
    """What makes a passphrase slow to guess makes it slow to set, and it is never asked for here."""
    monkeypatch.setattr(age, "locked", lambda secret, passphrase: b"locked")


@pytest.fixture
def backing(tmp_path):
    return Backing(tmp_path)


def listed(data: Path) -> list[dict]:
    return [one.model_dump(exclude={"path"}) for one in Store(data).summaries()]


def test_what_is_backed_up_comes_back_the_same(backing, tmp_path):
    for number in range(3):
        backing.clock.advance(60)
        add(backing.data, f"session{number}", backing.clock)
    write_settings(backing.data, Settings(output="Headphones"))
    (backing.data / "clinic.yaml").write_text("tags: [nausea]\n")
    (backing.data / "library.db").write_bytes(b"a cache")
    (backing.data / "timelines").mkdir()
    told = backing.back_up()
    assert (told.written, told.unchanged, told.faults) == (5, 0, [])
    assert "Session session0: copied, 2 events, verified." in backing.said
    assert {path.name for path in backing.stick.iterdir()} == {
        "setplayer-backup.json", "sessions", "settings.json", "clinic.yaml",
    }  # fmt: skip
    new = tmp_path / "new computer"
    backing.restore(new)
    assert listed(new) == listed(backing.data)
    assert read_settings(new).output == "Headphones"
    for path in Store(new).paths():
        with SessionFile.open(path) as file:
            assert verify(file).ok


@settings(max_examples=8)
@given(chance=st.randoms(use_true_random=False), rounds=st.integers(1, 4))
def test_any_history_of_sessions_comes_back(tmp_path_factory, chance: random.Random, rounds: int):
    backing = Backing(tmp_path_factory.mktemp("backup"))
    for number in range(rounds):
        for _ in range(chance.randrange(2)):
            backing.clock.advance(60)
            add(backing.data, f"session{number}", backing.clock, note(number, text="a word"))
        for path in Store(backing.data).paths() if backing.data.exists() else []:
            if chance.random() < 0.5:
                grow(path, note(chance.randrange(100)))
        backing.data.mkdir(exist_ok=True)
        backing.back_up(by_hand=chance.random() < 0.5 or number == 0)
    before = listed(backing.data)
    for path in Store(backing.data).paths():
        if chance.random() < 0.5:
            path.unlink()
    backing.restore()
    assert listed(backing.data) == before


def test_a_second_backup_writes_only_what_changed_and_removes_nothing(backing):
    first, second = add(backing.data, "aaaaaaaa", backing.clock), add(backing.data, "bbbbbbbb", backing.clock)
    backing.back_up()
    before = backing.copies()
    assert backing.back_up().written == 0
    assert backing.copies() == before
    grow(first, note(5))
    second.unlink()
    told = backing.back_up()
    assert backing.said == ["Session aaaaaaaa: copied, longer than before, 3 events, verified."]
    assert told.unchanged == 0
    assert backing.copies()[second.name] == before[second.name]


def test_a_session_that_is_open_is_copied_as_it_is_and_its_writer_goes_on(backing, tmp_path):
    path = Store(backing.data).new_path(backing.clock.stamp(), "abcdefgh")
    with SessionFile.create(path, "abcdefgh", backing.clock) as file:
        file.append([stored(note(1))])
        file.keep_draft("note", b"half a sen")
        backing.back_up()
        file.append([stored(note(2))])
        assert verify(file).ok
    with SessionFile.open_still(backing.stick / "sessions" / path.name) as copy:
        assert (copy.last_seq, copy.drafts(), verify(copy).ok) == (1, {"note": b"half a sen"}, True)
    assert [one.name for one in (backing.stick / "sessions").iterdir()] == [path.name]


def test_a_shorter_or_a_damaged_file_never_replaces_a_good_copy(backing):
    path = add(backing.data, "abcdefgh", backing.clock)
    short = path.read_bytes()
    grow(path, note(2))
    backing.back_up()
    before = backing.copies()
    path.write_bytes(short)
    backing.back_up()
    assert backing.copies() == before
    assert backing.warned == [f"{path}: goes less far than the copy in {backing.stick / 'sessions'}, which is kept."]
    path.write_bytes(b"ID3" + short[3:])
    assert backing.back_up().faults == [f"{path}: is not a session file of setplayer."]
    assert backing.copies() == before
    path.unlink()
    backing.restore()
    assert Store(backing.data).summaries()[0].events == 3


def test_a_copy_that_rotted_is_put_aside_and_made_again(backing):
    path = add(backing.data, "abcdefgh", backing.clock)
    backing.back_up()
    copy = backing.stick / "sessions" / path.name
    good = copy.read_bytes()
    place = good.index(b'"number"')
    rotten = good[:place] + b"X" + good[place + 1 :]
    copy.write_bytes(rotten)
    backing.back_up()
    assert f"{copy}: is put aside as '{copy.name}.damaged'." in backing.warned
    assert backing.copies() == {path.name: good, f"{path.name}.damaged": rotten}


def test_two_ends_of_one_session_are_both_kept_and_told(backing):
    path = add(backing.data, "abcdefgh", backing.clock)
    start = path.read_bytes()
    grow(path, note(2))
    backing.back_up()
    path.write_bytes(start)
    grow(path, note(3), note(4))
    backing.back_up()
    assert len(backing.copies()) == 2
    sessions = backing.stick / "sessions"
    assert backing.warned == [f"{path}: went on differently from the copy in {sessions}; both are kept."]
    assert backing.back_up().written == 0


def test_words_that_were_erased_are_erased_in_the_backup_and_do_not_come_back(backing):
    path = add(backing.data, "abcdefgh", backing.clock, opening(), note(1, text="something private"))
    backing.back_up()
    old = {path.name: (backing.stick / "sessions" / path.name).read_bytes()}
    erase(backing.data, "K-17", backing.clock)
    backing.back_up()
    assert b"something private" not in backing.copies()[path.name]
    for name, image in old.items():
        (backing.stick / "sessions" / name).write_bytes(image)
    backing.restore()
    assert b"something private" not in path.read_bytes()
    path.unlink()
    backing.restore()
    assert b"something private" not in path.read_bytes()


def test_a_clients_key_that_was_erased_never_comes_back_and_others_do(backing, tmp_path):
    keys = NewKeys(backing.data, 1)
    keys.keep("a long passphrase")
    add(backing.data, "abcdefgh", backing.clock)
    gone = public_of(backing.data, "K-17", "abcdefgh", 1)
    stays = public_of(backing.data, "K-18", "bcdefghi", 1)
    backing.back_up()
    old = (backing.stick / "clinic.db").read_bytes()
    erase(backing.data, "K-17", backing.clock)
    backing.back_up()
    assert gone.encode() in old
    for attempt in (backing.data, tmp_path / "new"):
        backing.restore(attempt)
        assert public_of(attempt, "K-18", "", 2) == stays
        assert public_of(attempt, "K-17", "", 9_000_000_000_000_000) != gone
    (backing.stick / "clinic.db").write_bytes(old)
    backing.restore()
    assert public_of(backing.data, "K-17", "", 9_000_000_000_000_000) != gone


def test_the_keys_in_a_backup_are_never_lost_to_those_of_a_new_computer(backing, tmp_path):
    NewKeys(backing.data, 1).keep("a long passphrase")
    backing.back_up()
    old = (backing.stick / "clinic.db").read_bytes()
    shutil.rmtree(backing.data)
    NewKeys(backing.data, 1).keep("another passphrase")
    backing.back_up()
    (other,) = backing.stick.glob("clinic-*.db")
    assert other.read_bytes() == old
    assert backing.warned == [
        f"{backing.stick / 'clinic.db'}: has keys that this computer does not have; it is kept as '{other.name}'."
    ]


# ---- drives


def why_not(backing: Backing) -> str | None:
    try:
        backing.back_up(by_hand=False)
    except MachineFault as fault:
        return str(fault)
    return None


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "the drive is full. What was there is whole; make room and try again."),
        (errno.EROFS, "cannot be read or written (Read-only file system). Allow it, or choose another folder."),
        (errno.EIO, "the drive is gone or fails (Input/output error). What was copied before is whole; put it in and "
                    "try again."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_drive_that_fails_at_any_step_leaves_the_earlier_backup_whole(backing, monkeypatch, call, number, says):
    path = add(backing.data, "abcdefgh", backing.clock)
    backing.back_up()
    before = backing.copies()
    grow(path, note(2))
    add(backing.data, "bbbbbbbb", backing.clock)
    done, real = 0, getattr(os, call)
    for fails_at in range(20):
        done = 0

        def failing(*arguments, fails_at=fails_at):
            nonlocal done
            done += 1
            if done > fails_at:
                raise OSError(number, os.strerror(number))
            return real(*arguments)

        disk = SimpleNamespace(**{**vars(os), call: failing})
        monkeypatch.setattr(carried, "os", disk)
        why = why_not(backing)
        monkeypatch.setattr(carried, "os", os)
        if why is None:
            break
        assert why == f"{backing.stick / 'sessions'}: {says}"
        assert backup_warning(backing.data) == f"The last backup failed: {why}"
        for name, image in backing.copies().items():
            with SessionFile.from_image(backing.stick / "sessions" / name, image) as file:
                assert verify(file).ok
        assert set(before) <= set(backing.copies())
    assert fails_at >= 2
    assert len(backing.copies()) == 2
    assert backup_warning(backing.data) is None


def test_what_a_killed_backup_left_is_cleaned_up(backing):
    add(backing.data, "abcdefgh", backing.clock)
    backing.back_up()
    left = backing.stick / "sessions" / ".setplayer-0123.part"
    left.write_bytes(b"half")
    backing.back_up()
    assert not left.exists()


def test_a_drive_that_reads_back_otherwise_is_told(backing, monkeypatch):
    add(backing.data, "abcdefgh", backing.clock)
    backing.back_up()
    add(backing.data, "bbbbbbbb", backing.clock)
    real = carried.read_plain
    monkeypatch.setattr(carried, "read_plain", lambda path: real(path)[:-1] if path.suffix == ".part" else real(path))
    with pytest.raises(MachineFault, match=r"reads back otherwise than it was written. Use another drive.$"):
        backing.back_up()
    assert len(backing.copies()) == 1


def test_a_stick_that_is_not_in_is_told_and_nothing_is_written_in_its_place(backing):
    add(backing.data, "abcdefgh", backing.clock)
    with pytest.raises(MachineFault, match=r"stick: there is no backup of setplayer. Put its drive in"):
        backing.back_up(by_hand=False)
    backing.stick.mkdir()
    with pytest.raises(MachineFault, match=r"stick: there is no backup of setplayer. Put its drive in"):
        backing.back_up(by_hand=False)
    assert list(backing.stick.iterdir()) == []
    with pytest.raises(MachineFault, match=r"there is no such folder. Put the drive in, or write another."):
        back_up(backing.data, backing.stick / "a" / "b", Told(print, print), print, by_hand=True)
    with pytest.raises(Fault, match="lies in the data folder itself"):
        back_up(backing.data, backing.data / "b", Told(print, print), print, by_hand=True)


def test_a_backup_after_the_session_catches_up_and_a_failing_one_is_told(backing):
    add(backing.data, "abcdefgh", backing.clock)
    write_settings(backing.data, Settings(backup=str(backing.stick)))
    said, warned = [], []
    after = BackupAfter(backing.data)
    after.begin()
    after.tell(said.append, warned.append)
    assert warned == [
        f"Backup: {backing.stick}: there is no backup of setplayer. Put its drive in, or write another folder."
    ]
    backing.back_up()
    add(backing.data, "bbbbbbbb", backing.clock)
    after = BackupAfter(backing.data)
    after.begin()
    after.tell(said.append, warned.append)
    assert said[-1] == f"Backed up to {backing.stick}: 1 written, 1 unchanged."


# ---- restoring


def test_nothing_is_restored_under_a_player_that_runs(backing):
    add(backing.data, "abcdefgh", backing.clock)
    backing.back_up()
    player = OnePlayer(backing.data)
    with pytest.raises(Fault):
        backing.restore()
    player.release()
    backing.restore()


def test_a_longer_session_here_is_left_and_a_shorter_one_replaced_with_its_wal(backing):
    longer = add(backing.data, "aaaaaaaa", backing.clock)
    path = Store(backing.data).new_path(backing.clock.stamp(), "bbbbbbbb")
    with SessionFile.create(path, "bbbbbbbb", backing.clock) as file:
        file.append([stored(note(1))])
        crashed = {end: Path(f"{path}{end}").read_bytes() for end in ("", "-wal")}
        file.append([stored(note(2))])
    backing.back_up()
    grow(longer, note(7))
    for end, image in crashed.items():
        Path(f"{path}{end}").write_bytes(image)
    backing.restore()
    assert {one.session_id: one.events for one in Store(backing.data).summaries()} == {"aaaaaaaa": 3, "bbbbbbbb": 2}


def test_what_is_no_plain_file_is_told_and_never_followed(backing, tmp_path):
    path = add(backing.data, "abcdefgh", backing.clock)
    backing.back_up()
    folder, secret = backing.stick / "sessions", tmp_path / "secret"
    shutil.copyfile(path, secret)
    (folder / "link.session").symlink_to(secret)
    (folder / "folder.session").mkdir()
    os.mkfifo(folder / "pipe.session")
    with (folder / "huge.session").open("wb") as file:
        file.truncate(10**10)
    (folder / os.fsdecode(b"\xff.session")).mkdir()
    (backing.stick / "settings.json").symlink_to(secret)
    new = tmp_path / "new"
    told = backing.restore(new)
    assert sorted(fault.replace(str(folder), "F") for fault in told.faults) == [
        "F/folder.session: is no plain file, so it is left out.",
        "F/huge.session: is larger than any session (10.0 GB), so it is left out.",
        "F/link.session: is a link, which may lead anywhere, so it is left out.",
        "F/pipe.session: is no plain file, so it is left out.",
        "F: the name of '�.session' is not UTF-8, so it is left out. Give it another name.",
    ]
    assert [one.session_id for one in Store(new).summaries()] == ["abcdefgh"]
    assert not (new / "settings.json").exists()
    shutil.rmtree(folder)
    folder.symlink_to(tmp_path)
    with pytest.raises(Fault, match="sessions: is a link or a file, not a folder of its own"):
        backing.back_up()


def own_sound(data: Path, name: str, shipped: str) -> bytes:
    """One of the sounds that ship, kept as the clinic's own."""
    content = shipped_sounds()[shipped]
    put_sound(data, name, content, measure(content, name))
    return content


def test_a_clinics_own_sounds_are_backed_up_and_come_back_as_they_were_added(backing, tmp_path):
    gong = own_sound(backing.data, "gong", "bowl")
    backing.back_up()
    new = tmp_path / "new computer"
    own_sound(new, "breath", "bell")
    told = backing.restore(new)
    assert "Sound gong: brought back." in backing.said
    assert told.faults == []
    own = OwnSounds.of(new)
    assert own.sounds["gong"] == gong
    assert (own.names, own.altered) == (["breath", "gong"], {})


def test_a_sound_that_was_put_in_the_place_of_another_is_backed_up_anew_and_never_brought_back_over_it(backing):
    own_sound(backing.data, "gong", "bowl")
    backing.back_up()
    newer = own_sound(backing.data, "gong", "bell")
    backing.restore()
    assert OwnSounds.of(backing.data).sounds["gong"] == newer
    backing.back_up()
    assert OwnSounds.of(backing.stick).sounds["gong"] == newer


def test_a_sound_that_was_harmed_is_told_and_not_carried(backing):
    own_sound(backing.data, "gong", "bowl")
    (backing.data / "sounds" / "gong.flac").write_bytes(b"fLaC no more")
    told = backing.back_up()
    assert any("not what was added as 'gong'" in fault for fault in told.faults)
    assert not (backing.stick / "sounds").exists()


def test_a_clinics_own_soundscapes_are_backed_up_and_come_back_but_never_over_another(backing, tmp_path):
    folder = backing.data / "soundscapes"
    folder.mkdir(parents=True)
    (folder / "dusk.yaml").write_text("name: dusk")  # also one that has a fault: it is the clinic's
    (folder / "sea.yaml").write_text("name: sea")
    backing.back_up()
    new = tmp_path / "new computer"
    (new / "soundscapes").mkdir(parents=True)
    (new / "soundscapes" / "sea.yaml").write_text("name: sea  # of this computer")
    told = backing.restore(new)
    assert "dusk.yaml: brought back." in backing.said
    assert told.faults == []
    assert (new / "soundscapes" / "dusk.yaml").read_text() == "name: dusk"
    assert (new / "soundscapes" / "sea.yaml").read_text() == "name: sea  # of this computer"
