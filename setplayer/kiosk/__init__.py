"""The screen in the therapist's hand: pygame, by touch and by keyboard.

May import the engine's view and client, the command table and what they need; never sound, state or the log. What
must stay true: every command of the table has a touch control; the room stays dark; nothing flashes or sounds; the
music plays on whatever becomes of this process. `docs/architecture.md` says where to start reading.
"""
