"""What must be true of the plot that a clinic pins up: all of the arc is in it, in its place, legible, harmless."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setplayer.arc.model import Arc
from setplayer.arc.reading import read_arc
from setplayer.library.track import Track
from setplayer.score.chain import Sources
from setplayer.score.model import PlacedPhase, Score
from setplayer.score.place import place
from setplayer.score.plot import Known, plot_svg
from setplayer.score.plot_axis import Scale, step_minutes, ticks
from setplayer.score.plot_draw import LEFT, RIGHT, WIDTH, cut, printable, width
from setplayer.score.plot_phases import corners, labels
from setplayer.shipped import shipped
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import SAMPLE_RATE

MINUTE = 60 * SAMPLE_RATE
SVG = "{http://www.w3.org/2000/svg}"
RECIPES = list(shipped_recipes())
SHIPPED = ["esketamine-spray-180", "ketamine-im-60", "ketamine-lozenge-90", "music-45", "music-360"]
SHAPES = ("rect", "line", "circle", "path", "polygon", "polyline")
TITLES = ("Slow Water", "Cedar, Rising", "Harbour at Four", "A Very Long Title of a Piece, Live in the Old Church")
ONCE_AND_AGAIN = """cues:
  - {every: 15 min, remind: Blood pressure}
  - {at: 5 min, do: voice, sound: breathe.flac}
  - {at: Part 1, do: chime, sound: bell}
  - {at: Part 1 + 10 s, remind: Stay near; the client may begin to move and the blanket may slip}
