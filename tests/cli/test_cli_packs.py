"""One arc carried to another room, as a clinic does it: packed, installed, shown, played without its music."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from command_line import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from engine_cases import write_tone
from process_cases import Ground, samples_of

from setplayer.engine.prepare import prepare
from setplayer.engine.running import OnePlayer
from setplayer.library.corrections import Correction, read_corrections
from setplayer.packing import contents_of
from setplayer.packs.writing import write_pack

ARC = """\
arc: Evening
phases:
  - name: One
    kind: peak
    length: 30 s
    intensity: 3
    music:
      - track: a b.wav
      - track: gone/loud.wav
cues:
  - {at: 5 s, do: chime}
  - {at: 15 s, do: voice, sound: voice/breathe.wav}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an arc, its music with a correction and a withdrawal, what was measured of it, and a pack."""
    folder = tmp_path_factory.mktemp("made")
    music = folder / "music"
    write_tone(music / "a b.wav", 32, rate=8_000)
    write_tone(music / "gone" / "loud.wav", 31, hz=333, rate=8_000)
    write_tone(music / "voice" / "breathe.wav", 2, hz=500, rate=8_000)
    (music / "music.yaml").write_text(
        'a b.wav: {intensity: 2, voice: some, tags: [calm, "a: b"]}\ngone/loud.wav: {withdrawn: it frightened two}\n',
        encoding="utf-8",
    )
    (folder / "evening.yaml").write_text(ARC, encoding="utf-8")
    prepared = prepare(str(folder / "evening.yaml"), music, folder / "library.db")
    write_pack(contents_of(prepared, "evening"), folder / "evening.setpack", lambda done, total: None)
    return folder


@pytest.fixture
def evening(made: Path, tmp_path: Path) -> Path:
    """The arc, with the music beside it."""
    shutil.copytree(made / "music", tmp_path / "music")
    (tmp_path / "data").mkdir()
    shutil.copy(made / "library.db", tmp_path / "data")
    return Path(shutil.copy(made / "evening.yaml", tmp_path))


@pytest.fixture
def pack(made: Path, tmp_path: Path) -> Path:
    """A pack of it, where the music is not."""
    return Path(shutil.copy(made / "evening.setpack", tmp_path))


@pytest.fixture
def room(made: Path, tmp_path: Path) -> Path:
    """Another room's data folder, which needs not measure what this computer has measured."""
    (tmp_path / "room").mkdir()
    shutil.copy(made / "library.db", tmp_path / "room")
    return tmp_path / "room"


def test_a_pack_plays_in_a_data_folder_that_has_none_of_the_music(
    run: Run, pack: Path, room: Path, tmp_path: Path
) -> None:
    status, out, err = run("install", pack, "--data", room)
    assert status == 0
    checked, told = out.splitlines()
    assert checked.endswith("arc.yaml: good, 0:30, 1 of 2 tracks heard")
    assert told.endswith(" installed, and is the one that plays")
    assert "'gone/loud.wav' is withdrawn (it frightened two)" in err
    status, out, _ = run("score", "evening", "--data", room, "--json")
    assert [clip["source"] for clip in json.loads(out)["clips"]] == ["a b.wav"]
    assert not list(room.rglob("loud.wav"))
    with Ground(tmp_path, room) as ground:
        # Not so fast that it may be over before a busy computer has seen it play.
        player = ground.command("play", "evening", "--speed", "8", "--output", tmp_path / "heard.wav")
        status, out, err = ground.ended(player)
        assert status == 0, out + err
    assert np.abs(samples_of(tmp_path / "heard.wav")).max() > 0.01
    (session,) = json.loads(run("sessions", "--data", room, "--json")[1])
    assert (session["arc"], session["state"]) == ("Evening", "closed")
    # Replay finds the pack by what it has.
    status, out, err = run("replay", "last", "-o", tmp_path / "again.wav", "--data", room)
    assert (status, err) == (0, "")
    assert out.endswith("Samples   the same samples as before\n")


def test_an_installed_arc_is_fitted_by_its_name(run: Run, pack: Path, room: Path) -> None:
    run("install", pack, "--data", room)
    status, out, _ = run("fit", "evening", "--length", "45 s", "--data", room)
    assert status == 0
    assert "length: 45 s" in out


def test_corrections_go_along(run: Run, pack: Path, room: Path) -> None:
    run("install", pack, "--data", room)
    (music,) = (room / "packs").glob("*/music")
    assert read_corrections(music).by_path == {
        "a b.wav": Correction(intensity=2, voice=0.5, tags=("calm", "a: b")),
    }


