"""Messy lists of other programs become arcs: every track found or told of, every length known or asked for."""

import codecs
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programme_cases import LISTS, MUSIC, NOCTURNE, WATER, Messy, make_music

from setplayer.arc.model import Arc, TrackItem
from setplayer.arc.reading import read_arc
from setplayer.faults import Fault
from setplayer.library.cache import ScanCache
from setplayer.library.scan import scan
from setplayer.programmes.entries import Entry
from setplayer.programmes.importing import Import, import_list
from setplayer.programmes.lengths import readings
from setplayer.programmes.library import ImportLibrary
from setplayer.programmes.matching import Matcher, Piece
from setplayer.programmes.reading import read_listing

SOUNDSCAPES = ["tide", "hearth"]


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImportLibrary]:
    folder = tmp_path_factory.mktemp("lists")
    library = make_music(folder / "music")
    with ScanCache(folder / "library.db") as cache:
        for path in MUSIC:  # one at a time needs no processes
            scan(library, [path], cache)
        yield ImportLibrary(library, cache)


def imported(tmp_path: Path, music: ImportLibrary | None, messy: Messy) -> Import:
    path = tmp_path / messy.file
    path.write_bytes(messy.data)
    return import_list(path, music, messy.durations, SOUNDSCAPES, lambda done, total: None, pytest.fail)


def arc_of(made: Import) -> Arc:
    assert made.text is not None
    return read_arc(made.text, "it", soundscapes=SOUNDSCAPES, sounds=()).arc


@pytest.mark.parametrize("messy", LISTS.values(), ids=LISTS)
def test_a_messy_list_becomes_what_it_means(messy: Messy, music: ImportLibrary, tmp_path: Path) -> None:
    made = imported(tmp_path, music, messy)
    told = [finding.at(messy.file) for finding in made.told]
    for part in (*messy.told, *messy.open):
        assert any(part in line for line in told), "\n".join(told)
    assert not (messy.silent and told), "\n".join(told)
    asked = [finding for finding in made.told if finding.severity == "fault"]
    assert len(asked) == len(messy.open)
    assert (made.text is None) == bool(messy.open)
    if made.text is None:
        return
    phases = {p.name: [i.path for i in p.music if isinstance(i, TrackItem)] for p in arc_of(made).phases}
    assert phases == messy.phases


@pytest.mark.parametrize("messy", LISTS.values(), ids=LISTS)
def test_nothing_of_a_list_is_lost(messy: Messy, music: ImportLibrary, tmp_path: Path) -> None:
    made = imported(tmp_path, music, messy)
    if made.text is None:
        return
    assert f"Imported from {messy.file}" in arc_of(made).note
    for entry, match in zip(made.imported.listing.entries, made.imported.matches, strict=True):
        assert f"# line {entry.line}" in made.text
        assert entry.name in made.text
        if match.path is None and entry.location:
            assert entry.location in made.text


def test_without_a_library_all_is_kept_as_comments(tmp_path: Path) -> None:
    made = imported(tmp_path, None, LISTS["UTF-16 as spreadsheets save it"])
    assert made.imported.found == 0
    assert "# line 2, not in the library: Ήλιος, Μαρία" in (made.text or "")


