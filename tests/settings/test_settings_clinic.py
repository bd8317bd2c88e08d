"""What a clinic writes down about its records."""

from pathlib import Path

import pytest

from setplayer.clinic import MOST_TAGS, TAGS, Clinic, clinic_from, people_from, read_clinic, read_people
from setplayer.faults import TextFault
from setplayer.people import Contact, People


def test_nothing_written_means_what_ships(tmp_path: Path) -> None:
    assert read_clinic(tmp_path) == Clinic(tags=TAGS, temperature="C")
    assert {"Nausea", "Dizziness", "Dissociation", "Interruption"} <= set(TAGS[:7])


def test_tags_and_units_are_the_clinics(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(
        "tags: [Łzy, 'Holds  breath']\ntemperature: F\nkeyboards: [pl, en]\n", encoding="utf-8"
    )
    assert read_clinic(tmp_path) == Clinic(tags=("Łzy", "Holds breath"), temperature="F", keyboards=("pl", "en"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tagz: [A]", "c:1:1: unknown key 'tagz'; did you mean 'tags'?"),
        ("tags: []", "c:1:7: tags are a list; write them like 'tags: [Tears, Nausea]'"),
        ("tags: [Tears, tears]", "c:1:15: 'tears' is here twice; remove one"),
        ("tags: [12]", "c:1:8: a tag is a word or two; put quotes around a number"),
        ("tags: [A tag that is too long]", "has 22 characters; a control has room for 16"),
        ("temperature: K", "c:1:14: a temperature is measured in C or F; write one of them"),
        ("keyboards: [en, xx]", "c:1:17: there is no keyboard for 'xx'; there are en, cs, da, de,"),
        ("keyboards: [en, en]", "c:1:17: 'en' is here twice; remove one"),
        ("keyboards: de", "c:1:12: keyboards are a list of languages; write them like 'keyboards: [en, de]'"),
        (
            "colour: red",
            "unknown key 'colour'; the keys here are tags, temperature, keyboards, therapists, crisis, contacts",
        ),
        ("- Tears", "c:1:1: write 'tags: [Tears, Nausea]' or 'temperature: F'"),
    ],
)
def test_a_fault_says_where_and_what_to_write(text: str, fault: str) -> None:
    with pytest.raises(TextFault) as raised:
        clinic_from(text, "c")
    assert fault in str(raised.value)


def test_more_tags_than_the_screens_have_room_for_are_refused() -> None:
    words = ", ".join(f"T{n}" for n in range(MOST_TAGS + 1))
    with pytest.raises(
        TextFault, match=f"there are {MOST_TAGS + 1} tags here; the screens have room for {MOST_TAGS}"
    ):
        clinic_from(f"tags: [{words}]", "c")


WHOM = """therapists: {T1: Ana Vidal}
crisis: {name: Crisis line, phone: 112}
contacts:
  - name: The clinic
    phone: 030 123-45
    about: weekdays from 9 to 5
"""


def test_whom_a_page_names_is_read_apart_from_what_screens_are_told(tmp_path: Path) -> None:
    file = tmp_path / "clinic.yaml"
    file.write_text(f"temperature: F\n{WHOM}", encoding="utf-8")
    people = read_people(tmp_path)
    assert people == People(
        therapists={"T1": "Ana Vidal"},
        crisis=Contact(name="Crisis line", phone="112"),
        contacts=(Contact(name="The clinic", phone="030 123-45", about="weekdays from 9 to 5"),),
        file=str(file),
    )
    assert (people.called("T1"), people.called("T2")) == ("Ana Vidal", "T2")
    assert read_clinic(tmp_path) == Clinic(temperature="F"), "no name goes where screens and records are"
    assert read_people(tmp_path / "nowhere").crisis is None


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("+49 (30) 123-45", "+493012345"),
        ("112", "112"),
        ("text HOME to 741741", ""),
        ("ask at the desk", ""),
        ("+", ""),
    ],
)
def test_a_number_can_be_dialled_where_it_is_one(phone: str, dialled: str) -> None:
    assert Contact(name="Ana", phone=phone).dialled == dialled


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("crisis: 112", "c:1:9: a contact has a name and a phone; write them like '{name: Crisis line, phone: 112}'"),
        ("crisis: {name: Ana}", "c:1:9: this contact has no phone; write them like"),
        ("crisis: {name: A, phone: 1, mail: a@b}", "c:1:35: unknown key 'mail'; a contact has name, phone and about"),
        ("crisis: {name: A, phone: 116.117}", "c:1:26: a contact's phone is a text; put quotes around it"),
        ("crisis: {name: '', phone: 1}", "c:1:16: a contact's name is a text; put quotes around it"),
        (f"crisis: {{name: {'A' * 121}, phone: 1}}", "a contact's name has 121 characters; a page has room for 120"),
        ("contacts: Ana", "c:1:11: contacts are a list, each with a name and a phone"),
        (
            "contacts: [" + "{name: A, phone: 1}, " * 9 + "]",
            "c:1:11: there are 9 contacts here; a page has room for 8",
        ),
        ("therapists: Ana", "c:1:13: therapists are names by code; write them like 'therapists: {T1: Ana Vidal}'"),
        ("therapists: {T1: true}", "c:1:18: a therapist's name is a text; put quotes around it"),
    ],
)
def test_a_fault_in_a_contact_says_where(text: str, fault: str) -> None:
    with pytest.raises(TextFault) as raised:
        people_from(text, "c")
    assert fault in str(raised.value)
