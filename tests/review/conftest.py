"""Pages are tried in Chromium always, and in Firefox where it is installed: elsewhere no test asks for it."""

from review_browser import FIREFOX

collect_ignore = [] if FIREFOX else ["test_review_firefox.py"]