def test_a_row_with_a_field_too_many_is_told_and_its_length_is_not_guessed(tmp_path: Path) -> None:
    """An unquoted decimal comma: 4,5 minutes would be 4."""
    (tmp_path / "a.csv").write_text("title,artist,duration\nCaf\u00e9,B,4,5\nSea,B,3:00,\n", encoding="utf-8")
    made = import_list(tmp_path / "a.csv", None, [], SOUNDSCAPES, lambda done, total: None, lambda text: None)
    assert [f.message for f in made.told if "fields" in f.message] == [
        "it has 4 fields, and the first line names 3: what holds a separator needs quotes around it; "
        "its length is left out, and its name may be wrong"
    ]
    assert "4 min" not in (made.text or "")


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("4:33", None, [273]),
        ("75:30", None, [4530]),
        ("1:30", None, [90, 5400]),
        ("26:47:00", None, [1607, 96420]),
        ("1:02:03", None, [3723]),
        ("00:04:33", None, [273]),
        ("4.37", None, [277, 262]),
        ("4,5", None, [270]),
        ("4.75", None, [285]),
        ("273", None, [273]),
        ("45", None, [45, 2700]),
        ("273000", None, [273]),
        ("273000", "ms", [273]),
        ("273", "ms", [0, 273]),
        ("180.5", "s", [180]),
        ("PT1H2M", None, [3720]),
        ("4 min 33 s", None, [273]),
        ("4m33s", None, [273]),
        ("4'33\"", None, [273]),
        ("4:75", None, []),
        ("long", None, []),
        ("", None, []),
    ],
)
def test_a_length_has_every_reading_that_it_can_mean(text: str, unit: str | None, seconds: list[int]) -> None:
    assert [round(way.seconds) for way in readings(text, unit)] == seconds  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "data", "sentence"),
    [
        (
            "a.txt",
            b"x",
            "a.txt: the name must end in one of .m3u, .m3u8, .pls, .xspf, .csv, .tsv; it tells what kind",
        ),
        ("a.m3u", b"#EXTM3U\n", "a.m3u: there are no tracks in this list."),
        ("a.pls", b"File1=x\n", "a.pls: there is no line [playlist] in it, with which a PLS begins."),
        ("a.csv", b"1,2\n", "a.csv: its first line names no column of titles: '1,2'; write one like 'title,artist,"),
        ("a.xspf", b"<a>", "a.xspf: it is no whole XML: no element found, in line 1."),
        ("a.xspf", b"<a/>", "a.xspf: it is XML, but no XSPF: there is no <playlist> around it."),
        (
            "a.xspf",
            b'<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><playlist>&b;</playlist>',
            "a.xspf: it has a DOCTYPE, which can make a program read other files; remove that line.",
        ),
        (
            "a.xspf",
            b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><playlist><title>&x;</title></playlist>',
            "a.xspf: it has a DOCTYPE",
        ),
        ("a.xspf", b"<playlist>" + b"<a>" * 100_000, "a.xspf: its elements are nested more than 64 deep."),
        (
            "a.xspf",
            b'<?xml version="1.0" encoding="nonsense"?><playlist/>',
            "a.xspf: it names an encoding that is not known; save it as UTF-8.",
        ),
        (
            "a.csv",
            b"title," * 90_000,
            "a.csv: its first line is no heading of a table; write one like 'title,artist,",
        ),
        ("a.csv", b"title,\0", "a.csv: its first line is no heading of a table"),
        ("a.csv", b"title\n" + b"a\n" * 2001, "a.csv: there are more than 2000 tracks in this list; split it."),
        ("a.csv", b'title\n"' + b"a" * 200_000, "a.csv: its table cannot be read from line 2 on: field larger than"),
        ("a.m3u", b"a" * 1_000_001, "a.m3u: the list is larger than 1 MB; split it."),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(file: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Fault) as refused:
        read_listing(data, file)
    assert str(refused.value).startswith(sentence)


def test_a_path_in_the_library_is_never_taken_for_a_file_of_the_same_name_elsewhere() -> None:
    matcher = Matcher([Piece("one/01.flac", "A", "X"), Piece("two/01.flac", "B", "Y")])
    assert matcher.match(Entry(1, location="/old/three/01.flac")).path is None
    assert matcher.match(Entry(1, location="/old/Two/01.flac")).path == "two/01.flac"
    assert matcher.match(Entry(1, location="01.flac")).hints == ("one/01.flac", "two/01.flac")


def test_a_name_that_is_merely_like_one_is_a_hint_and_never_taken() -> None:
    matcher = Matcher([Piece(path, title, artist) for path, (_, title, artist) in MUSIC.items()])
    for title in ("Slow Watter", "Slow water (remastered)", "slow  waters"):
        match = matcher.match(Entry(1, title=title, artist="Anna Lind"))
        assert (match.path, match.hints[:1]) == (None, (WATER,))


SIGNS = st.text(alphabet=st.sampled_from("#EXTINF:-1,\n\r\t;\"'aé夜\u202e<>&%\\/.0459 \x00\x85\u2028"), max_size=200)
STARTS = [b"", b"#EXTM3U\n#EXTINF:", b"[playlist]\nFile1=", b"<playlist><trackList><track>", b"title,duration\n"]


@given(
    st.sampled_from(["a.m3u", "a.m3u8", "a.pls", "a.xspf", "a.csv"]),
    st.sampled_from([*STARTS, codecs.BOM_UTF8, codecs.BOM_UTF16_LE]),
    st.one_of(st.binary(max_size=200), SIGNS.map(lambda text: text.encode())),
)
@settings(max_examples=150)
def test_whatever_a_list_holds_it_is_an_arc_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, file: str, start: bytes, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / file
    path.write_bytes(start + data)
    try:
        made = import_list(path, None, ("mm:ss",), SOUNDSCAPES, lambda done, total: None, pytest.fail)
    except Fault:
        return
    assert made.text is None or arc_of(made).phases


@pytest.mark.parametrize(
    ("line", "length", "whole"),
    [
        ("#EXTINF:41,Anna - Water", "41", "Anna - Water"),
        ('#extinf:-1 logo="a,b" x="1",Radio, live', "-1", "Radio, live"),
        ('#EXTINF: 41 , 7" single', "41", '7" single'),
        ('#EXTINF:41 a="b,Water', "41", "Water"),
        ("#EXTINF:41", "41", ""),
        ("#EXTINF:26:47:00,A", "26:47:00", "A"),
    ],
)
def test_what_stands_before_a_path_has_a_length_and_a_title(line: str, length: str, whole: str) -> None:
    (entry,) = read_listing(f"{line}\na.flac\n".encode(), "a.m3u").entries
    assert (entry.length, entry.whole, entry.location) == (length, whole, "a.flac")


def test_a_list_that_would_take_a_parser_for_ever_is_read_in_a_moment() -> None:
    for file, data in {
        "a.m3u": b"#EXTINF:1" + b' a="b"' * 160_000 + b"x\n",
        "a.pls": b"\n" * 900_000,
        "a.csv": b"title\n" + b"a\n" * 490_000,
    }.items():
        with contextlib.suppress(Fault):
            read_listing(data, file)


def test_the_real_path_counts_before_the_title() -> None:
    matcher = Matcher([Piece(path, title, artist) for path, (_, title, artist) in MUSIC.items()])
    assert matcher.match(Entry(1, location=f"/m/{NOCTURNE}", whole="Anna Lind - Slow Water")).path == NOCTURNE
