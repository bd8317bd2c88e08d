"""The text front: the same session, views and keys as the kiosk, in 80 by 24 characters and over ssh.

May import the engine's view and client and the command table; never sound, state or the log. What must stay true:
every command is on a key, the same letters as the kiosk's; the terminal is given back as it was found.
"""
