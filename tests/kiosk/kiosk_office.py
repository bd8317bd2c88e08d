"""What stands in for reception and office: a PIN, four clients with their sessions, one opened, and settings."""

from typing import Any

from setplayer.engine.office_view import RecordLine, RecordRow, RecordView, StepView, Told
from setplayer.engine.view import EntryView, View
from setplayer.keys.pin import FREE_TRIES, wait_after

PIN = "4821"
PHRASE = "glade napkin oyster relish tulip"
PASSPHRASE = "nine quiet words"
ARC = "Ketamine, intramuscular, one hour"


def row(number: int, client: str, opened: str, state: str = "closed", length_s: float = 4_310) -> RecordRow:
    return RecordRow(
        session_id=f"s{number}", client=client, opened=opened, state=state, arc=ARC, length_s=length_s
    )  # fmt: skip


ROWS = (
    row(9, "K-31", "2026-11-14T14:05:00+01:00"),
    row(8, "M-7", "2026-11-12T10:00:00+01:00", "open", 1_200),
    row(7, "K-31", "2026-10-30T14:10:00+01:00"),
    row(6, "", "2026-10-29T09:00:00+01:00", length_s=60),
    row(5, "K-31", "2026-10-16T14:00:00+02:00"),
    row(4, "ANNA-L-2026-SPRING", "2026-10-02T14:00:00+02:00", "unreadable", 0),
    *(row(-n, f"C-{n}", f"2026-09-{20 - n:02}T14:00:00+02:00") for n in range(1, 13)),
)

LINES = (
    RecordLine(kind="heading", text="Intention"),
    RecordLine(kind="moment", text="To meet the grief, and let it be there", shared=True),
    RecordLine(kind="heading", text="Arrival", at_s=0),
    RecordLine(kind="music", text="Tide", beside="Soundscape", at_s=0),
    RecordLine(kind="moment", text="Dose", at_s=569),
    RecordLine(kind="heading", text="Onset", at_s=600),
    RecordLine(kind="moment", text="Stillness", at_s=989),
    RecordLine(kind="moment", text="Blood pressure 132/84, SpO2 98 %", beside="corrected; it was: 123/84", at_s=1469),
    RecordLine(kind="change", text="The music was held here, for 2 min", at_s=1500, beside="Return starts at 14:32"),
    RecordLine(kind="moment", text="Tears", at_s=1660),
    RecordLine(kind="moment", text="You said: “The water is holding me”", at_s=1790, shared=True),
    RecordLine(kind="heading", text="Peak", at_s=1800),
    RecordLine(kind="silence", text="Silence", beside="4 min", at_s=1900),
    RecordLine(kind="fault", text="“Slow Water” could not be played", beside="the file ends early", at_s=2500),
    RecordLine(kind="moment", text="A very long note about everything that was seen in this minute " * 6, at_s=2600),
)  # fmt: skip

SETTINGS: dict[str, Any] = {
    "output": "Headphones (USB)",
    "resumes": None,
    "backup": None,
    "backed_up": "",
    "language": "en",
    "languages": ["de", "en"],
    "large_type": False,
    "reduced_light": False,
    "calibrations": [["Headphones (USB)", 97.5], ["Room speakers", 88.0]],
    "drives": [{"name": "CLINIC-STICK", "path": "/media/CLINIC-STICK", "removable": True}],
}


WEEKS = [
    {"day": day, "kind": kind, "here": False}
    for day, kind in (
        ("2026-10-16", "session"), ("2026-10-20", "insight"), ("2026-10-30", "session"),
        ("2026-11-03", "integration"),
        ("2026-11-03", "insight"), ("2026-11-14", "session"), ("2026-11-16", "insight"),
    )
]  # fmt: skip

ENTRIES = (
    EntryView(seq=31, frame=1790 * 48_000, kind="quote", text="You said: “The water is holding me”", shared=True),
    EntryView(seq=40, frame=2600 * 48_000, kind="note", text="A very long note about everything that was seen here"),
    EntryView(seq=20, frame=989 * 48_000, kind="tag", text="Stillness"),
    EntryView(seq=29, frame=1660 * 48_000, kind="tag", text="Tears"),
    EntryView(seq=30, frame=1700 * 48_000, kind="why", text="client asked"),
    EntryView(seq=12, frame=569 * 48_000, kind="dose", text="The medicine was given: 70 mg"),
    EntryView(seq=25, frame=1469 * 48_000, kind="vitals", text="Blood pressure 132/84, oxygen 98 %"),
)

STEPS = (
    StepView(session="i3", seq=3, text="Call Ana on Sunday", day="2026-11-03"),
    StepView(session="i3", seq=4, text="A walk by the river before work, twice a week", day="2026-11-03"),
    StepView(session="i3", seq=5, text="Put the letters away", day="2026-11-03", done=True),
)


