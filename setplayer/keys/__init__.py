"""Sealing what is personal: the clinic's and the clients' keys, the key of a session that is open, what is kept for a
client's next session, and erasing.

May import `log` and everything below it. What must stay true: writing needs no secret that lasts; after End only the
clinic's passphrase or its printed recovery key opens the words; no private key reaches the disk in the clear, but for
the open session's own; whatever goes wrong here becomes a Fault, so that the music goes on. docs/keys.md is for a
clinic, decisions 096 to 099 say why.
"""