def test_versions_stand_beside_each_other_and_arcs_shows_which_is_used(
    run: Run, pack: Path, evening: Path, room: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second.setpack"
    evening.write_text(ARC.replace("30 s", "31 s"), encoding="utf-8")
    assert run("pack", evening, "-o", second, "--library", tmp_path / "music")[0] == 0
    evening.unlink()
    for file in (pack, pack):
        assert run("install", file, "--data", room)[0] == 0
    assert "1 other version of it stays beside" in run("install", second, "--data", room)[1]
    rows = json.loads(run("arcs", "--data", room, "--json")[1])
    assert [(row["name"], row["arc"], row["used"]) for row in rows[:2]] == [
        ("evening", "Evening", True),
        ("evening", "Evening", False),
    ]
    (shipped,) = (row for row in rows if row["name"] == "ketamine-im-60")
    assert shipped == {"name": "ketamine-im-60", "arc": None, "version": None, "installed": None, "used": True,
                       "from": "ships"}  # fmt: skip
    older = rows[1]["version"][:12]
    lines = run("arcs", "--data", room)[1].splitlines()
    assert lines[0].split() == ["Plays", "as", "Version", "Installed", "Arc"]
    assert lines[2].startswith(f"evening@{older}  {older}  ")
    assert run("score", f"evening@{older}", "--data", room)[1].endswith("0:30 in all\n")
    assert run("score", "evening", "--data", room)[1].endswith("0:31 in all\n")


def test_nothing_is_installed_while_a_session_runs(run: Run, pack: Path, tmp_path: Path) -> None:
    room = tmp_path / "room"
    player = OnePlayer(room)
    try:
        sentence = f"A session is running on {room}; install evening.setpack when it has ended.\n"
        assert run("install", pack, "--data", room) == (1, "", sentence)
    finally:
        player.release()
    assert not (room / "packs").exists()


def test_an_altered_pack_is_refused_whole(run: Run, pack: Path, tmp_path: Path) -> None:
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    pack.write_bytes(data)
    status, out, err = run("install", pack, "--data", tmp_path / "room")
    assert (status, out) == (1, "")
    assert err.startswith(f"{pack}: nothing was installed: ")
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "room" / "packs").exists()


def test_pack_tells_name_version_and_size(run: Run, evening: Path, made: Path, tmp_path: Path) -> None:
    output = tmp_path / "evening.setpack"
    status, out, err = run("pack", evening, "-o", output, "--library", tmp_path / "music")
    assert (status, err) == (0, "")
    assert out.startswith(f"{output}: evening, version ")
    assert output.read_bytes() == (made / "evening.setpack").read_bytes()


def test_what_cannot_be_played_is_not_packed(run: Run, evening: Path, tmp_path: Path) -> None:
    (tmp_path / "music" / "a b.wav").unlink()
    status, _, err = run("pack", evening, "-o", tmp_path / "x.setpack", "--library", tmp_path / "music")
    assert status == 1
    assert f"{evening}:8:16: 'a b.wav' cannot be played: there is no such file" in err
    assert not (tmp_path / "x.setpack").exists()
    wrong = run("pack", evening, "-o", tmp_path / "x.zip", "--library", tmp_path / "music")
    assert wrong == (1, "", f"{tmp_path / 'x.zip'}: the name must end in .setpack; write for example x.setpack.\n")


def test_an_arc_that_no_room_would_install_is_not_packed(run: Run, evening: Path, tmp_path: Path) -> None:
    evening.write_text(ARC.replace("length: 30 s", "length: 30 min"), encoding="utf-8")
    library = ("--library", tmp_path / "music")
    _, _, told = run("check", evening, *library)
    status, out, err = run("pack", evening, "-o", tmp_path / "x.setpack", *library)
    why = f"{evening}: no pack was made, since the arc does not pass the check. Mend it and pack it again.\n"
    assert (status, out, err) == (1, "", told + why)
    assert told
    assert not (tmp_path / "x.setpack").exists()


def test_a_track_of_a_pack_that_was_altered_here_is_not_played(run: Run, pack: Path, room: Path) -> None:
    run("install", pack, "--data", room)
    (track,) = (room / "packs").glob("*/music/a b.wav")
    track.chmod(0o644)
    write_tone(track, 2, hz=100, rate=8_000)
    status, _, err = run("check", "evening", "--data", room)
    assert status == 1
    assert "'a b.wav' cannot be played: this is not what was installed; install the pack again." in err