"""


class Case(NamedTuple):
    arc: Arc
    score: Score


def read(text: str) -> Arc:
    return read_arc(text, "arc.yaml", soundscapes=RECIPES, sounds=["bowl", "bell", "chime"]).arc


def shipped_case(name: str) -> Case:
    arc = read((shipped("playlists") / f"{name}.yaml").read_text(encoding="utf-8"))
    return Case(arc, place(Sources(arc, {})))


def track(path: str, seconds: float, title: str) -> Track:
    return Track(
        path=path,
        sha256="0" * 64,
        frames=round(seconds * SAMPLE_RATE),
        sample_rate=44_100,
        channels=2,
        integrated_lufs=-18.0,
        range_lu=5.0,
        true_peak_dbtp=-3.0,
        title=title,
        artist="E. Halvorsen",
    )


def made(minutes: int, pieces: int, phases: int = 6, more: str = ONCE_AND_AGAIN, head: str = "zero: begin") -> Case:
    """An arc of equal phases of tracks that overlap for 30 s; the second ends with a silence and a soundscape."""
    seconds = minutes * 60 / phases
    tracks = {}
    text = f"arc: Evening\n{head}\nphases:\n"
    for number in range(phases):
        overlap = "overlap: 30 s, " if number else ""
        text += (
            f"  - {{name: Part {number}, kind: peak, length: {seconds:.0f} s, {overlap}intensity: 2 -> 7, music: ["
        )
        for own in range(pieces // phases):
            path = f"{number}/{own}.flac"
            tracks[path] = track(path, 0.9 * seconds * phases / pieces, f"{TITLES[own % len(TITLES)]} {number}.{own}")
            text += f"{{track: {path}}}, "
        text += "{silence: 40 s}, {soundscape: drone}, " if number == 1 else ""
        text += "]}\n"
    arc = read(text + more)
    return Case(arc, place(Sources(arc, tracks)))


def a_day_of_work() -> Case:
    """Eight hours, 300 pieces, 100 cues."""
    cues = "".join(f"  - {{at: {3 + 4 * n} min, remind: 'Reminder {n}, look after the client'}}\n" for n in range(96))
    return made(480, 300, 12, ONCE_AND_AGAIN + cues)


def every_minute() -> Case:
    """A day with a hundred reminders, each of them every minute."""
    return made(1440, 12, more="cues:\n" + "".join(f"  - {{every: 1 min, remind: Look {n}!}}\n" for n in range(100)))


def long_words() -> Case:
    """Everything a person may write is as long as it may be."""
    booster = f"booster: {{adds: 15 min, to: [{', '.join(f'Part {n}' for n in range(6))}]}}"
    cues = "".join(
        f"  - {{{at}, remind: {'Look ' * 39}}}\n" for at in ("at: booster", "at: 3 h", "every: 1 min", "at: 0 s")
    )
    arc, score = made(60, 12, more=f"cues:\n{cues}", head=booster)
    long = tuple(clip.model_copy(update={"title": "Wide Water" * 18}) for clip in score.clips)
    phases = tuple(phase.model_copy(update={"name": f"{phase.name} {'Way ' * 28}".strip()}) for phase in score.phases)
    score = score.model_copy(update={"clips": long, "phases": phases})
    return Case(arc.model_copy(update={"name": "Evening " * 14}), score)


CASES = {
    **{name: shipped_case(name) for name in SHIPPED},
    "fifteen tracks": made(75, 15, head="zero: dose\nlead: 10 min"),
    "sixty tracks": made(360, 60),
    "forty phases": made(120, 40, 40),
    "a day of work": a_day_of_work(),
    "every minute of a day": every_minute(),
    "long words": long_words(),
}
every_case = pytest.mark.parametrize("name", CASES)


def known(case: Case) -> Known:
    """Tracks of rising intensity, and loudness that comes and goes; none of a whole day, which takes long to make."""
    paths = list(dict.fromkeys(clip.source for clip in case.score.clips if clip.kind == "track"))
    tracks = {path: track(path, 60, path).model_copy(update={"intensity": n % 11}) for n, path in enumerate(paths)}
    count = case.score.frames * 10 // SAMPLE_RATE - 29
    return Known(tracks, [-90.0 + n % 97 for n in range(count)] if count < 400_000 else None)


def drawn(case: Case) -> str:
    return plot_svg(*case, known(case))


def parsed(case: Case) -> Element:
    return ElementTree.fromstring(drawn(case))


def classed(svg: Element, style: str) -> list[Element]:
    return [element for element in svg.iter() if style in element.get("class", "").split()]


def explained(svg: Element, style: str) -> list[str]:
    return [element.findtext(f"{SVG}title", "") for element in classed(svg, style)]


def words(svg: Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def one_with(texts: Sequence[str], part: str) -> str:
    (found,) = (text for text in texts if part in text)
    return found


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", text)]


@every_case
def test_it_is_one_picture_that_needs_and_does_nothing_else(name: str) -> None:
    text = drawn(CASES[name])
    svg = ElementTree.fromstring(text)
    tags = {element.tag.removeprefix(SVG) for element in svg.iter()}
    assert tags <= {"svg", "title", "desc", "style", "defs", "pattern", "g", "text", *SHAPES}
    assert re.findall(r"href|https?:(?!//www\.w3\.org/2000/svg\")|@import|@font-face|<!|<\?|\son\w+=", text) == []
    assert set(re.findall(r"url\(([^)]*)\)", text)) <= {"#setplayer-hatch", "#setplayer-dots"}
    assert len(text.encode()) < 300_000
    assert drawn(CASES[name]) == text


@every_case
def test_it_says_what_it_is_to_those_who_cannot_see_it(name: str) -> None:
    arc, score = CASES[name]
    svg = parsed(CASES[name])
    title, summary, *_ = svg
    assert (svg.get("role"), title.tag, summary.tag) == ("img", f"{SVG}title", f"{SVG}desc")
    assert svg.get("aria-labelledby") == f"{title.get('id')} {summary.get('id')}"
    assert title.text == arc.name.strip()
    assert all(phase.name in (summary.text or "") for phase in score.phases)


def test_the_summary_is_in_plain_sentences() -> None:
    assert parsed(CASES["ketamine-im-60"]).findtext(f"{SVG}desc") == (
        "Ketamine, intramuscular, one hour: 1 h 10 min in 6 phases "
        "(Arrival, Onset, Building, Peak, Re-entry, Return), with 6 pieces of music and 5 cues. "
        "The wanted intensity is highest, 7 of 10, in Peak. "
        "0:00 is the dose, 10 min after Begin."
    )


@every_case
def test_every_phase_piece_and_cue_is_in_it(name: str) -> None:
    arc, score = CASES[name]
    svg = parsed(CASES[name])
    phases = explained(svg, "phase")
    assert len(phases) == len(score.phases)
    for phase in score.phases:
        assert f": {phase.kind}, " in one_with(phases, f"{phase.name}:")
    titles = [text.split(":")[0].split(", E. Halvorsen")[0] for text in explained(svg, "piece")]
    assert titles == [clip.title for clip in score.clips]
    told = explained(svg, "cue") + explained(svg, "note")
    for cue in arc.cues:
        assert any((cue.remind or cue.sound or "") in text for text in told)


def test_of_a_piece_it_tells_who_what_when_and_how_long() -> None:
    piece = explained(parsed(CASES["fifteen tracks"]), "piece")[0]
    assert piece == "Slow Water 0.0, E. Halvorsen: track, −10:00 to −5:30, 4 min 30 s, intensity 0.0"


def test_kinds_of_pieces_differ_in_word_and_in_form() -> None:
    svg = parsed(made(60, 12))
    shown = set(words(svg))
    for kind in ("track", "soundscape", "silence", "bed"):
        bars = [bar for group in classed(svg, "piece") for bar in classed(group, kind)]
        assert bars, kind
        assert kind in shown
    style = svg.findtext(f"{SVG}style", "")
    for rule in (".soundscape{fill:url(#setplayer-hatch)}", ".bed{fill:url(#setplayer-dots)}", "stroke-dasharray"):
        assert rule in style


# ---- where things lie


def test_times_count_from_the_dose() -> None:
    svg = parsed(CASES["ketamine-im-60"])
    minute = (RIGHT - LEFT) / 70
    drop = classed(svg, "dose-drop")
    assert [float(d.get("cx", "")) for d in drop] == [pytest.approx(LEFT + 10 * minute, abs=0.1)]
    below = {text.text: float(text.get("x", "")) for text in svg.iter(f"{SVG}text")}
    for number, at in (("−10", 0), ("−5", 5), ("0:00", 10), ("5", 15), ("60", 70), ("Begin", 0), ("the dose", 10)):
        assert below[number] == pytest.approx(LEFT + at * minute, abs=0.1), number
    assert [text for text in words(svg) if re.match(r"−?\d+:\d\d .", text)] == [
        "−9:00 Chime: bowl",
        "50:00 Stay near; the client may begin to move",
        "59:00 Chime: bell",
    ]


def test_without_a_dose_times_count_from_begin() -> None:
    svg = parsed(CASES["music-45"])
    assert classed(svg, "dose-drop") == []
    assert {"0:00", "Begin", "1:00 Chime: bowl"} <= set(words(svg))
    assert "the dose" not in words(svg)


def test_what_comes_again_has_a_mark_each_time() -> None:
    svg = parsed(CASES["ketamine-im-60"])
    (group,) = (g for g in classed(svg, "cue") if "every" in g.findtext(f"{SVG}title", ""))
    (marks,) = classed(group, "mark")
    tips = [numbers(shape)[0] for shape in (marks.get("d") or "").split("Z") if shape]
    assert tips == pytest.approx([LEFT + (RIGHT - LEFT) * m / 70 for m in (25, 40, 55)], abs=0.1)
    assert "Blood pressure · every 15 min" in words(svg)


def test_what_comes_very_often_is_a_row_of_strokes() -> None:
    assert len(classed(parsed(CASES["every minute of a day"]), "strokes")) == 100


def test_cues_without_a_time_are_told_below() -> None:
    told = explained(parsed(CASES["ketamine-im-60"]), "note")
    assert told == [
        "A booster adds 15 min to building, peak",
        "5 min after a booster: Look at how the client is",
    ]
    outside = made(60, 6, more="cues:\n  - {at: 2 h, remind: Too late}\n  - {every: 3 h, remind: Rarely}\n")
    assert explained(parsed(outside), "note") == ["Outside of the arc, at 2:00:00: Too late"]
    assert explained(parsed(outside), "cue") == ["Rarely · every 3 h: never within this arc"]


def test_crossfades_are_seen_as_bars_that_overlap() -> None:
    case = CASES["ketamine-im-60"]
    scale = Scale(case.score.frames, 0)
    bars = [numbers(group[1].get("points", "")) for group in classed(parsed(case), "piece")]
    for (before, after), (left, right) in zip(pairwise(case.score.clips), pairwise(bars), strict=True):
        assert right[0] < left[6]
        assert left[6] == pytest.approx(scale.x(before.end_frame), abs=0.1)
        assert right[0] == pytest.approx(scale.x(after.start_frame), abs=0.1)
        assert (left[3] < left[1]) != (right[3] < right[1])  # one above the line, the other below it


def test_overlaps_of_phases_are_shaded() -> None:
    shades = [e for e in classed(parsed(CASES["ketamine-im-60"]), "overlap") if e.find(f"{SVG}title") is not None]
    minute = (RIGHT - LEFT) / 70
    assert [float(shade.get("width", "")) / minute for shade in shades] == pytest.approx([0.5, 1, 1, 0.75], abs=0.02)
    assert shades[0].findtext(f"{SVG}title") == "Onset and Building overlap for 30 s"


def test_the_curve_is_the_intensity_that_will_be_wanted() -> None:
    values = dict(corners(CASES["ketamine-im-60"].score.phases))
    assert (values[0], values[70 * MINUTE]) == (2, 1)
    assert values[45 * MINUTE] == pytest.approx(6.95, abs=0.01), "re-entry begins, and overlaps the peak for a minute"
    assert values[46 * MINUTE] == pytest.approx(3.87, abs=0.01)


@pytest.mark.parametrize(
    ("minutes", "step"), [(20, 2), (45, 5), (70, 5), (120, 10), (240, 15), (480, 30), (1440, 120)]
)
def test_the_axis_has_round_numbers_and_not_too_many(minutes: int, step: int) -> None:
    assert step_minutes(minutes * MINUTE) == step
    at = ticks(Scale(minutes * MINUTE, 10 * MINUTE), step)
    assert 8 <= len(at) <= 19
    assert all(0 <= frame <= minutes * MINUTE for frame in at)
    assert 10 * MINUTE in at


def test_a_long_arc_has_its_hours_named() -> None:
    assert {f"{hour} h" for hour in range(1, 8)} <= set(words(parsed(CASES["a day of work"])))


# ---- legible


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def touches(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def boxes(svg: Element) -> Iterator[Box]:
    """Where the words are, if they are as wide as in DejaVu Sans, the widest of the usual fonts."""
    for text in svg.iter(f"{SVG}text"):
        x, y, size = (float(text.get(name, "")) for name in ("x", "y", "font-size"))
        length = size * sum(0.34 if letter in " ·.,:;ijl" else 0.64 for letter in text.text or "")
        back = {"start": 0.0, "middle": length / 2, "end": length}[text.get("text-anchor", "")]
        if "transform" in text.attrib:
            yield Box(x - 0.75 * size, y - length + back, x + 0.25 * size, y + back, text.text or "")
        else:
            yield Box(x - back, y - 0.75 * size, x - back + length, y + 0.25 * size, text.text or "")


@every_case
def test_no_words_touch_and_none_leave_the_page(name: str) -> None:
    svg = parsed(CASES[name])
    found = list(boxes(svg))
    assert [(a.text, b.text) for a, b in combinations(found, 2) if a.touches(b)] == []
    height = float(svg.get("height", ""))
    assert [
        box.text for box in found if box.left < 0 or box.right > WIDTH or box.top < 0 or box.bottom > height
    ] == []


def placed_phases(lengths: Sequence[int], names: Sequence[str]) -> list[PlacedPhase]:
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    return [
        PlacedPhase(
            name=name,
            kind="re-entry",
            start_frame=start * MINUTE,
            end_frame=(start + length) * MINUTE,
            intensity_start=1,
            intensity_end=2,
        )
        for start, length, name in zip(starts, lengths, names, strict=True)
    ]


@given(st.lists(st.tuples(st.integers(1, 40), st.text("abc W", min_size=1, max_size=60)), min_size=1, max_size=30))
def test_no_phases_line_crosses_the_words_of_another(drawn: list[tuple[int, str]]) -> None:
    lengths = [length for length, _ in drawn]
    placed = labels(placed_phases(lengths, [name for _, name in drawn]), Scale(sum(lengths) * MINUTE, 0))
    for label, other in combinations(placed, 2):
        for upper, lower in ((label, other), (other, label)):
            end = lower.x + max(width(lower.name, 13.5, bold=True), width(lower.about, 12))
            assert not (lower.name and lower.x < upper.x < end and upper.row >= lower.row)
    assert all(label.row <= 3 for label in placed)


@given(st.text(max_size=80), st.floats(0, 500))
def test_words_are_cut_to_their_room(text: str, room: float) -> None:
    shown = cut(text, room, 12)
    assert width(shown, 12) <= room
    assert shown in ("", printable(text)) or printable(text).startswith(shown.removesuffix("…").rstrip())


# ---- safe

HOSTILE = (
    "</title></svg><script>alert(1)</script>",
    "]]><!-- & &amp; &#0; <?xml?>",
    'a" onload="alert(1)',
    "\u202egnp.exe\u202c \u2066isolated",
    "null\x00 escape\x1b[31m bell\x07 \x85 \ud800 \ufffe \uffff",
    "Z" + "\u0301" * 200,
    "שלום עולם",
    "音楽" * 100,
    "long " * 1000,
)

FIFTEEN_TRACKS = {element.tag for element in parsed(CASES["fifteen tracks"]).iter()}


def titled(case: Case, titles: Sequence[str]) -> Case:
    clips = [
        clip.model_copy(update={"title": titles[n % len(titles)], "artist": titles[n % len(titles)]})
        for n, clip in enumerate(case.score.clips)
    ]
    return case._replace(score=case.score.model_copy(update={"clips": tuple(clips)}))


def assert_harmless(case: Case) -> None:
    text = plot_svg(*case, Known(known(case).tracks))
    svg = ElementTree.fromstring(text.encode("utf-8"))
    assert {element.tag for element in svg.iter()} == FIFTEEN_TRACKS
    assert all(not name.startswith("on") for element in svg.iter() for name in element.attrib)
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", text) is None
    assert "\u0301" * 5 not in text


def test_hostile_titles_are_words_and_nothing_more() -> None:
    case = titled(CASES["fifteen tracks"], HOSTILE)
    assert_harmless(case)
    shown = explained(parsed(case), "piece")
    assert shown[0].startswith("</title></svg><script>alert(1)</script>, ")
    assert "gnp.exe isolated" in shown[3]
    assert "שלום עולם" in shown[6]


def test_a_hostile_arc_is_words_and_nothing_more() -> None:
    evil = "'</text><script>alert(1)</script>'"
    case = made(75, 15, head=f"note: {evil}", more=f"cues:\n  - {{at: 5 min, remind: {evil}}}\n")
    arc = case.arc.model_copy(update={"name": HOSTILE[0]})
    svg = parsed(case._replace(arc=arc))
    assert list(svg.iter(f"{SVG}script")) == []
    assert svg.findtext(f"{SVG}title") == HOSTILE[0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=60), min_size=1, max_size=4))
def test_any_title_at_all_gives_a_picture(titles: list[str]) -> None:
    assert_harmless(titled(CASES["fifteen tracks"], titles))


@every_case
def test_it_is_coloured_for_light_rooms_dark_rooms_and_paper(name: str) -> None:
    svg = parsed(CASES[name])
    light, dark = svg.findtext(f"{SVG}style", "").split("@media screen and (prefers-color-scheme:dark){")
    used = {style for e in svg.iter() for style in e.get("class", "").split()}
    coloured = used - {"head", "phase", "piece", "cue", "note", "chime", "voice", "reminder"}
    for sheet in (light, dark):
        assert {style for style in coloured if f".{style}{{" not in sheet and f".{style}," not in sheet} == set()
    assert light.count("}") == light.count("{")
