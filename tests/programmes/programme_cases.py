"""A small library with titles in many scripts, and messy lists with what must come of each."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "library"))
from library_making import make, tone

MUSIC = {
    "quiet/slow water.flac": (11, "Slow Water", "Anna Lind"),
    "quiet/Ηλιος.flac": (12, "Ήλιος", "Μαρία"),
    "peak/أغنية الليل.flac": (13, "أغنية الليل", "فيروز"),
    "peak/夜曲.flac": (14, "夜曲", "王菲"),
    "peak/Hallelujah.flac": (15, "Hallelujah, Amen", "Jones, Smith & Co"),
    "home/déjà.flac": (16, "Déjà vu", "Zoé"),
    "home/twice.flac": (17, "Twice", "One"),
    "other/twice.flac": (17, "Twice", "One"),
}
"""How long in seconds, title and artist."""


def make_music(folder: Path) -> Path:
    for number, (path, (seconds, title, artist)) in enumerate(MUSIC.items()):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        make(file, tone(seconds, 8_000, hz=200 + number, channels=1), 8_000, tags={"title": title, "artist": artist})
    return folder


@dataclass(frozen=True)
class Messy:
    """A list, and what must come of it: phases by name with their tracks, and what is told, each a part of a line."""

    file: str
    data: bytes
    phases: dict[str, list[str]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    durations: tuple[str, ...] = ()
    silent: bool = False
    """Whether nothing is to be told."""


WATER, SUN, NIGHT, NOCTURNE, AMEN, AGAIN = list(MUSIC)[:6]

LISTS = {
    "a plain M3U8 with relative paths": Messy(
        "a.m3u8",
        f"#EXTM3U\n#EXTINF:11,Anna Lind - Slow Water\n{WATER}\n#EXTINF:13,فيروز - أغنية الليل\n./{NIGHT}\n"
        f"#EXTINF:16,Zoé - Déjà vu\n{AGAIN}\n".encode(),
        {"Onset": [WATER], "Peak": [NIGHT], "Return": [AGAIN]},
        ("a.m3u8:1:1: warning: the list names no phases: it is parted into onset, peak and return",),
    ),
    "Windows paths, a byte order mark, phases by group": Messy(
        "win.m3u8",
        b"\xef\xbb\xbf"
        + "#EXTM3U\r\n#EXTGRP:Onset\r\nC:\\Music\\quiet\\slow water.flac\r\n#EXTGRP:Peak\r\n"
        "\\\\server\\share\\peak\\夜曲.flac\r\n".encode(),
        {"Onset": [WATER], "Peak": [NOCTURNE]},
        silent=True,
    ),
    "addresses: a file's, a stream, and one that goes up": Messy(
        "urls.m3u8",
        b"#EXTGRP:Peak\nfile:///home/me/peak/%E5%A4%9C%E6%9B%B2.flac\nhttps://radio.example/live\n"
        b"../elsewhere/../quiet/slow%20water.flac\nspotify:track:4uLU6hMCjMI75M1A2tKUQC\n",
        {"Peak": [NOCTURNE, WATER]},
        ("urls.m3u8:3:1: warning: live: an address on a network", "urls.m3u8:5:1: warning: spotify:track"),
    ),
    "a Latin-1 M3U with commas in names": Messy(
        "old.m3u",
        "#EXTM3U\n#EXTGRP:Return\n#EXTINF:16,Zoé - Déjà vu\nD:\\x\\deja.mp3\n"
        "#EXTINF:-1,Jones, Smith & Co - Hallelujah, Amen\nz.mp3\n".encode("latin-1"),
        {"Return": [AGAIN, AMEN]},
        ("old.m3u:3:1: warning: this is no UTF-8 and was read as Latin-1",),
    ),
    "a PLS whose numbers are out of order, with an unmatched track": Messy(
        "a.pls",
        f"[playlist]\nFile2={SUN}\nTitle2=Μαρία - Ήλιος\nLength2=12\nFile1=gone/nowhere.flac\n"
        "Title1=Nobody - Nothing At All\nLength1=300\nNumberOfEntries=2\nVersion=2\n".encode(),
        {"Music": [SUN]},
        ("a.pls:5:1: warning: Nobody - Nothing At All: not in the library", "the list names no phases: all of it"),
    ),
    "an XSPF with milliseconds, entities and escapes": Messy(
        "a.xspf",
        b'<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/">\n'
        b"<title>Evening &amp; night</title><trackList>\n"
        b"<track><title>Hallelujah, Amen</title><creator>Jones, Smith &amp; Co</creator>"
        b"<duration>15000</duration></track>\n"
        b"<track><location>file:///x/peak/%E5%A4%9C%E6%9B%B2.flac</location><duration>240000</duration></track>\n"
        b"</trackList></playlist>",
        {"Music": [AMEN, NOCTURNE]},
        ("a.xspf:5:1: warning: 夜曲.flac lasts 14 s in the library, and 4 min in the list",),
    ),
    "an XSPF whose milliseconds are seconds": Messy(
        "s.xspf",
        b"<playlist><trackList>\n<track><title>Lost</title><duration>273</duration></track></trackList></playlist>",
        open=("s.xspf:2:1: '273' of Lost can mean 0.3 s (--durations ms) or 4 min 33 s (--durations s); say which",),
    ),
    "a table in any order, semicolons, cells below a phase left empty": Messy(
        "t.csv",
        'DURATION;Phase;ARTIST;Title\n0:11;Onset;Anna Lind;Slow Water\n;;"Jones, Smith & Co";"Hallelujah, Amen"\n'
        "\n0:16;Return;Zoé;DÉJÀ VU\n".encode(),
        {"Onset": [WATER, AMEN], "Return": [AGAIN]},
        ("t.csv:2:1: '0:11' is read as 11 s, as the library's file lasts", "t.csv:5:1: '0:16' is read as 16 s"),
    ),
    "tabs, a byte order mark, marks that turn the direction, and a near name": Messy(
        "rtl.csv",
        "\ufeffTitle\tArtist\tPhase\n\u200fأغنية الليل\u200e\t\u202bفيروز\u202c\tPeak\nDeja vu\tZoe\tPeak\n".encode(),
        {"Peak": [NIGHT]},
        ("rtl.csv:3:1: warning: Deja vu, Zoe: not in the library; did you mean 'home/déjà.flac'?",),
    ),
    "UTF-16 as spreadsheets save it": Messy(
        "u.csv",
        "title,artist,phase\nΉλιος,Μαρία,Building\n夜曲,王菲,Peak\n".encode("utf-16"),
        {"Building": [SUN], "Peak": [NOCTURNE]},
        silent=True,
    ),
    "hours that are minutes, and decimals, of tracks that are not there": Messy(
        "m.csv",
        b"Title,Artist,Duration,Phase\nA,X,26:47:00,Onset\nB,X,4.37,Onset\nC,X,1:02:03,Peak\nD,X,PT4M33S,Peak\n",
        open=(
            "m.csv:2:1: '26:47:00' of A, X can mean 26 min 47 s (--durations mm:ss) or 26 h 47 min (--dur",
            "m.csv:3:1: '4.37' of B, X can mean 4 min 37 s (--durations mm:ss) or 4 min 22 s (--durations min)",
        ),
    ),
    "the same, with a person's word": Messy(
        "m.csv",
        b"Title,Artist,Duration,Phase\nA,X,26:47:00,Onset\nB,X,4.37,Onset\nC,X,1:02:03,Peak\n",
        {"Onset": [], "Peak": []},
        ("m.csv:2:1: '26:47:00' is read as 26 min 47 s, as you chose", "'4.37' is read as 4 min 37 s, as you chose"),
        durations=("mm:ss",),
    ),
    "hours that are minutes, resolved by the library's file": Messy(
        "r.csv",
        b"title,artist,length\nSlow Water,Anna Lind,00:11:00\n",
        {"Music": [WATER]},
        ("r.csv:2:1: '00:11:00' is read as 11 s, as the library's file lasts",),
    ),
    "a list whose other lines say how its lengths are written": Messy(
        "o.csv",
        b"title,duration,phase\nA,1:30,Onset\nB,12:15,Onset\n",
        {"Onset": []},
        ("o.csv:2:1: '1:30' is read as 1 min 30 s, since '12:15' in line 3 can be no other",),
    ),
    "a service's table in milliseconds, and phases that are numbers": Messy(
        "e.csv",
        b'"Track Name","Artist Name(s)","Track Duration (ms)",Section\n"Slow Water","Anna Lind",11000,1\n'
        b'"Gone","Anna Lind",183000,2\n',
        {"Phase 1": [WATER], "Phase 2": []},
        (
            "e.csv:2:1: warning: the phase '1' is called 'Phase 1' in the arc",
            "e.csv:2:1: warning: which kind of phase '1' is cannot be told from its name; it is written as 'peak'",
        ),
    ),
    "one title twice in the library": Messy(
        "two.csv",
        b"title,artist,phase\nTwice,One,Onset\nSlow Water,,Onset\n",
        {"Onset": [WATER]},
        (
            "two.csv:2:1: warning: Twice, One: not in the library; did you mean 'home/twice.flac' or 'other/tw",
            "two.csv:3:1: Slow Water is 'quiet/slow water.flac', known by its title alone",
        ),
    ),
}
