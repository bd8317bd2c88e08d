"""Libraries as they are: odd names, links, copies, sticks that are pulled, files that are still being copied."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import unicodedata

import pytest
from library_making import make, tone

from setplayer.faults import MachineFault
from setplayer.library import measuring
from setplayer.library import scan as scanning
from setplayer.library.cache import ScanCache
from setplayer.library.corrections import corrections_from
from setplayer.library.paths import find_music
from setplayer.library.scan import scan
from setplayer.library.track import close_match

CAFE = "caf\N{LATIN SMALL LETTER E WITH ACUTE}.wav"


@pytest.fixture
def music(tmp_path):
    root = tmp_path / "music"
    root.mkdir()
    return root


@pytest.fixture
def cache(tmp_path):
    with ScanCache(tmp_path / "library.db") as opened:
        yield opened


def pieces(root, *names):
    """Short pieces, each with a length of its own, so that no two have the same content or size."""
    for number, name in enumerate(names):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        make(root / name, tone(1.1 + number / 10, 8_000, channels=1), 8_000)


def errors(catalogue):
    return {track.path: track.error for track in catalogue.tracks.values() if track.error}


@pytest.fixture
def measured(monkeypatch):
    """The paths that are measured, in order."""
    paths, one_after_another = [], scanning.scan_track

    def counting(root, relative):
        paths.append(relative)
        return one_after_another(root, relative)

    monkeypatch.setattr(scanning, "_WORTH_WORKERS", 1_000_000)
    monkeypatch.setattr(scanning, "scan_track", counting)
    return paths


KILLED = """
import os, signal, sys
from pathlib import Path
from setplayer.library.cache import ScanCache
from setplayer.library.paths import find_music
from setplayer.library.scan import scan

def report(done, total):
    if done == 4:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    root = Path(sys.argv[1])
    scan(root, find_music(root), ScanCache(Path(sys.argv[2])), report)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the scan is killed with a POSIX signal")
def test_after_a_kill_nothing_is_measured_twice_and_the_cache_is_sound(music, tmp_path, measured):
    pieces(music, *(f"{number}.wav" for number in range(9)))
    (tmp_path / "killed.py").write_text(KILLED, encoding="utf-8")
    kept = tmp_path / "kept.db"
    run = subprocess.run([sys.executable, tmp_path / "killed.py", music, kept], check=False)
    assert run.returncode == -signal.SIGKILL
    connection = sqlite3.connect(kept)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    before = {path for (path,) in connection.execute("SELECT path FROM track")}
    connection.close()
    assert len(before) == 4
    with ScanCache(kept) as again:
        assert len(scan(music, find_music(music), again).tracks) == 9
    assert sorted([*before, *measured]) == find_music(music)


@pytest.mark.parametrize(
    "name",
    [
        CAFE,
        unicodedata.normalize("NFD", CAFE),
        "\N{GUITAR}\N{ZERO WIDTH JOINER}\N{FIRE}.wav",
        "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER WAW}\N{ARABIC LETTER SEEN} \N{HEBREW LETTER ALEF}.wav",
        "-rf ~ $(x) `y` %s {z} [b].wav",
        "x" * 251 + ".wav",
        "a" * 100 + "/" + "b" * 100 + "/" + "c" * 100 + ".wav",
    ],
)
def test_a_piece_of_any_name_is_measured_and_known_again(music, cache, measured, name):
    pieces(music, name)
    assert errors(scan(music, find_music(music), cache)) == {}
    assert errors(scan(music, find_music(music), cache)) == {}
    assert measured == [name]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="here a file's name is always text")
def test_names_that_are_not_text_are_told_and_the_rest_is_measured(tmp_path, cache):
    root = tmp_path / "m\udcffsic"
    pieces(root, "a.wav", "b\udcfe.wav", "b\udcff.wav", "line\nbreak.wav", "folder\udcff/c.wav", "back\\slash.wav")
    catalogue = scan(root, find_music(root), cache)
    shown = "has a character in it that cannot be shown; give a path below the library's folder."
    assert errors(catalogue) == {
        "b\N{REPLACEMENT CHARACTER}.wav": shown,
        "line\N{REPLACEMENT CHARACTER}break.wav": shown,
        "folder\N{REPLACEMENT CHARACTER}/c.wav": shown,
        "back\\slash.wav": "has a backslash in it where / belongs; give a path below the library's folder.",
    }
    assert catalogue.find("a.wav").error is None
    assert cache.get(root, "a.wav", scanning.FileStamp.of(root / "a.wav")) == catalogue.find("a.wav")
    assert close_match("b.wav", find_music(root)) == "a.wav"


