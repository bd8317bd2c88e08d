"""The client's page as a file: whole, closed to every network, safe whatever it says, and not too large."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from review_sessions import PEOPLE, SESSION_ID, At, Told, a_good_hour, a_long_day, page_of, placed

from setplayer.faults import Fault
from setplayer.people import Contact, People
from setplayer.review.drawing import draw
from setplayer.review.page import render_page
from setplayer.review.prompts import GENERAL, prompt_set
from setplayer.review.saved_journal import answer_key
from setplayer.review.timeline import build_timeline
from setplayer.review.words import CARE

VOID = {"meta", "input", "br", "link", "img", "hr"}


class Reader(HTMLParser):
    """Reads a page as strictly as it can: every element closed in order, every id once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.elements: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag == "script":
            self.scripts.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["script"]:
            self.scripts[-1] += data
        elif self.open[-1:] != ["style"]:
            self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    return reader


def words(page: str) -> str:
    return " ".join(" ".join(read(page).texts).split())


@pytest.mark.parametrize("kind", ["session", "rehearsal"])
def test_a_page_is_well_formed_and_holds_the_session(kind: str) -> None:
    text = words(page_of(a_good_hour(kind)))
    for part in (
        "14 November 2026 · began at 13:00 · 1 h of music · with Ana Vidal",
        "To meet the grief without hurrying it. Your intention, in your own words",
        "Peak 22:00 to 38:00 The fullest stretch of the music.",
        "37:48 The music was held here, for 1 min 6 s",
        "14:09 You said: “there is so much room”",
        "4:06 Cedar, Rising Ana Vidal",
        "33:00 Silence 3 min",
        "36:00 Tide Soundscape",
        "“Old hymn” was left out the file is not in the library",
        f"If you need someone In a crisis Crisis line 0800 111 0 111 free, at any hour {CARE} To talk The desk ask",
        "Saturday, 21 November 2026 after one week",
        "Sunday, 14 February 2027 after three months",
        "Record K-17, sealed at " + "9f2c" * 16,
        "The music went through Arriving, Onset, Building, Peak, Return, Landing.",
        "It was fullest after 38 min, in Peak.",
        *prompt_set(None, GENERAL).asks,
    ):
        assert part in text
    assert ("This was a rehearsal, without a client." in text) == (kind == "rehearsal")
    assert ("Blood pressure 118/76" in text) == (kind == "rehearsal")


def test_a_page_asks_for_nothing_from_anywhere() -> None:
    page = page_of(a_good_hour())
    assert not re.search(
        r"(?i)https?:|//[a-z0-9.-]+\.[a-z]{2,}|@import|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon", page
    )
    assert {url.split(",")[0] for url in re.findall(r"url\(([^)]*)\)", page)} == {"data:font/woff2;base64"}
    reader = read(page)
    assert not {"img", "link", "iframe", "object", "embed", "form", "base", "audio", "video"} & set(reader.elements)
    links = [
        value for _, name, value in reader.attributes if name in ("href", "src", "srcset", "action", "xlink:href")
    ]
    assert links == ["#unfolded", "#journal", "#care", "tel:08001110111"]


def test_the_policy_lets_nothing_load_and_only_the_pages_own_script_run() -> None:
    reader = read(page_of(a_good_hour()))
    policy = next(v for t, n, v in reader.attributes if (t, n) == ("meta", "content") and v.startswith("default-src"))
    (script,) = reader.scripts
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not [name for _, name, _ in reader.attributes if name.startswith("on")]


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1) &amp; &lt;b&gt;",
    "]]></style><style>*{display:none}",
)


