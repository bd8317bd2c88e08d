"""pygame, imported once and quietly.

Only what pygame and pygame-ce share is used. `pygame.init()` is never called: it opens the mixer, and the sound is
another process's. SDL's signal handlers stay out: they would turn SIGTERM into a window's closing.
"""

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ.setdefault("SDL_NO_SIGNAL_HANDLERS", "1")

import pygame

__all__ = ["pygame"]
