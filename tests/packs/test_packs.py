"""A pack is verified whole or refused whole, whatever somebody made of it; its versions never change."""

import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_cases import ARC, MUSIC, Members, contents, good, listed, members, nothing, version_of, zipped

from setplayer.faults import Fault
from setplayer.packs.reading import opened
from setplayer.packs.shelf import Installed, Shelf, pack_of
from setplayer.packs.writing import write_pack


def install(data: Path, pack: Path) -> tuple[Installed, bool]:
    with opened(pack) as file:
        file.verify(nothing)
        return Shelf(data).put(file, "now", nothing)


def refused(data: Path, pack: Path) -> str:
    """The sentence for a pack that is refused; nothing of it may be left."""
    with pytest.raises(Fault) as fault:
        install(data, pack)
    assert not [path for path in data.rglob("*") if path.is_file()]
    sentence = str(fault.value)
    assert "\n" not in sentence
    return sentence


def test_the_same_contents_are_the_same_pack(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, two = good(tmp_path), good(tmp_path / "b")
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as file:
        assert all(info.compress_type == zipfile.ZIP_STORED for info in file.infolist())


def test_it_is_installed_under_its_version_and_cannot_be_written(tmp_path: Path) -> None:
    pack = good(tmp_path)
    installed, new = install(tmp_path / "data", pack)
    assert new
    assert installed.folder == tmp_path / "data" / "packs" / version_of(pack)
    assert (installed.folder / "arc.yaml").read_bytes() == ARC
    assert (installed.folder / "music/a/one.flac").read_bytes() == MUSIC
    assert not stat.S_IMODE((installed.folder / "arc.yaml").stat().st_mode) & 0o222
    assert pack_of(installed.arc) == installed


def test_the_same_twice_is_fine_and_the_latest_installed_is_used(tmp_path: Path) -> None:
    data, first = tmp_path / "data", good(tmp_path)
    (tmp_path / "b").mkdir()
    second = good(tmp_path / "b", ARC.replace(b"30 s", b"40 s"))
    shelf = Shelf(data)
    assert [install(data, pack)[1] for pack in (first, first, second)] == [True, False, True]
    versions = [pack.manifest.version for pack in shelf.packs()]
    assert versions == [version_of(second), version_of(first)]
    assert shelf.located("evening") == str(data / "packs" / versions[0] / "arc.yaml")
    assert shelf.located(f"evening@{versions[1][:12]}") == str(data / "packs" / versions[1] / "arc.yaml")
    assert install(data, first)[1] is False
    assert shelf.packs()[0].manifest.version == version_of(first)
    assert shelf.located("morning") == "morning"


def test_a_file_of_that_name_comes_before_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "data", good(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evening").write_text("arc: Mine", encoding="utf-8")
    assert Shelf(tmp_path / "data").located("evening") == "evening"


def test_what_was_damaged_after_it_was_installed_is_found_and_mended(tmp_path: Path) -> None:
    data, pack = tmp_path / "data", good(tmp_path)
    installed, _ = install(data, pack)
    installed.arc.chmod(0o644)
    installed.arc.write_bytes(ARC.replace(b"intensity: 3", b"intensity: 9"))
    with pytest.raises(Fault, match=r"arc\.yaml: this is not what was installed; install the pack again\.$"):
        installed.small("arc.yaml")
    installed.arc.write_bytes(ARC[:-5])
    assert install(data, pack)[1]
    assert installed.small("arc.yaml") == ARC


def test_a_track_that_changes_while_it_is_packed_is_told(tmp_path: Path) -> None:
    things = contents(tmp_path)
    (tmp_path / "one.flac").write_bytes(MUSIC[::-1])
    with pytest.raises(Fault, match=r"one\.flac: this file was changed while it was packed"):
        write_pack(things, tmp_path / "x.setpack", nothing)
    assert not (tmp_path / "x.setpack").exists()


A = ("music/a.flac", b"one")
HOSTILE: dict[str, tuple[Members, str]] = {
    "no manifest": (members(A)[1:], "there is no manifest in it"),
    "a manifest that is none": ([("manifest.json", b"{}")], "its manifest cannot be read (format: Field required)"),
    "a newer format": (members(format=2), "it has the format 2, and this setplayer reads 1; install a newer one"),
    "a manifest written otherwise": (
        [(n, d.replace(b",", b", ") if n[0] == "m" else d) for n, d in members(A)],
        "its manifest is not written as setplayer writes it",
    ),
    "a file missing": (members(A)[:-1], "1 of its files are missing; it was cut off or altered"),
    "a file more": ([*members(A), ("readme.txt", b"x")], "there are 1 files in it that its manifest does not name"),
    "a file that leads out": ([*members(A), ("../../x", b"x")], "there are 1 files in it that its manifest does not"),
    "a path that leads out": (members(("music/../../x", b"x")), "has an empty part, . or .. in it"),
    "an absolute path": (members(("/etc/x", b"x")), "is not relative to the library"),
    "a drive": (members(("C:/x", b"x")), "is not relative to the library"),
    "backslashes": (members(("music\\..\\x", b"x")), "has a backslash in it where / belongs"),
    "a device": (members(("music/NUL.flac", b"x")), "has the name of a Windows device in it"),
    "a name that Windows would shorten": (
        members(("music/x.flac.", b"x")),
        "whose name ends in a dot or a space, which Windows leaves off",
    ),
    "capitals": (members(A, ("music/A.FLAC", b"x")), "two of its files would be one on some systems: 'music/A.FLAC'"),
    "accents": (members(("music/é", b"x"), ("music/e\u0301", b"y")), "two of its files would be one on some systems"),
    "a file that is a folder": (members(("music/a", b"x"), ("music/a/b", b"y")), "two of its files would be one"),
    "the same path twice": (members(A, A), "two of its files would be one on some systems"),
    "a file where none belongs": (
        members(("sessions/x.session", b"x")),
        "'sessions/x.session' has no place in a pack",
    ),
    "a stamp of its own": (members(("installed.json", b"x")), "'installed.json' has no place in a pack"),
    "a name that is a path": (members(name="../evening"), "its manifest cannot be read (name"),
    "a name that hides": (members(name="ev\u202eening"), "its manifest cannot be read (name"),
    "content under another's hash": (
        [(n, b"two" if d == b"one" else d) for n, d in members(A)],
        "'music/a.flac' is not what was packed; it was altered or damaged on the way",
    ),
    "content of another size": (
        [(n, b"three" if d == b"one" else d) for n, d in members(A)],
        "a file in it has not the size that its manifest says",
    ),
    "no arc": (members(files=[listed("music/a.flac", b"one")]), "there is no arc in it"),
}


@pytest.mark.parametrize(("entries", "why"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_pack_is_refused_whole_with_one_sentence(entries: Members, why: str, tmp_path: Path) -> None:
    pack = zipped(tmp_path / "p.setpack", entries)
    sentence = refused(tmp_path / "data", pack)
    assert sentence.startswith(f"{pack}: nothing was installed: ")
    assert why in sentence


def test_members_twice_links_and_packed_members_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        pack = zipped(tmp_path / "twice.setpack", [*members(A), members(A)[-1]])
    assert "a file is in it twice" in refused(tmp_path / "data", pack)

    def link(info: zipfile.ZipInfo) -> None:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16

    def squeezed(info: zipfile.ZipInfo) -> None:
        info.compress_type = zipfile.ZIP_DEFLATED

    for change in (link, squeezed):
        pack = zipped(tmp_path / "p.setpack", members(("music/a.flac", b"0" * 10_000)), change)
        assert "it holds links, folders or packed files" in refused(tmp_path / "data", pack)


def test_a_pack_that_says_less_than_it_holds_is_refused_before_a_byte_is_written(tmp_path: Path) -> None:
    """Members that lie over each other: each is stored once and listed a hundred times."""
    data = bytearray(zipped(tmp_path / "p.setpack", [("a", b"0" * 5_000), ("b", b"1" * 5_000)]).read_bytes())
    at = data.rindex(b"PK\x01\x02")  # the second member's entry in the directory: let it have the first one's place
    data[at + 42 : at + 46] = (0).to_bytes(4, "little")
    for offset in (20, 24):
        data[at + offset : at + offset + 4] = (50_000).to_bytes(4, "little")
    (tmp_path / "p.setpack").write_bytes(data)
    assert "its files are larger than itself; it was made to fill a disk" in refused(
        tmp_path / "data", tmp_path / "p.setpack"
    )


def test_no_pack_at_all_is_told(tmp_path: Path) -> None:
    assert "cannot be read (No such file" in refused(tmp_path / "data", tmp_path / "none.setpack")
    (tmp_path / "x.setpack").write_bytes(b"not a pack")
    assert "it is no pack, or was cut off" in refused(tmp_path / "data", tmp_path / "x.setpack")
    assert "cannot be read" in refused(tmp_path / "data", tmp_path)


def test_a_pack_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = good(tmp_path).read_bytes()
    for length in range(0, len(whole), 97):
        (tmp_path / "cut.setpack").write_bytes(whole[:length])
        refused(tmp_path / "data", tmp_path / "cut.setpack")


@given(st.integers(min_value=0), st.binary(min_size=1, max_size=8))
@settings(max_examples=100)
def test_a_pack_altered_anywhere_is_refused_or_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, place: int, new: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "altered"
    if not folder.exists():
        folder.mkdir()
        good(folder)
    whole = bytearray((folder / "good.setpack").read_bytes())
    place %= len(whole)
    whole[place : place + len(new)] = new
    (folder / "altered.setpack").write_bytes(whole)
    try:
        with opened(folder / "altered.setpack") as pack:
            pack.verify(nothing)
            found = pack.manifest.version
    except Fault:
        return
    assert found == version_of(folder / "good.setpack")


def test_what_a_broken_off_installation_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / "data" / "packs" / ".incoming-x"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x")
    install(tmp_path / "data", good(tmp_path))
    assert not left.exists()
    assert len(list((tmp_path / "data" / "packs").iterdir())) == 1
