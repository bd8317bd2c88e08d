"""Playing a session: preparing its materials, deciding in time, recording, mixing.

`prepare` reads an arc and its music; `rehearse` plays it offline with a script of cues and keeps the record;
`replay` renders a record again. Everything that touches a file or a device is here or below, in `audio`, `log` and
`library`. What must stay true: events are recorded before the samples that they shape leave.
"""
