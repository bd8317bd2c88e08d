import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from setplayer import strict_yaml
from setplayer.faults import TextFault
from setplayer.strict_yaml import MAX_DEPTH, collect, read_strict, text_of


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _either_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without its C loader")
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, request.param))


either_loader = pytest.mark.usefixtures("_either_loader")


def faults(text: str) -> list[str]:
    with pytest.raises(TextFault) as caught:
        read_strict(text, "F")
    return str(caught.value).splitlines()


@either_loader
def test_only_plain_decimals_true_false_and_null_are_typed() -> None:
    text = """\
numbers: [1, -2, 0, 1.5, -0.25]
words: [true, false, null, ]
texts: [1:30, "01:30", no, yes, on, True, NULL, ~, 010, +1, 1e3, 1_000, .5, 5., 0x10, 2024-01-01, .inf, "1", 'true']
long: 1234567890123456
12: number as a key
empty:
"""
    assert read_strict(text, "F").value == {
        "numbers": [1, -2, 0, 1.5, -0.25],
        "words": [True, False, None],
        "texts": [
            *("1:30", "01:30", "no", "yes", "on", "True", "NULL", "~", "010", "+1", "1e3", "1_000"),
            *(".5", "5.", "0x10", "2024-01-01", ".inf", "1", "true"),
        ],
        "long": "1234567890123456",
        "12": "number as a key",
        "empty": None,
    }


@either_loader
def test_every_value_and_key_has_its_place() -> None:
    document = read_strict("# first\na: 1\nlist:\n  - x\n  - {k: [v]}\n", "F")
    assert document.place(()) == (2, 1)
    assert document.place(("a",)) == (2, 4)
    assert document.key_place(("a",)) == (2, 1)
    assert document.place(("list", 0)) == (4, 5)
    assert document.place(("list", 1, "k", 0)) == (5, 10)
    assert document.key_place(("list", 1, "k")) == (5, 6)
    assert document.place(("list", 1, "missing", "deeper")) == (5, 5)
    assert document.key_place(("nothing",)) == (2, 1)


@either_loader
def test_an_empty_file_is_null() -> None:
    document = read_strict("# only a comment\n", "F")
    assert document.value is None
    assert document.place(("a",)) == (1, 1)


@either_loader
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1", "F:2:1: a tab is used for indentation; use spaces"),
        ("a:\n  b: 1\n \tc: 1", "F:3:2: a tab is used for indentation; use spaces"),
        ("a: b: c", "F:1:5: there is a second ':' in this line; put the whole text in quotes"),
        ("a: 1\n b: 2", "F:2:2: this line is indented too far; line it up with the one above it"),
        ("a:1\nb: 2", "F:1:3: there is no space after this ':'; write 'key: value'"),
        ("a: 1\nb:2\nc: 3", "F:2:3: there is no space after this ':'; write 'key: value'"),
        (
            "a: 1\nb 2\nc: 3",
            "F:2:1: there is no ':' after this; write 'key: value', or put a longer text in quotes",
        ),
        ("a: [1, 2", "F:1:4: the '[' that opens here is not closed; write ']' after its last value"),
        ("a: {b: 1\nc: 2", "F:1:4: the '{' that opens here is not closed; write '}' after its last value"),
        ("a: {b: 1 c: 2}", "F:1:11: a comma or '}' is missing before this"),
        ("a: 'x", "F:1:4: the quote that opens here is never closed; close it with the same quote"),
        ('a: "x\nb: 2\n', "F:1:4: the quote that opens here is never closed; close it with the same quote"),
        ("a: 'b'c", "F:1:7: there is more text after the closing quote; put all of it in quotes"),
        ("a: }", "F:1:4: there is no value where one should be; write one, or remove this"),
        ("- a\nb: 1", "F:2:1: this line is not part of the list above it; start it with '- ', or indent it less"),
        (
            "a:\n  - b\n c: d",
            "F:3:2: this line does not line up with any line above it; give it the same indentation",
        ),
        ("a: - b", "F:1:4: a '-' cannot stand here; start a new line with it"),
        ("a: ? b", "F:1:4: a text cannot start with '? '; put the whole text in quotes"),
        ("a: |9x\n z", "F:1:6: nothing can follow '|' or '>' in the same line; start the text in the next line"),
        ("%YAML 3.0\n---\na: 1", "F:1:1: this version of YAML is not known here; remove the line"),
        ("a: 1\n---\nb: 2", "F:2:1: a file holds one document; remove this '---' and what follows it"),
        ("a: *x", "F:1:4: a text that starts with '*' needs quotes (these files have no aliases)"),
        ("a: &x 1", "F:1:4: a text that starts with '&' needs quotes (these files have no anchors)"),
        ("a: !!str 1", "F:1:4: a text that starts with '!' needs quotes (these files have no tags)"),
        ("a: 1\nb: 2\na: 3", "F:3:1: 'a' is here twice, first in line 1; remove one"),
        ("? [a]\n: b", "F:1:3: a key is a plain word; write 'key: value'"),
        ("a: \x00", "F:1:4: there is a character here that cannot be shown (U+0000); remove it"),
        ("a: 1\nb: \x1b[0m", "F:2:4: there is a character here that cannot be shown (U+001B); remove it"),
        ("a: \x85", "F:1:4: there is a character here that cannot be shown (U+0085); remove it"),
        ("a: \ud800", "F:1:4: there is a character here that cannot be shown (U+D800); remove it"),
        ("\ufeffa: 1", "F:1:1: the file starts with a byte order mark; save it as UTF-8 without BOM"),
    ],
)
def test_each_mistake_of_syntax_is_named_in_plain_words(text: str, expected: str) -> None:
    assert faults(text) == [expected]


