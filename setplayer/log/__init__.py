"""The durable record: one SQLite file for each session, its chain of hashes, and what is told from it.

May import `session` and everything below it, never `audio` nor anything above. What must stay true: an event that
was acknowledged survives a power cut; nothing that was written is ever changed; what is personal lies in `content`
alone and can be erased without breaking the chain; one process writes a file, over one connection; a damaged or
hostile file gives one clear sentence. `docs/session-file.md` is the format.
"""
