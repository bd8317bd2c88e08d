"""What can go wrong in a way that a person can mend, each with one clear sentence and an exit status."""

from dataclasses import dataclass


class Fault(Exception):
    """One sentence that a person can act on: what is wrong, where, and what to do.

    `exit_status` is 1 when the input is at fault and 3 when the machine is (no device, disk full).
    """

    exit_status = 1


class MachineFault(Fault):
    """The machine cannot do what was asked: a full disk, a folder that cannot be written, no device."""

    exit_status = 3


class DiskFullFault(MachineFault):
    """There is no room left where something is to be saved."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault or warning at a place in a text file. Lines and columns count from 1."""

    line: int
    column: int
    message: str
    severity: str = "fault"

    def at(self, file: str) -> str:
        """The finding as `FILE:LINE:COLUMN: message`, the form editors and people know."""
        mark = "warning: " if self.severity == "warning" else ""
        return f"{file}:{self.line}:{self.column}: {mark}{self.message}"


class TextFault(Fault):
    """A text file with faults; all of them at once."""

    def __init__(self, file: str, findings: list[Finding]):
        self.file = file
        self.findings = sorted(findings)
        super().__init__("\n".join(finding.at(file) for finding in self.findings))


def shown(value: object) -> str:
    """What was written, as a message quotes it: short, and on one line."""
    text = "true" if value is True else "false" if value is False else str(value)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"
