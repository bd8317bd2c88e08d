"""Work done in order on a thread of its own, a bounded way behind whoever asks for it."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class Behind:
    """Calls done one after another, of which at most `most` wait. What a call raises comes out at a later `do`."""

    def __init__(self, most: int):
        self._most = most
        self._thread = ThreadPoolExecutor(1)
        self._failed = False
        self._waiting: deque[Future[None]] = deque()

    def do(self, call: Callable[[], None]) -> None:
        """Have the call done after those before it. Raises what one of them raised; nothing is done after that."""
        while len(self._waiting) >= self._most:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._unless_failed, call))

    def _unless_failed(self, call: Callable[[], None]) -> None:
        if not self._failed:
            try:
                call()
            except BaseException:
                self._failed = True
                raise

    def finish(self) -> None:
        """Wait until everything is done, and end. Raises what a call raised."""
        try:
            while self._waiting:
                self._waiting.popleft().result()
        finally:
            self.drop()

    def drop(self) -> None:
        """End without doing what still waits; what is under way is done."""
        self._thread.shutdown(cancel_futures=True)
