"""How long the worst arc files take to be read, up to the 1 MB that is allowed: `python -m bench.arc_reading`."""

import time
from collections.abc import Iterator

from setplayer.arc.reading import read_arc
from setplayer.faults import TextFault

SIZE = 999_000
PHASE = "  - {name: P%d, kind: peak, length: 1 min, intensity: 2, music: [%s]}\n"


def files() -> Iterator[tuple[str, str]]:
    """Texts by what is wrong with them."""
    head = "arc: A\nphases:\n"
    yield (
        "right, 60 phases of 150 tracks",
        head + "".join(PHASE % (n, ", ".join(f"{{track: a/{m}.flac}}" for m in range(150))) for n in range(60)),
    )
    yield "misspelt keys", "".join(f"lenght{n}: 1\n" for n in range(9_900))
    yield (
        "unknown anchors",
        head + PHASE % (0, "") + "cues:\n" + "".join(f"  - {{at: peek{n}, do: chime}}\n" for n in range(4_000)),
    )
    yield (
        "unknown soundscapes",
        head + "".join(PHASE % (n, ", ".join(f"{{soundscape: tied{m}}}" for m in range(150))) for n in range(60)),
    )
    yield "phases", head + "".join(PHASE % (n, "") for n in range(1_500))
    yield (
        "overlapping phases that say when they start",
        head
        + "".join(f"  - {{name: P{n}, kind: peak, starts: P{n - 1} + 1 min, intensity: 2}}\n" for n in range(2_500)),
    )
    yield "one long text", "arc: " + "x" * SIZE
    yield "one long quoted text", 'arc: "' + "\\x41" * (SIZE // 4) + '"'
    yield "one long length", head + "  - {name: P, kind: peak, intensity: 2, length: " + "1 min " * (SIZE // 6) + "}"
    yield "one long moment", head + PHASE % (0, "") + "cues:\n  - {do: chime, at: " + "peak - " * (SIZE // 7) + "1 s}"
    yield "digits and signs", head + PHASE % (0, "") + "cues:\n  - {do: chime, at: " + "1-" * (SIZE // 2) + "}"
    yield "spaces", head + "  - {name: P, kind: peak, length: 1" + " " * SIZE + "min, intensity: 2}"
    yield "lines", "\n" * SIZE
    yield "comments", "# x\n" * (SIZE // 4)
    yield "brackets", "[" * SIZE
    yield "braces", "{a: " * (SIZE // 4)
    yield "question marks", "? " * (SIZE // 2)
    yield "an unclosed quote", "a: '" + "x\n" * (SIZE // 2)
    yield "colons", "a: " + ": " * (SIZE // 2)
    yield "anchors", "".join(f"a{n}: &x 1\n" for n in range(9_900))
    yield "one key again and again", "a: 1\n" * 9_900
    yield "characters that cannot be shown", "\x01\n" * (SIZE // 2)


def main() -> None:
    """Print the processor time of each, the slowest last."""
    taken = []
    for name, text in files():
        started = time.process_time()
        try:
            read_arc(text, "F", soundscapes=("tide", "drone"), sounds=("bowl",))
            found = 0
        except TextFault as fault:
            found = len(fault.findings)
        taken.append((time.process_time() - started, len(text), found, name))
    for seconds, size, found, name in sorted(taken):
        print(f"{seconds:6.3f} s  {size:7d} characters  {found:6d} faults  {name}")


if __name__ == "__main__":
    main()