class FakeOffice:
    """Answers as reception and office do. `asked` is every question, in order."""

    def __init__(self, view: View, *, guarded: bool = True, sealed: bool = False):
        self.view = view
        self.guarded, self.sealed = guarded, sealed
        self.open = False
        self.wrong = 0
        self.pin = PIN
        self.rows = list(ROWS)
        self.settings = dict(SETTINGS)
        self.shared: set[int] = {31}
        self.prompts = "general"
        self.steps = list(STEPS)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, question: str, fields: dict[str, Any]) -> Told:
        self.asked.append((question, fields))
        if question == "pin":
            return self._try(fields["pin"])
        if question == "lock":
            self.open = False
            return Told(done=True)
        if self.guarded and not self.open:
            return Told(done=False, text="This is locked: type the PIN first.", told={"locked": True})
        return getattr(self, f"_{question}")(**fields)

    def _try(self, pin: str) -> Told:
        if pin == self.pin:
            self.open, self.wrong = True, 0
            return Told(done=True)
        self.wrong += 1
        left, wait_s = max(FREE_TRIES - self.wrong, 0), wait_after(self.wrong)
        text = f"Wrong. {left} tries are left." if left else "Wrong too often."
        return Told(done=False, text=text, told={"left": left, "wait_s": wait_s})

    def _new_pin(self, pin: str) -> Told:
        self.pin, self.guarded = pin, bool(pin)
        return Told(done=True, text="The PIN is set." if pin else "There is no PIN any more.")

    def _records(self) -> Told:
        return Told(done=True, told={"rows": [one.model_dump() for one in self.rows]})

    def _record(self, session: str) -> Told:
        found = next(one for one in self.rows if one.session_id == session)
        record = RecordView(
            row=found,
            phases=self.view.phases,
            curve=self.view.curve,
            moments=self.view.moments,
            zero_frame=self.view.zero_frame,
            dose_marked=True,
            frame=self.view.end_frame,
            end_frame=self.view.end_frame,
            lines=LINES,
            sealed=self.sealed,
            entries=tuple(one.model_copy(update={"shared": one.seq in self.shared}) for one in ENTRIES),
            leaves=tuple(line for line in LINES if line.shared or line.kind in ("heading", "music", "silence")),
            prompts=self.prompts,
            steps=tuple(self.steps),
        )
        return Told(done=True, told=record.model_dump(mode="json"))

    def _words(self, passphrase: str) -> Told:
        if passphrase != PASSPHRASE:
            return Told(done=False, text="The passphrase is not right. Try again.")
        self.sealed = False
        return Told(done=True)

    def _places(self) -> Told:
        here = {"name": "This computer", "path": "/data/exports", "removable": False}
        return Told(done=True, told={"places": [*SETTINGS["drives"], here]})

    def _page(self, session: str, place: str, form: str) -> Told:
        phrase = "" if form == "page" else PHRASE
        suffix = ".pdf" if form == "pdf" else ".html"
        return Told(done=True, text=f"It is saved as session-2026-11-14-s9{suffix}.", told={"phrase": phrase})

    def _client(self, client: str) -> Told:
        return Told(done=True, told={"weeks": WEEKS if client == "K-31" else WEEKS[:1]})

    def _here(self) -> Told:
        return Told(done=True)

    def _share(self, session: str, entry: str, shared: bool) -> Told:
        self.shared = self.shared | {int(entry)} if shared else self.shared - {int(entry)}
        return self._record(session)

    def _prompts(self) -> Told:
        names = ("general", "cognitive-behavioural", "mindfulness-based", "somatic", "trauma-informed")
        return Told(done=True, told={"sets": [{"name": name, "title": name.capitalize()} for name in names]})

    def _choose_prompts(self, session: str, chosen: str) -> Told:
        self.prompts = chosen
        return self._record(session)

    def _journals(self, session: str) -> Told:
        return Told(done=True, told={"places": [{"name": "my-session.html", "path": "/media/STICK/my-session.html"}]})

    def _take_journal(self, session: str, page: str) -> Told:
        return self._record(session).model_copy(update={"text": "2 entries are taken into the record."})

    def _talk(self, about: str, session: str, kind: str, text: str) -> Told:
        if kind == "step":
            self.steps.append(StepView(session="i9", seq=len(self.steps), text=text, day="2026-11-23"))
        return Told(done=True, text="It is in the record.", told={"session": "i9", "steps": self._all_steps()})

    def _tick(self, session: str, seq: str, done: bool) -> Told:
        self.steps = [
            one.model_copy(update={"done": done}) if (one.session, one.seq) == (session, int(seq)) else one
            for one in self.steps
        ]
        return Told(done=True, told={"steps": self._all_steps()})

    def _all_steps(self) -> list[dict[str, Any]]:
        return [one.model_dump() for one in self.steps]

    def _erase(self, client: str) -> Told:
        self.rows = [one for one in self.rows if one.client != client]
        return Told(done=True, text="The words of 3 sessions are erased, and their keys. Backups are not.")

    def _settings(self) -> Told:
        return Told(done=True, told=self.settings)

    def _set(self, field: str, value: Any) -> Told:
        self.settings[field] = None if value == "" else value
        return Told(done=True, told=self.settings)

    def _back_up(self, drive: str) -> Told:
        self.settings["backup"] = f"{drive}/setplayer-backup"
        return Told(done=True, text="Backed up.", told=self.settings)
