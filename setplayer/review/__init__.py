"""What is made of a session afterwards: the client's timeline, as a page and as text for a terminal.

`timeline` turns a session's events into one frozen `Timeline` (`model`); `page` and `text` only draw that value.
Whoever reads a session file gives its events in: nothing here opens one, and nothing here may be imported by what
plays. What must stay true: nothing personal is on a page unless it was shared (the intention aside, which the client
wrote for it), every text is cleaned once, when the timeline is built, and a page asks nothing of any network.
"""