def test_hostile_words_are_words() -> None:
    told = Told("rehearsal")
    for text in HOSTILE:
        told.wrote(0, "intention", text=text)
        told.did(0, "begin")
        for kind in ("note", "quote", "interruption"):
            told.wrote(1, kind, text=text)
        told.wrote(1, "tag", tag=text)
        told.add(1, "note", actor=text, content={"text": "x"})
        told.add(1, "reminder_due", request={"text": text})
        told.piece(1, 2, text, text, source=text)
        told.add(2, "piece_failed", request={"title": text, "reason": text})
        told.did(2, "chime", sound=text)
    plain, page = page_of(a_good_hour("rehearsal")), page_of(told)
    assert read(page).scripts == read(plain).scripts
    assert set(read(page).elements) <= set(read(plain).elements)
    assert {n for _, n, _ in read(page).attributes} <= {n for _, n, _ in read(plain).attributes}
    for text in HOSTILE:
        assert words(page).count(text) >= 6


def test_directions_of_script_cannot_be_turned_around() -> None:
    told = Told("rehearsal")
    told.did(0, "begin")
    told.wrote(1, "note", text="safe \u202egnp.exe\u202c שלום")
    page = page_of(told)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", page)
    assert "שלום" in page


def test_eight_hours_and_300_moments_stay_under_150_kb() -> None:
    assert len(page_of(a_long_day()).encode()) < 150_000


def test_a_note_of_ten_thousand_characters_is_there_whole() -> None:
    told = Told("rehearsal")
    told.did(0, "begin")
    told.wrote(1, "note", text="long " * 2_000)
    assert ("long " * 2_000).strip() in words(page_of(told))


def test_many_moments_are_short_lines_and_few_are_marks() -> None:
    few, many = draw(build_timeline(a_long_day(40).entries)), draw(build_timeline(a_long_day(41).entries))
    assert few is not None
    assert many is not None
    assert (len(few.marks), few.rug) == (40, "")
    assert (len(many.marks), many.rug.count("V10")) == (0, 41)


def test_names_of_short_phases_never_lie_on_each_other() -> None:
    phases = tuple(placed(f"A phase named {n}", "peak", 2 * n, 2 * n + 2, 3, 3) for n in range(3))
    told = Told(phases=(*phases, placed("The last", "return", 6, 60, 3, 1)))
    told.did(0, "begin")
    told.add(60, "landed")
    drawing = draw(build_timeline(told.entries))
    assert drawing is not None
    assert [label.row for label in drawing.labels] == [0, 1, 2, 3]
    assert drawing.rows == 4


def test_a_phase_that_ended_between_minutes_has_a_round_length_in_the_drawing() -> None:
    told = Told(phases=(placed("Onset", "onset", 0, 5.4, 3, 3), placed("Short", "peak", 5.4, 6.9, 3, 3)))
    told.did(0, "begin")
    told.add(6.9, "landed")
    drawing = draw(build_timeline(told.entries))
    assert drawing is not None
    assert [label.more for label in drawing.labels] == ["5 min", "1 min 30 s"]


def test_marks_lie_on_the_curve_and_silence_lies_on_the_ground() -> None:
    drawing = draw(build_timeline(a_good_hour().entries))
    assert drawing is not None
    points = [tuple(map(float, point.split(","))) for point in drawing.curve.removeprefix("M").split()]
    heights = dict(points)
    assert {heights[x] for x in heights if 560 < x < 590} == {200}
    assert min(heights.values()) < 15
    assert [round(bar.left, 1) for bar in drawing.quiet] == [55.0, 68.3]
    assert all(0 <= mark.left <= 100 and 0 <= mark.top <= 100 for mark in drawing.marks)


@pytest.mark.parametrize(
    ("minutes", "ticks"),
    [
        (0.5, ["0 min"]),
        (45, ["0 min", "10 min", "20 min", "30 min", "40 min"]),
        (60, ["0 min", "10 min", "20 min", "30 min", "40 min", "50 min", "60 min"]),
        (480, [f"{n} h" for n in range(9)]),
    ],
)
def test_times_on_the_axis_are_round(minutes: float, ticks: list[str]) -> None:
    told = Told(phases=(placed("All", "peak", 0, minutes, 3, 3),))
    told.did(0, "begin")
    told.add(minutes, "landed")
    drawing = draw(build_timeline(told.entries))
    assert drawing is not None
    assert [tick.text for tick in drawing.ticks] == ticks


