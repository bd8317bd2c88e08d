"""What happens in a session: commands, events and state, as pure values and pure functions.

`decide(state, command, frame)` gives an event or a refusal; `evolve(state, event)` gives the next state; `next_due`
gives what time alone brings about (a piece begins, a cue falls due, the arc ends). An event carries its whole
outcome as data, so that `evolve` works nothing out again and an old log means the same under a newer planner.

May import `arc`, `score`, `library.track`. No input, no output, no clock: time is always an argument.
"""
