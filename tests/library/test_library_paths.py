import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setplayer.faults import Fault
from setplayer.library.paths import find_music, resolve


def put(root, *paths):
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x")


def test_music_is_found_in_every_folder_in_order(tmp_path):
    put(
        tmp_path,
        "b.MP3",
        "a/z.flac",
        "a/b/c.ogg",
        "n.oga",
        "o.opus",
        "p.m4a",
        "q.mp4",
        "r.aac",
        "s.wav",
        "t.aif",
        "u.AIFF",
    )
    put(tmp_path, "cover.jpg", "notes.txt", "list.m3u", "mp3")
    assert find_music(tmp_path) == [
        "a/b/c.ogg", "a/z.flac", "b.MP3", "n.oga", "o.opus", "p.m4a", "q.mp4", "r.aac", "s.wav", "t.aif", "u.AIFF",
    ]  # fmt: skip


def test_hidden_files_and_folders_are_left_out(tmp_path):
    put(tmp_path, "a.mp3", "._a.mp3", ".b.mp3", ".Trash/c.mp3", "d/.e/f.mp3")
    assert find_music(tmp_path) == ["a.mp3"]


def test_links_out_of_the_library_are_left_out_and_links_within_are_not(tmp_path):
    root, outside = tmp_path / "music", tmp_path / "private"
    put(root, "a.mp3", "deep/b.mp3")
    put(outside, "secret.mp3")
    (root / "out.mp3").symlink_to(outside / "secret.mp3")
    (root / "outside").symlink_to(outside)
    (root / "within.mp3").symlink_to(root / "deep" / "b.mp3")
    (root / "circle.mp3").symlink_to(root / "circle.mp3")
    (root / "again").symlink_to(root)
    assert find_music(root) == ["a.mp3", "deep/b.mp3", "within.mp3"]


def sentence(function, *arguments) -> str:
    with pytest.raises(Fault) as caught:
        function(*arguments)
    assert caught.value.exit_status == 1
    return str(caught.value)


def test_a_folder_without_music_is_told_in_one_sentence(tmp_path):
    file = tmp_path / "a.mp3"
    file.touch()
    empty = tmp_path / "empty"
    empty.mkdir()
    missing = tmp_path / "missing"
    assert sentence(find_music, missing) == (
        f"{missing}: there is no such folder; name the folder that holds the music."
    )
    assert sentence(find_music, file) == f"{file}: is a file, not a folder; name the folder that holds the music."
    assert sentence(find_music, empty) == (
        f"{empty}: there is no music in this folder; put files there that end in one of "
        "aac, aif, aiff, flac, m4a, mp3, mp4, oga, ogg, opus, wav."
    )


def test_a_folder_that_cannot_be_read_is_told_and_costs_only_itself(tmp_path, monkeypatch):
    put(tmp_path, "a.mp3", "locked/b.mp3", "open/c.mp3")
    listing = os.scandir

    def refusing(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refusing)
    told = []
    assert find_music(tmp_path, told.append) == ["a.mp3", "open/c.mp3"]
    assert told == [f"{tmp_path / 'locked'}: cannot be read (Permission denied); check its permissions."]
    assert sentence(find_music, tmp_path / "locked") == told[0]


@pytest.mark.parametrize(
    ("relative", "why"),
    [
        ("", "does not name a file"),
        ("quiet/", "does not name a file"),
        ("/etc/passwd", "is not relative to the library"),
        ("C:/music/a.mp3", "is not relative to the library"),
        ("c:a.mp3", "is not relative to the library"),
        ("quiet\\a.mp3", "has a backslash in it where / belongs"),
        ("\\\\server\\share\\a.mp3", "has a backslash in it where / belongs"),
        ("a\nb.mp3", "has a character in it that cannot be shown"),
        ("a\x00.mp3", "has a character in it that cannot be shown"),
        ("a\udcff.mp3", "has a character in it that cannot be shown"),
        ("../a.mp3", "has an empty part, . or .. in it"),
        ("quiet/../../a.mp3", "has an empty part, . or .. in it"),
        ("./a.mp3", "has an empty part, . or .. in it"),
        ("quiet//a.mp3", "has an empty part, . or .. in it"),
        ("NUL", "has the name of a Windows device in it"),
        ("quiet/con.mp3", "has the name of a Windows device in it"),
        ("Aux/a.mp3", "has the name of a Windows device in it"),
        ("com1.tar.gz", "has the name of a Windows device in it"),
        ("nul .mp3", "has the name of a Windows device in it"),
        ("CONIN$", "has the name of a Windows device in it"),
        ("quiet/a.flac:hidden", "has a ':' in it, which Windows takes for a hidden stream of a file"),
        ("a.flac::$DATA", "has a ':' in it, which Windows takes for a hidden stream of a file"),
        ("quiet/C:/a.mp3", "has a ':' in it, which Windows takes for a hidden stream of a file"),
        *(
            (path, "has a folder or file in it whose name ends in a dot or a space, which Windows leaves off")
            for path in ("quiet./a.mp3", ".. /a.mp3", ".../a.mp3", "a.mp3 ", "a.mp3.", "quiet /a.mp3")
        ),
    ],
)
def test_a_path_that_could_leave_the_library_is_refused_in_one_sentence(tmp_path, relative, why):
    shown = "".join("\N{REPLACEMENT CHARACTER}" if c in "\n\x00\udcff" else c for c in relative)
    assert sentence(resolve, tmp_path, relative) == f"{shown}: {why}; give a path below the library's folder."


def test_a_link_out_of_the_library_is_refused(tmp_path):
    root, outside = tmp_path / "music", tmp_path / "private"
    put(root, "a.mp3")
    put(outside, "secret.mp3")
    (root / "out.mp3").symlink_to(outside / "secret.mp3")
    (root / "outside").symlink_to(outside)
    for relative in ("out.mp3", "outside/secret.mp3", "outside/missing.mp3"):
        assert sentence(resolve, root, relative) == (
            f"{relative}: is a link out of the library; put the file itself there."
        )


def test_ordinary_names_are_kept(tmp_path):
    names = ("a.mp3", "quiet/slow water.flac", "été/pluie.opus", "...and so on.mp3", "Console.mp3", "a\u00a0b.mp3")
    for relative in names:
        assert resolve(tmp_path, relative) == tmp_path.resolve() / relative


@given(st.text(max_size=40))
def test_whatever_is_written_stays_below_the_library(tmp_path_factory, relative):
    root = tmp_path_factory.getbasetemp()
    try:
        path = resolve(root, relative)
    except Fault:
        return
    assert path.is_relative_to(root.resolve())
    assert path != root.resolve()
