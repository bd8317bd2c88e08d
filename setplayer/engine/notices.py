"""What the player says of outputs, music files and the computer around a session, in English, as templates.

As `setplayer.session.sentences` has what a session decides: a front that speaks another language knows them again and
says them in it (`setplayer.engine.told`). What an arc's text or a library's files are told in `setplayer check` is
for whoever wrote them, and is not here.
"""

from typing import Final

NOTICES: Final[tuple[str, ...]] = (
    # the output
    "No sound output was found. Connect headphones or a speaker, and try again.",
    "The sound output {name} is gone. Connect it again, or choose another.",
    "There is no sound output {name}. Connected: {names}.",
    "There is no sound output {name}. Did you mean {near}? Connected: {names}.",
    "The sound output {name} cannot be opened ({reason}). Close other programs that use it, or choose another.",
    "The sound output {name} takes no sound.",
    "The sound system does not start ({reason}). See that this computer plays other sound, and try again.",
    "No sound reaches {output}: {REASON}",
    # the arc's music
    "The arc is not at hand any more; choose it again.",
    "'{path}' is left out: {REASON}",
    "'{path}' is left out: {reason}",
    "'{path}' was left out: {REASON}",
    "'{path}' was left out: {reason}",
    "{piece} was left out: {REASON}",
    "the clinic has withdrawn it",
    "there is no such file.",
    "{REASON} Did you mean '{near}'?",
    "there is no such file; correct the path or put the file there.",
    "the file is empty; replace it or leave it out.",
    "it is not music, or too damaged to open; replace the file or leave it out.",
    "there is no sound in it that can be decoded; replace the file or leave it out.",
    "it is damaged: most of it cannot be decoded; replace the file.",
    "it is damaged: too much of it in a row cannot be decoded; replace the file.",
    "it is damaged: parts of it decode to nothing but noise; replace the file.",
    "it is damaged: too much of it in a row cannot be decoded.",
    "it is louder than when it was measured: the file was changed or damaged.",
    "it was being written to while it was measured; scan again once it is all there.",
    "it holds no music: less than a second of it can be decoded.",
    "nothing in it can be decoded; replace the file or leave it out.",
    "it ends sooner than when it was measured",
    "it cannot be read ({reason}); check its permissions.",
    "{folder}: cannot be read ({reason}); check its permissions.",
    "there is no piece {path} in the library; did you mean '{near}'?",
    "there is no piece {path} in the library; remove these lines, or correct the path",
    "Music is missing: {WHAT}. A soundscape plays there.",
    "{phase} needs {minutes} more minute at intensity {intensity}",
    "{phase} needs {minutes} more minute at intensity {low} to {high}",
    "{phase} needs {minutes} more minutes at intensity {intensity}",
    "{phase} needs {minutes} more minutes at intensity {low} to {high}",
    "nothing that this pick allows fits into {phase}",
    "{FIRST}; {THEN}",
    # the computer
    "This computer may fall asleep during the session: {REASON}. Switch sleeping off in its settings.",
    "Windows refuses to keep it awake",
    "caffeinate cannot be run",
    "systemd-logind cannot be asked to keep it awake",
    "The last backup failed: {fault}",
    "Words are stored unsealed: 'setplayer keys init' sets up keys",
)