def test_a_session_longer_than_any_life_still_draws() -> None:
    told = Told(phases=(placed("All", "peak", 0, 10**9, 3, 3),))
    told.did(0, "begin")
    told.add(10**9, "landed")
    drawing = draw(build_timeline(told.entries))
    assert drawing is not None
    assert len(drawing.ticks) < 10


def test_a_session_that_never_began_has_a_page_without_a_drawing() -> None:
    page = page_of(Told())
    assert "the music was not started" in words(page)
    assert "No music was played." in words(page)
    assert 'class="chart"' not in page


def test_the_therapists_view_says_that_it_is_not_for_the_client() -> None:
    page = render_page(build_timeline(a_good_hour().entries, everything=True), People())
    assert "Not for the client" in words(page)


def test_a_dose_is_a_flag_on_the_drawing() -> None:
    told = a_good_hour()
    told.add(25, "booster", request={"minutes_ago": 1})
    drawing = draw(build_timeline(told.entries))
    assert drawing is not None
    assert [(flag.text, round(flag.left, 2)) for flag in drawing.flags] == [("Dose", 6.67), ("Second dose", 40.0)]


def test_nobody_is_given_a_page_that_names_nobody_to_call() -> None:
    with pytest.raises(Fault) as raised:
        page_of(a_good_hour(), People(contacts=PEOPLE.contacts, file="/clinic/clinic.yaml"))
    assert str(raised.value) == (
        "/clinic/clinic.yaml: no page is made while nobody is named to call in a crisis; write there, such as "
        "'crisis: {name: Crisis line, phone: 112}'."
    )
    assert CARE in words(page_of(a_good_hour("rehearsal"), People())), "a rehearsal has no client"


def test_names_are_those_of_today_and_in_the_record_are_codes() -> None:
    told = Told()
    told.did(0, "begin")
    told.add(1, "handover", actor="T1", request={"code": "T9"})
    told.add(2, "note", actor="T9", content={"text": "Warm"}, request={"shared": True})
    told.wrote(3, "quote", text="more")
    told.shared(len(told.entries))
    names = PEOPLE.model_copy(update={"therapists": {"T1": "Ana <Vidal>", "T9": "Jo Brandt"}})
    assert "with Ana <Vidal> and Jo Brandt" in words(page_of(told, names))
    assert "2:00 Warm Jo Brandt" in words(page_of(told, names))
    assert "· with" not in words(page_of(told, PEOPLE.model_copy(update={"therapists": {}})))


def test_a_journal_asks_what_it_is_given_and_its_answers_stand_under_the_question() -> None:
    reader = read(page_of(a_good_hour(), prompts=("What is here now?", "Was trägt?")))
    names = [value for tag, name, value in reader.attributes if (tag, name) == ("textarea", "name")]
    assert names == ["what-is-here-now", answer_key("Was trägt?")]
    assert re.fullmatch("q-[0-9a-f]{16}", names[1])
    long = [answer_key("What " * count) for count in (20, 21)]
    assert long[0] != long[1]
    assert all(re.fullmatch("[a-z0-9-]{1,64}", key) for key in long)
    assert SESSION_ID in [value for _, name, value in reader.attributes if name == "data-session"]


def test_rare_letters_come_along_only_where_they_are_needed() -> None:
    told = a_good_hour()
    plain = page_of(told)
    named = page_of(told, PEOPLE.model_copy(update={"crisis": Contact(name="Wójcik, Łódź", phone="112")}))
    assert (plain.count("@font-face"), named.count("@font-face")) == (2, 4)


def test_a_record_whose_clock_was_wrong_has_a_page_all_the_same() -> None:
    told = Told()
    told.did(0, "begin")
    for wall_us in (2**62, 253_402_000_000_000_000):
        entries = [entry._replace(stamp=At(wall_us)) for entry in told.entries]
        assert "Coming back to it" not in words(render_page(build_timeline(entries), PEOPLE))
