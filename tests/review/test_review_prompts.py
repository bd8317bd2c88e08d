"""What the page asks: sets that ship, sets of a clinic's own, and faults of their files."""

from pathlib import Path

import pytest
from review_sessions import PEOPLE, a_good_hour

from setplayer.faults import Fault, TextFault
from setplayer.review.page import render_page
from setplayer.review.prompts import GENERAL, chosen_prompts, page_prompts, prompt_set, prompt_sets, prompts_from
from setplayer.review.timeline import build_timeline

SHIPPED = ["general", "cognitive-behavioural", "mindfulness-based", "somatic", "trauma-informed"]
OWN = "prompts: Ours\nask:\n  - What did the sea say?\n"


def own(data: Path, name: str, text: str = OWN) -> None:
    (data / "prompts").mkdir(exist_ok=True)
    (data / "prompts" / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_the_sets_that_ship_are_whole_and_the_general_one_comes_first(tmp_path: Path) -> None:
    sets = prompt_sets(tmp_path)
    assert [one.name for one in sets] == SHIPPED
    assert all(len(one.asks) == 5 and one.title for one in sets)


def test_a_clinics_own_set_is_one_more_or_stands_in_the_place_of_one_that_ships(tmp_path: Path) -> None:
    own(tmp_path, "sea")
    own(tmp_path, "somatic")
    assert [one.name for one in prompt_sets(tmp_path)] == sorted([*SHIPPED, "sea"], key=lambda n: (n != GENERAL, n))
    assert prompt_set(tmp_path, "sea").asks == prompt_set(tmp_path, "somatic").asks == ("What did the sea say?",)


def test_a_name_that_there_is_not_is_said_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"There is no set of prompts 'somatik'\. Did you mean 'somatic'\?"):
        prompt_set(tmp_path, "somatik")
    with pytest.raises(Fault, match="There are: cognitive-behavioural, general, mindfulness-based"):
        prompt_set(tmp_path, "../../etc/passwd")


def test_every_fault_of_a_file_is_told_with_its_place() -> None:
    text = "prompts: 12\naskk: []\nask:\n  - Where: here?\n  - What?\n  - what?\n"
    with pytest.raises(TextFault) as told:
        prompts_from(text, "own.yaml", "own")
    assert str(told.value).splitlines() == [
        "own.yaml:1:10: prompts have a name; put quotes around one that is a number or has ': ' in it",
        "own.yaml:2:1: unknown key 'askk'; did you mean 'ask'?",
        "own.yaml:4:5: a question is a sentence; put quotes around one that is a number or has ': ' in it",
        "own.yaml:6:5: 'what?' is here twice; remove one",
    ]
    with pytest.raises(TextFault, match="prompts have a name and questions"):
        prompts_from("- a", "own.yaml", "own")
    with pytest.raises(TextFault, match="has 241 characters; there is room for 240"):
        prompts_from(f"prompts: x\nask: [{'w' * 241}]", "own.yaml", "own")
    with pytest.raises(TextFault, match="there are 13 questions"):
        prompts_from(f"prompts: x\nask: [{', '.join(f'q{n}' for n in range(13))}]", "own.yaml", "own")


def test_the_page_asks_what_was_chosen_last_and_the_general_ones_otherwise(tmp_path: Path) -> None:
    told = a_good_hour()
    assert page_prompts(tmp_path, told.entries) == prompt_set(None, GENERAL).asks
    told.did(90, "prompts", set="sea")
    assert chosen_prompts(told.entries) == "sea"
    assert page_prompts(tmp_path, told.entries) == prompt_set(None, GENERAL).asks, "the set is not kept here"
    own(tmp_path, "sea")
    page = render_page(build_timeline(told.entries), PEOPLE, page_prompts(tmp_path, told.entries))
    assert "What did the sea say?" in page
    assert "What stayed with you?" not in page
    assert "What stayed with you?" in render_page(build_timeline(told.entries), PEOPLE)
