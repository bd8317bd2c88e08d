"""What a clinic writes down about its records."""

from pathlib import Path

import pytest

from setplayer.clinic import MOST_TAGS, TAGS, Clinic, clinic_from, read_clinic
from setplayer.faults import TextFault


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
        ("colour: red", "c:1:1: unknown key 'colour'; the keys here are tags, temperature and keyboards"),
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
