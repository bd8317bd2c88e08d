"""The texts that translators are given, as a gettext template: `make words` writes assets/locale/setplayer.pot.

Babel collects what `_`, `several` and `marked` hold. The names of commands, and why they make no sense in a state,
stand in the command table, what a session says in `session/sentences.py`, and what the player says in
`engine/notices.py`, which know nothing of languages: they are added here.
"""

import io
import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from setplayer.engine.notices import NOTICES
from setplayer.files import writing
from setplayer.session.sentences import SENTENCES
from setplayer.session.table import TABLE, WHY_NOT
from setplayer.words import DOMAIN

_KEYWORDS: Final = {"_": None, "marked": None, "several": (1, 2)}
_PACKAGE: Final = Path(__file__).parent
TEMPLATE: Final = _PACKAGE.parent / "assets" / "locale" / f"{DOMAIN}.pot"


def template() -> str:
    """Every text that a person reads on the kiosk, sorted; without dates, so that it changes with the texts alone."""
    catalogue = Catalog(project=DOMAIN, charset="utf-8")
    for path in sorted(_PACKAGE.rglob("*.py")):
        source = path.read_bytes()
        if b"setplayer.words import" in source:
            where = [(path.relative_to(_PACKAGE.parent).as_posix(), 0)]
            for _line, text, _comments, _context in extract("python", io.BytesIO(source), keywords=_KEYWORDS):
                catalogue.add(text, locations=where)
    for text in (*(row.label for row in TABLE.values()), *WHY_NOT.values()):
        catalogue.add(text, locations=[("setplayer/session/table.py", 0)])
    for text in SENTENCES:
        catalogue.add(text, locations=[("setplayer/session/sentences.py", 0)])
    for text in NOTICES:
        catalogue.add(text, locations=[("setplayer/engine/notices.py", 0)])
    made = io.BytesIO()
    write_po(made, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=110)
    return _HEAD + made.getvalue().decode()


_HEAD: Final = """# Every text that people read on setplayer's screens. Made by `make words`; see docs/languages.md.
msgid ""
msgstr ""
"Project-Id-Version: setplayer\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def main() -> int:
    """Write the template."""
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    with writing(TEMPLATE) as path:
        path.write_text(template(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
