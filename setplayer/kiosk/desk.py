"""The screen as a thing with a state: events and views come in, commands go out, items say how it looks.

Time is an argument everywhere, so that tests step it. Nothing here draws, and nothing waits.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from setplayer.engine.front import Engine
from setplayer.engine.messages import Answer
from setplayer.engine.told import told
from setplayer.engine.view import View
from setplayer.kiosk import asks, changes, keys, model
from setplayer.kiosk.changes import Asked
from setplayer.kiosk.drafts import DraftKeeper, left_lately
from setplayer.kiosk.hands import Deed, Hands
from setplayer.kiosk.items import Act, Button, Item, send
from setplayer.kiosk.layout import Grid, grid_for, too_small
from setplayer.kiosk.office_desk import OfficeDesk, control_of
from setplayer.kiosk.prep_pages import PAGES
from setplayer.kiosk.screen import button_at, buttons, screen, waiting
from setplayer.kiosk.screen import too_small as too_small_screen
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.text import Fonts
from setplayer.kiosk.theme import DIM, NIGHT, Palette
from setplayer.kiosk.ui import CALLOUT_S, HUNG_S, HUSH_S, Callout, Moment, Ui
from setplayer.units import frames_from_s
from setplayer.words import _, speak, spoken


class Desk:
    """What a therapist has before them."""

    def __init__(
        self, engine: Engine, size: tuple[int, int], fonts: Fonts, *, night: bool = False, house: bool = False
    ):
        self.ui = Ui(night=night)
        self.left = False
        """Whether the person left the closing notice, or there is nothing to stay for."""
        self.view: View | None = None
        self.connected = True
        self.ended = False
        self.fonts = fonts
        self.hands = Hands()
        self.grid: Grid = grid_for(*size)
        self._engine = engine
        self._asked: dict[int, Asked] = {}
        self._foreseen: dict[int, str] = {}
        """By the number of an answer, the control whose consequence was asked for."""
        self._now_s = 0.0
        self._wall = "00:00"
        self._items: tuple[Item, ...] | None = None
        self._seen_s = 0.0
        self._heard_s = 0.0
        self._drafts = DraftKeeper(engine)
        self._office = OfficeDesk(engine)
        self._hushed_until_s = float("-inf")
        self._owes_fade = False
        """Whether FADE NOW was pressed while the player was away: it is told as soon as it is back."""
        self._house = house
        """Whether Today comes before and after a session: this screen is never left because one has ended."""

    # ---- what it shows

    @property
    def palette(self) -> Palette:
        """The colours now."""
        return NIGHT if self.ui.night else DIM

    @property
    def typing(self) -> bool:
        """Whether a field takes text."""
        return changes.is_field(self.ui.panel) and self._panel_shows

    @property
    def _panel_shows(self) -> bool:
        return self.view is not None and self.view.state != "closed" and "away" not in self.view.conditions

    @property
    def busy(self) -> bool:
        """Whether the picture changes by itself at once: a hold is filling."""
        return self.hands.press is not None and self.hands.press.button.held_down

    def items(self, now_s: float, wall: str) -> tuple[Item, ...]:
        """The picture of now."""
        self._now_s, self._wall = now_s, wall
        at = self._moment(wall)
        if at is None:
            self._items = None
            return waiting(self._empty(wall))
        if too_small(self.grid.screen.w, self.grid.screen.h):
            self._items = None
            return too_small_screen(self.grid.screen.w, self.grid.screen.h, at)
        self._items = screen(at)
        return tuple(self._touched(item) for item in self._items)

    def _touched(self, item: Item) -> Item:
        press = self.hands.press
        if press is None or not isinstance(item, Button) or item.name != press.button.name:
            return item
        return replace(item, pressed=True, fill=press.held(self._now_s))

    def _moment(self, wall: str) -> Moment | None:
        if self.view is None:
            return None
        return Moment(self.grid, self.fonts, self.view, self.ui, self._now_s, wall, self.connected)

    def _empty(self, wall: str) -> Moment:
        return Moment(self.grid, self.fonts, View(session_id=""), self.ui, self._now_s, wall, self.connected)

    def _shown(self) -> tuple[Item, ...]:
        """The items of now, made again after anything changed."""
        if self._items is None:
            at = self._moment(self._wall)
            small = too_small(self.grid.screen.w, self.grid.screen.h)
            self._items = () if at is None or small else screen(at)
        return self._items

    def _become(self, ui: Ui) -> None:
        self.ui = ui
        self._items = None

    def _set(self, **fields: Any) -> None:
        self._become(replace(self.ui, **fields))

    # ---- what comes from the engine

    def refresh(self, now_s: float) -> None:
        """Take the newest view and the answers."""
        self._now_s = self._heard_s = now_s
        self._engine.changed.clear()
        if not self._engine.connected:
            self._drafts.forget()
        self.connected, self.ended = self._engine.connected, self._engine.ended
        view = self._engine.view
        if view is not None:
            self._seen(view, now_s)
        elif self.ended and not self._house:
            self.left = True  # it came after the end: there is nothing to show
        for answer in self._engine.answers():
            self._answered(answer)
        if self._owes_fade and self.connected:
            self._owes_fade = False
            self._fade()
        self._items = None

    def _seen(self, view: View, now_s: float) -> None:
        """A view came."""
        if self.view is not None and view.session_id != self.view.session_id:
            self._another_session()
        if self.ended and not self._house and view.state != "closed":
            view = view.model_copy(update={"state": "closed"})
        self._become(changes.seen(self.ui, self.view, view, now_s))
        if self.view is None or view.frame != self.view.frame:
            self._seen_s = now_s
        if view.language != spoken():
            speak(view.language)
        first, self.view = self.view is None, view
        self.fit(self.grid.screen[2:])
        if first:
            self._go_on_typing(view)
        self._become(self._office.looked_after(self.ui, view, now_s))

    def _another_session(self) -> None:
        """Nothing of a session is carried into the next one: it may be another client's."""
        self._become(Ui(night=self.ui.night))
        self._drafts = DraftKeeper(self._engine)
        self._asked, self._foreseen = {}, {}

    def _answered(self, answer: Answer) -> None:
        self._become(self._office.answered(self.ui, answer, self._now_s))
        self.left = self.left or self._office.leaving
        if (name := self._foreseen.pop(answer.number, None)) is not None:
            self._say_foreseen(name, told(answer.text))
        asked = self._asked.pop(answer.number, None)
        if asked is None:
            return
        if not answer.done:
            self._set(opening=None)
            self._say(asked.name, told(answer.text))
            if asked.act.name == "fade_now" and self.view is not None and self.view.state != "faded":
                self._set(faded_s=None)
                if not self.connected:
                    self._owe_fade()
            return
        self._become(changes.taken(self.ui, asked))
        if asked.then is not None:
            self._send(Asked(asked.name, asked.then))

    # ---- what comes from the person

    def on(self, event: pygame.event.Event, now_s: float) -> None:
        """Take an event of the window."""
        self._now_s = now_s
        if event.type != pygame.MOUSEMOTION:
            self._office.touched(now_s)
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._set(focus="")
            self._do(self.hands.down(self._at(event.pos), now_s))
            self._foresee(self._pressed_button())
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1:
            self._do(self.hands.up(self._at(event.pos), now_s))
        elif event.type == pygame.MOUSEMOTION:
            self.hands.moved(self._at(event.pos))
            self._forget_foreseen()
        elif event.type == pygame.KEYDOWN:
            self._key_down(event.key, event.unicode, bool(event.mod & pygame.KMOD_SHIFT))
        elif event.type == pygame.KEYUP:
            self._do(self.hands.up(self._pressed_button(), now_s, f"key {event.key}"))
        elif event.type in (pygame.TEXTEDITING, pygame.TEXTINPUT):
            self._text(event.text, composing=event.type == pygame.TEXTEDITING)
        elif event.type in (pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED):
            self.fit((event.w, event.h) if event.type == pygame.VIDEORESIZE else (event.x, event.y))
        elif event.type == pygame.QUIT:
            self._closing()

    def fit(self, size: tuple[int, int]) -> None:
        """Lay everything out for a window of that size, with the type that the clinic wants."""
        large = self.view is not None and self.view.large_type
        if (size, large) != (self.grid.screen[2:], self.grid.large):
            self.grid = grid_for(*size, large=large)
            self._items = None

    def tick(self, now_s: float) -> None:
        """Let time pass: a hold may have come to its end, and the player be silent for too long."""
        self._now_s = now_s
        if self.connected and self._in_session and now_s - self._heard_s > HUNG_S:
            self.connected, self._items = False, None
        self._do(self.hands.tick(now_s))
        if (ui := self._office.looked_after(self.ui, self.view, now_s)) is not self.ui:
            self._become(ui)
        if self.connected:
            self._drafts.tell(self.ui, self._frame(), now_s)

    @property
    def _in_session(self) -> bool:
        return self.view is not None and self.view.state not in ("open", "closed") and not self.ended

    def _frame(self) -> int:
        """The session's frame by now, as far as this screen knows."""
        if self.view is None or self.view.state in ("open", "closed"):
            return 0
        return self.view.frame + frames_from_s(max(self._now_s - self._seen_s, 0) * self.view.speed)

    def _at(self, point: tuple[int, int]) -> Button | None:
        return button_at(self._shown(), (int(point[0]), int(point[1])))

    def _named(self, name: str) -> Button | None:
        return next((button for button in buttons(self._shown()) if button.name == name), None)

    def _pressed_button(self) -> Button | None:
        """The control that a key holds, as it is now; one that is on no screen is as it was."""
        press = self.hands.press
        return None if press is None else self._named(press.button.name) or press.button

    def _closing(self) -> None:
        """The window's close button: it leaves the closing notice, and never a session."""
        if self.view is not None and self.view.today is not None:
            self._leave()
        elif self.view is None or self.view.state == "closed" or self.ended:
            self.left = True
        else:
            self._say("", _("The session goes on. End it first: More, End the session."))

    # ---- keys

    def _text(self, text: str, *, composing: bool) -> None:
        """Text of the system's keyboard, or what an input method is making of it."""
        if not self.typing or self.view is None:
            return
        self._set(composing=text if composing else "")
        if not composing:
            self._become(changes.typed(self.ui, self.view, text, self._frame()))

    def _key_down(self, key: int, character: str, shift: bool) -> None:
        if self.view is not None and self.view.state == "closed" and key not in (pygame.K_TAB, pygame.K_F2):
            self.left = self.left or (
                not self._house and key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_ESCAPE)
            )
            return
        if self.typing and self.ui.composing and key != pygame.K_F12:
            return  # these keys are the input method's
        if key == pygame.K_ESCAPE and (self.typing or self.ui.office is not None or self._preparing):
            self._step_back(key)
        elif key in keys.FADES:
            self._fade()
        elif key == pygame.K_F1:
            self._set(keys=not self.ui.keys)
        elif key == pygame.K_F2:
            self._set(night=not self.ui.night)
        elif key == pygame.K_TAB:
            self._focus_on(-1 if shift else 1)
        elif key in (pygame.K_RETURN, pygame.K_KP_ENTER) and self._named(self.ui.focus) is not None:
            self._press_key(self._named(self.ui.focus), key)
        elif self.typing:
            self._field_key(key)
        else:
            self._cue_key(key, character)

    def _step_back(self, key: int) -> None:
        if (self.typing or self.ui.office is None) and self.view is not None:
            self._become(changes.opened(self.ui, self.view, ""))
        else:
            self._press_key(self._named("office back"), key)

    @property
    def _preparing(self) -> bool:
        return self.view is not None and self.view.state == "open" and self.view.today is None

    def _field_key(self, key: int) -> None:
        if key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self._press_key(self._named("save"), key)
        elif key == pygame.K_BACKSPACE and self.view is not None:
            self._become(changes.typed(self.ui, self.view, "\b", self._frame()))

    def _cue_key(self, key: int, character: str) -> None:
        if self.ui.office is not None:
            self._press_key(self._named(control_of(key, character)), key)
            return
        if key in keys.OFFICE:
            self._become(self._office.entered(self.ui, self.view, keys.OFFICE[key]))
        if (only_now := self._named(keys.before_begin(key))) is not None:
            self._press_key(only_now, key)
            return
        name = keys.name_of(key, character)
        if name is not None and self.view is not None and self.view.today is not None:
            name = None  # there is no session that a cue could be for
        if name is None or self.view is None:
            button = None
        else:
            button = self._named(name) or keys.unseen(name, self.view, self.ui.minutes_ago)
        if not self._typed_blindly(button, character):
            self._press_key(button, key)

    def _typed_blindly(self, button: Button | None, character: str) -> bool:
        """Whether a letter is meant for a field that did not open: such letters are no cues."""
        refused = button is not None and button.name.startswith("show ") and bool(button.why_not)
        letter = bool(character) and character.isprintable()
        blindly = letter and not refused and self._now_s < self._hushed_until_s
        if refused or blindly:
            self._hushed_until_s = self._now_s + HUSH_S
        if blindly:
            self._say("", _(keys.HIDDEN))
        return blindly

    def _press_key(self, button: Button | None, key: int) -> None:
        """A key acts when it goes down, or is held as a finger is."""
        by = f"key {key}"
        self._do(self.hands.down(button, self._now_s, by))
        if button is not None and not (button.held_down and not button.why_not and button.act is not None):
            self._do(self.hands.up(button, self._now_s, by))

    def _focus_on(self, step: int) -> None:
        """Tab: the control after the chosen one; from none, the first of the panel that is open, or of the screen."""
        found = buttons(self._shown())
        if not found:
            return
        names = [button.name for button in found]
        first = next((n for n, button in enumerate(found) if self._panel_of(button)), 0) if step > 0 else -1
        place = names.index(self.ui.focus) + step if self.ui.focus in names else first
        chosen = found[place % len(names)]
        self._set(focus=chosen.name)
        self._foresee(chosen)

    # ---- what a control would change

    def _foresee(self, button: Button | None) -> None:
        """While a control that re-times is pressed or chosen by Tab, its consequence is asked for and shown."""
        if button is None or button.act is None or button.why_not:
            return
        if button.act.kind == "send" and button.act.name in model.FORESEEN:
            self._foreseen[self._engine.preview(button.act.command)] = button.name

    def _say_foreseen(self, name: str, text: str) -> None:
        if self._is_chosen(name):
            words = _("If done: {what}").format(what=text)
            self._set(callout=Callout(name, words, self._now_s + CALLOUT_S, foreseen=True))

    def _forget_foreseen(self) -> None:
        """Slid off, it will not be done: what it would have changed is not told any longer."""
        callout = self.ui.callout
        if callout is not None and callout.foreseen and not self._is_chosen(callout.name):
            self._set(callout=None)

    def _is_chosen(self, name: str) -> bool:
        """Whether a control is pressed, or chosen by Tab."""
        pressed = self._pressed_button()
        return name in (self.ui.focus, "" if pressed is None else pressed.name)

    # ---- deeds

    def _do(self, deeds: Sequence[Deed]) -> None:
        for deed in deeds:
            if deed.kind == "asks":
                self._say(deed.button.name, deed.why)
            elif deed.kind == "acts on press":
                self._fade()
            else:
                self._act(deed.button)
            self._items = None

    def _act(self, button: Button) -> None:
        """Do what a control does, as it stands by now."""
        current = self._named(button.name) or button
        if current.why_not or current.act is None or self.view is None:
            self._say(current.name, current.why_not)
            return
        act = current.act
        self._set(callout=None)
        match act.kind:
            case kind if kind in asks.KINDS:
                self._send(Asked(current.name, act, self._panel_of(current)))
            case "show":
                self._become(changes.opened(self.ui, self.view, act.name))
            case "type":
                self._become(changes.typed(self.ui, self.view, act.name, self._frame()))
            case "set":
                self._become(changes.chosen(self.ui, self.view, act))
            case "submit":
                self._submit(current.name, act, self.view)
            case _:
                self._do_here(act)

    def _do_here(self, act: Act) -> None:
        """What concerns this screen alone."""
        match act.kind:
            case "night":
                self._set(night=not self.ui.night)
            case "resume" | "drop":
                self._take_up(act)
            case "office":
                self._become(self._office.acted(self.ui, self.view, act))
            case "leave":
                self._leave()

    def _leave(self) -> None:
        """Leave the kiosk; where a PIN is set, only with it. A session that has ended gives way to Today."""
        if self.ended or not self._office.guards(self.ui, self.view):
            self.left = not self._house or self.view is None or self.view.state != "closed"
        else:
            self._become(self._office.entered(self.ui, self.view, "leave"))

    def _go_on_typing(self, view: View) -> None:
        """A screen that died under somebody's hands opens the field again: keys are letters still, not cues."""
        if (draft := left_lately(view)) is not None:
            self._take_up(Act("resume", draft.key))

    def _take_up(self, act: Act) -> None:
        """Go on with a draft that was left, or drop it."""
        draft = next((draft for draft in self.view.drafts if draft.key == act.name), None) if self.view else None
        if draft is None or self.view is None:
            return
        if act.kind == "resume":
            self._become(changes.resumed(self.ui, self.view, draft))
            self._drafts.tell(self.ui, self._frame(), self._now_s)
            if draft.front_pid == os.getpid():
                return
        self._engine.keep_draft(draft.key, "", 0)

    def _panel_of(self, button: Button) -> str:
        """The panel that a control stands in; empty for the cues beside it."""
        in_page = self.ui.panel in PAGES and self._preparing
        beside = button.box.within(self.grid.rail)
        return self.ui.panel if self._panel_shows and beside != in_page else ""

    def _submit(self, name: str, act: Act, view: View) -> None:
        found = changes.submitted(self.ui, view, act, self._frame())
        if found is not None and found[0].kind == "office":
            self._become(self._office.acted(changes.opened(self.ui, view, ""), view, found[0]))
        elif found is not None:
            self._send(Asked(name, found[0], self.ui.panel, found[1]))

    def _send(self, asked: Asked) -> None:
        view = self.view or View(session_id="")
        self._asked |= dict.fromkeys(asks.ask(self._engine, asked.act, view), asked)
        if asked.act.kind == "choose":
            self._set(opening=dict(asked.act.fields).get("called", ""))

    def _fade(self) -> None:
        """It never waits; only where nothing can sound it says why not."""
        if self.view is not None and (why_not := self.view.why_not("fade_now")):
            self._say("fade_now", why_not)
            return
        if not self.connected:
            self._owe_fade()
            return
        self._send(Asked("fade_now", send("fade_now")))
        self._set(faded_s=self._now_s)

    def _owe_fade(self) -> None:
        """A fade that was asked for is not lost with the player that should have done it."""
        self._owes_fade = True
        self._say("fade_now", _("The player is restarting. It fades as soon as it is back."))

    def _say(self, name: str, text: str) -> None:
        """Words beside a control for a moment."""
        if text:
            self._set(callout=Callout(name, text, self._now_s + CALLOUT_S))
