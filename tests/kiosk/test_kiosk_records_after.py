"""Records, days later: what is shared, what the page asks, integration sessions and the steps of a client."""

import kiosk_cases as cases
from kiosk_cases import Session, behind

from setplayer.kiosk.office import IDLE_S, TALK_IDLE_S


def asked(session: Session, question: str) -> list[dict[str, object]]:
    assert session.office is not None
    return [fields for name, fields in session.office.asked if name == question]


def test_entries_are_shared_one_by_one_and_vitals_say_what_they_are() -> None:
    session = behind("office records", "session s9", "share…")
    assert session["share 31"].on
    assert session["share 40"].sub == "not shared"
    session.tap("share 40")
    assert asked(session, "share") == [{"session": "s9", "entry": "40", "shared": True}]
    assert session["share 40"].on
    session.tap("share 40", "entries after")
    assert asked(session, "share")[-1]["shared"] is False
    assert session["share 25"].sub == "vitals, not shared"


def test_the_preview_shows_only_what_leaves() -> None:
    session = behind("office records", "session s9", "share…")
    assert "Blood pressure" in session.words
    session.tap("leaves")
    assert "You said: “The water is holding me”" in session.words
    assert "corrected; it was: 123/84" not in session.words
    session.tap("office back")
    assert "corrected; it was: 123/84" in session.words


def test_the_pages_questions_are_chosen() -> None:
    session = behind("office records", "session s9", "places", "prompts", "prompts somatic")
    assert asked(session, "choose_prompts") == [{"session": "s9", "chosen": "somatic"}]
    assert session["prompts"].sub == "somatic"


def test_an_integration_session_is_one_session_whose_words_are_saved_as_they_are_said() -> None:
    session = cases.talked("Something to hold on to")
    session.tap("show talk step")
    session.type("Write to Ana")
    session.tap("save")
    about = {"about": "s9", "kind": "insight", "text": "Something to hold on to"}
    assert asked(session, "talk") == [
        {**about, "session": ""},
        {"about": "s9", "kind": "step", "text": "Write to Ana", "session": "i9"},
    ]
    assert "Insight: Something to hold on" in session.words
    assert "To meet the grief" in session.words, "the timeline stays open beside it"
    assert session["steps"].sub == "3 open"
    assert not session.desk.ui.drafts
    session.tap("office back", "office back")
    assert len(asked(session, "records")) == 2, "the new session is listed"


def test_steps_are_ticked_off_and_opened_again() -> None:
    session = behind("office records", "session s9", "talk…", "steps", "step i3 3")
    assert asked(session, "tick") == [{"session": "i3", "seq": "3", "done": True}]
    assert session["step i3 3"].on
    session.tap("step i3 3")
    assert not session["step i3 3"].on
    session.tap("office back")
    assert session["steps"].sub == "2 open"


def test_people_who_talk_are_not_locked_out_and_what_is_typed_is_kept_when_it_locks() -> None:
    session = behind("office records", "session s9", "talk…", "show talk insight")
    session.type("The sea")
    session.step(IDLE_S + 1)
    assert session.desk.ui.office is not None
    session.step(TALK_IDLE_S)
    assert session.desk.ui.office is None
    assert asked(session, "talk") == [{"about": "s9", "session": "", "kind": "insight", "text": "The sea"}]
    assert not session.desk.ui.drafts, "nobody finds it in the next client's record"


def test_what_is_typed_in_records_is_no_draft_of_a_session() -> None:
    session = behind("office records", "session s9", "talk…", "show talk insight")
    session.type("The sea")
    session.step(2)
    assert session.engine.drafts.shown == ()


def test_the_line_of_a_clients_weeks_stands_over_their_sessions_alone() -> None:
    session = behind("office records", "client K-31")
    assert asked(session, "client") == [{"client": "K-31"}]
    assert "16 Oct 2026" in session.words
    assert "16 Nov 2026" in session.words
    session.tap("client")
    assert "16 Nov 2026" not in session.words
    session.tap("client M-7")
    assert "integration" not in session.words, "one session is no line"


def test_a_journal_is_taken_in_only_by_holding_which_says_that_the_client_wants_it() -> None:
    session = behind("office records", "session s9", "talk…", "journals")
    assert "Ask the client first." in session.words
    session.down(session.middle("journal 1"))
    session.step(0.8)
    session.up(session.middle("journal 1"))
    assert asked(session, "take_journal") == []
    session.tap("journal 1")
    assert asked(session, "take_journal") == [{"session": "s9", "page": "/media/STICK/my-session.html"}]
    assert session.desk.ui.office.said == "2 entries are taken into the record."
    assert session.desk.ui.office.panel == "talk"