def test_a_link_to_nothing_is_told_and_links_in_a_circle_are_not_followed(music, cache):
    pieces(music, "a.wav")
    (music / "gone.wav").symlink_to(music / "nowhere.wav")
    (music / "round.wav").symlink_to(music / "round.wav")
    (music / "deep").symlink_to(music)
    (music / "out.wav").symlink_to("/etc/hostname")
    catalogue = scan(music, find_music(music), cache)
    reason = "there is no such file; correct the path or put the file there."
    assert errors(catalogue).get("gone.wav") == reason
    assert set(catalogue.tracks) <= {"a.wav", "gone.wav", "round.wav"}
    assert catalogue.find("a.wav").error is None


def test_a_file_that_is_still_being_copied_is_not_taken_for_whole(music, cache, monkeypatch):
    pieces(music, "a.wav")
    whole, rest = measuring._measured, (music / "a.wav").read_bytes()[-4_000:]

    def growing(path, relative, sha256):
        track = whole(path, relative, sha256)
        with path.open("ab") as file:
            file.write(rest)
        return track

    with monkeypatch.context() as copying:
        copying.setattr(measuring, "_measured", growing)
        again = "it was being written to while it was measured; scan again once it is all there."
        assert errors(scan(music, ["a.wav"], cache)) == {"a.wav": again}
    assert errors(scan(music, ["a.wav"], cache)) == {}


def test_what_cannot_be_read_for_the_moment_is_not_remembered_as_damaged(music, cache, monkeypatch):
    pieces(music, "a.wav")

    def pulled(path, relative, sha256):
        monkeypatch.setattr(measuring, "sha256_of", failing)
        raise measuring.Unplayable(relative, "it is damaged.")

    def failing(path):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as out:
        out.setattr(measuring, "_measured", pulled)
        told = {"a.wav": "it cannot be read (Input/output error); check its permissions."}
        assert errors(scan(music, ["a.wav"], cache)) == told
    monkeypatch.undo()
    assert errors(scan(music, ["a.wav"], cache)) == {}


@pytest.mark.parametrize("leaves_a_folder", [False, True])
def test_a_library_that_is_pulled_ends_the_scan_in_one_sentence_and_it_goes_on_later(
    music, cache, measured, leaves_a_folder
):
    pieces(music, *(f"{number}.wav" for number in range(6)))
    away = music.with_name("away")

    def pull(done, total):
        if done == 2:
            music.rename(away)
            if leaves_a_folder:
                music.mkdir()

    with pytest.raises(MachineFault) as caught:
        scan(music, find_music(music), cache, pull)
    assert str(caught.value) == (
        f"{music}: the music is gone, after 2 of 6 pieces were measured; bring it back, and the scan goes on there."
    )
    shutil.rmtree(music, ignore_errors=True)
    away.rename(music)
    measured.clear()
    assert errors(scan(music, find_music(music), cache)) == {}
    assert measured == ["2.wav", "3.wav", "4.wav", "5.wav"]


def test_one_file_that_is_deleted_in_the_middle_ends_nothing(music, cache, measured):
    pieces(music, "a.wav", "b.wav")
    catalogue = scan(music, find_music(music), cache, lambda done, total: (music / "b.wav").unlink(missing_ok=True))
    assert list(errors(catalogue)) == ["b.wav"]


def test_a_copy_of_what_is_withdrawn_is_withdrawn(music, cache):
    pieces(music, "storm.wav", "calm.wav")
    shutil.copy(music / "storm.wav", music / "another name.wav")
    catalogue = scan(music, find_music(music), cache)
    assert catalogue.find("storm.wav").sha256 == catalogue.find("another name.wav").sha256
    known = corrections_from("storm.wav: {withdrawn: too sudden}", "music.yaml").applied(catalogue)
    assert known.find("another name.wav").withdrawn == known.find("storm.wav").withdrawn == "too sudden"
    assert known.find("calm.wav").withdrawn is None


def test_damaged_files_that_have_no_hash_are_not_taken_for_copies(music, cache):
    (music / "empty.wav").touch()
    (music / "other.wav").touch()
    known = corrections_from("empty.wav: {withdrawn: x}", "m").applied(scan(music, find_music(music), cache))
    assert known.find("other.wav").withdrawn is None


def test_names_that_differ_in_nothing_that_can_be_seen_are_two_pieces(music, cache):
    one, other = CAFE, unicodedata.normalize("NFD", CAFE)
    pieces(music, one, other)
    if len(list(music.iterdir())) < 2:
        return  # this file system takes them for one name
    catalogue = scan(music, find_music(music), cache)
    assert catalogue.find(one).frames != catalogue.find(other).frames