@either_loader
def test_an_escape_that_means_nothing_is_named() -> None:
    (fault,) = faults('a: "C:\\q"')
    assert fault.endswith("a backslash in double quotes starts a special character; use single quotes, or '/'")


@either_loader
def test_several_faults_are_told_at_once() -> None:
    assert faults("a: &x 1\nb: *x\na: 2\nc: {d: 1, d: 2}\ne: !t 1\nf: [") == [
        "F:1:4: a text that starts with '&' needs quotes (these files have no anchors)",
        "F:2:4: a text that starts with '*' needs quotes (these files have no aliases)",
        "F:3:1: 'a' is here twice, first in line 1; remove one",
        "F:4:11: 'd' is here twice, first in line 4; remove one",
        "F:5:4: a text that starts with '!' needs quotes (these files have no tags)",
        "F:6:4: the '[' that opens here is not closed; write ']' after its last value",
    ]


DEEP = {
    "flow": "[" * 200_000,
    "block lists": "- " * 200_000,
    "flow maps": "{a: " * 200_000,
    "keys": "? " * 200_000,
    "maps": "".join(" " * depth + "a:\n" for depth in range(1200)),
    "lists": "".join(" " * depth + "-\n" for depth in range(1200)),
}


@either_loader
@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_refused_and_nothing_crashes(text: str) -> None:
    assert faults(text)[-1].endswith("values are nested more than 16 deep here; write it with fewer levels")


@either_loader
def test_nesting_is_allowed_up_to_the_limit() -> None:
    assert read_strict("[" * MAX_DEPTH + "]" * MAX_DEPTH, "F").value != []
    assert len(faults("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))) == 1


def test_size_and_number_are_limited() -> None:
    assert faults("# " + "x" * 1_000_000) == ["F:1:1: the file is larger than 1 MB; split it, or make it shorter"]
    assert faults("# " + "é" * 500_000) == ["F:1:1: the file is larger than 1 MB; split it, or make it shorter"]
    assert len(read_strict("[" + "1," * 19_999 + "]", "F").value) == 19_999
    assert faults("- 1\n" * 20_000) == [
        "F:20000:3: the file holds more than 20000 values; split it, or make it shorter"
    ]


def test_of_a_file_that_is_no_text_a_hundred_lines_are_told() -> None:
    """Half a million findings once took longer than a second."""
    assert len(faults("\x01\n" * 499_000)) == 100


def test_bytes_that_are_not_utf_8_are_refused_with_their_place() -> None:
    assert text_of("é\n".encode(), "F") == "é\n"
    with pytest.raises(TextFault) as caught:
        text_of("a: é\nb: ".encode() + "ü".encode("latin-1"), "F")
    assert str(caught.value) == "F:2:4: this is not UTF-8 text; save the file again with the encoding UTF-8"


@either_loader
@settings(max_examples=200)
@given(st.one_of(st.text(), st.text("ab:-?[]{},#&*!|>'\"%@` \n\t\\u0")))
def test_any_text_gives_a_document_or_findings(text: str) -> None:
    document, findings = collect(text)
    assert all(finding.message.isprintable() for finding in findings)
    assert findings or document.place(()) >= (1, 1)
