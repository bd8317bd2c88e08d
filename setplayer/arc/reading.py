"""From the text of an arc file to an `Arc`, or to every fault in it at once, each with line and column."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from setplayer.arc.checks import problems
from setplayer.arc.fields import MINUTE, REFUSED, Vocabulary
from setplayer.arc.model import Arc
from setplayer.arc.outline import Outline, outline_of
from setplayer.arc.quantities import exact_length
from setplayer.arc.starts import completed
from setplayer.arc.timeline import BOOSTER
from setplayer.arc.words import path_of, sentence, unknown_key
from setplayer.faults import Finding, TextFault
from setplayer.strict_yaml import Document, Path, collect


@dataclass(frozen=True)
class ArcReading:
    """An arc, what its author should look at again, and where in the file everything is written.

    `places.place(path)` gives line and column by the keys of the file: `("phases", 1, "music", 0, "track")`.
    """

    arc: Arc
    warnings: list[Finding]
    places: Document


def read_arc(text: str, file: str, *, soundscapes: Collection[str], sounds: Collection[str]) -> ArcReading:
    """Read the arc in `text`; `file` is the name that stands before messages.

    `soundscapes` and `sounds` are the names that the arc may use; sounds may also be files.

    Raises TextFault with every fault in the text, in the order of the file.
    """
    document, findings = collect(text)
    if findings and document.value is None:
        raise TextFault(file, findings)
    tree = _with_lengths(document.value, completed(outline_of(document.value)))
    arc, errors = _validate(tree, Vocabulary(soundscapes, sounds))
    outline = completed(outline_of(document.value, _faulty(errors, document)))
    found = [Finding(*document.place(problem.path), problem.text, problem.severity) for problem in problems(outline)]
    # What strict reading refused may look wrong a second time to the model: one fault per place is enough.
    refused = {(finding.line, finding.column) for finding in findings}
    more = [*_findings(errors, document), *(finding for finding in found if finding.severity == "fault")]
    findings += [finding for finding in more if (finding.line, finding.column) not in refused]
    if findings or arc is None:
        raise TextFault(file, findings)
    return ArcReading(arc, sorted(found), document)


def _validate(value: object, vocabulary: Vocabulary) -> tuple[Arc | None, list[ErrorDetails]]:
    try:
        return Arc.model_validate(value, context=vocabulary, by_alias=True, by_name=False), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    # At the very top an arc refuses what does not fit together, without places; the checks run here with them.
    return None, [error for error in errors if (error["type"], error["loc"]) != (REFUSED, ())]


def _with_lengths(tree: Any, outline: Outline) -> Any:
    """The tree with the lengths that it leaves out because the next phase says when it starts.

    Where that cannot be known, something is at fault, and told by the checks: any length does then.
    """
    if not outline.phases:
        return tree
    phases = list(tree["phases"])
    for index, after in enumerate(outline.phases[1:]):
        phase, follower = phases[index], phases[index + 1]
        if not (isinstance(phase, dict) and isinstance(follower, dict)) or "length" in phase:
            continue
        if "starts" in follower and (after.starts or ("", 0))[0] != BOOSTER:
            length = outline.phases[index].length_frames
            phases[index] = {**phase, "length": exact_length(length or MINUTE)}
    return {**tree, "phases": phases}


def _faulty(errors: list[ErrorDetails], document: Document) -> set[Path]:
    """Paths of values that are themselves at fault."""
    return {
        document.written(path_of(error))
        for error in errors
        if error["type"] not in ("missing", "extra_forbidden", "too_short")
    }


def _findings(errors: list[ErrorDetails], document: Document) -> Iterator[Finding]:
    # Where a key is misspelt, saying that it is missing as well would only confuse.
    misspelt = {(*path_of(error)[:-1], unknown_key(error)) for error in errors}
    for error in errors:
        path = path_of(error)
        if error["type"] == "missing" and path in misspelt:
            continue
        if text := sentence(error):
            is_key = error["type"] == "extra_forbidden"
            yield Finding(*(document.key_place(path) if is_key else document.place(path)), text)
