"""What is typed at the terminal is kept while it is typed, and opened again by its key."""

from terminal_cases import Session


def kept(session: Session) -> list[tuple[str, str]]:
    return [(draft.name, draft.text) for draft in session.engine.drafts.shown]


def test_a_draft_is_kept_while_it_is_typed_and_gone_once_saved() -> None:
    session = Session(minutes=5).press("t").write("Breath").passes(1)
    assert kept(session) == [("note", "Breath")]
    session.press("esc").passes(1)
    assert kept(session) == [("note", "Breath")]
    session.press("t", "enter").passes(1)
    assert kept(session) == []
    assert session.sent[-1]["text"] == "Breath"


def test_a_draft_of_before_is_opened_by_its_key_at_its_first_letter() -> None:
    session = Session(minutes=5)
    session.engine.drafts.keep("note", "Breath", 60 * 48_000, 999_999)
    assert "Breath  not saved: T opens it" in session.screen()
    session.press("t").write(" slows").press("enter").passes(1)
    assert session.sent[-1]["text"] == "Breath slows"
    assert 239 <= session.sent[-1]["began_s_ago"] <= 250
    assert kept(session) == []


def test_a_draft_of_another_field_becomes_a_line() -> None:
    session = Session(minutes=5)
    session.engine.drafts.keep("correct 4", "the river", 0, 999_999)
    session.press(":")
    assert session.bottom.startswith(":correct 4 the river")


def test_a_note_is_ones_own_unless_tab_is_pressed() -> None:
    session = Session(minutes=5).press("t").write("Ours")
    assert "my own, not shared" in session.screen()
    session.press("tab", "enter")
    assert session.sent[-1]["shared"] is True


def test_a_glance_shows_what_matters_and_nothing_while_away() -> None:
    session = Session(minutes=5).press(":").write("touch_agreed a hand").press("enter", "i")
    assert "Touch agreed  a hand" in session.screen()
    session.press("a").passes(1)
    assert "a hand" not in session.screen()
    session.press("i")
    assert "At a glance" not in session.screen()


def test_vitals_take_units_and_checks() -> None:
    session = Session(minutes=5).press("v").write("120/80 72 98 98.4F Pain=3 of 10").press("enter")
    assert session.view.entries[-1].text == "BP 120/80 · HR 72 · SpO2 98 % · 98.4 °F · Pain 3 of 10"
