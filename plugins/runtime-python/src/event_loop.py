"""An asyncio event loop for a place without sockets and threads: callbacks, timers, tasks and sleeping.

`asyncio.sleep` waits on the host's virtual clock and so returns at once. Streams, subprocesses and executors are not there.
"""

import asyncio
import time

_sleep = time.sleep


class _Timer:
    """Stands where BaseEventLoop wants a selector; no event but the passing of time ever comes."""

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError("every task waits for something that no task will do")
        if timeout > 0:
            _sleep(timeout)
        return []


class TimerEventLoop(asyncio.BaseEventLoop):
    """BaseEventLoop without input and output."""

    def __init__(self):
        super().__init__()
        self._selector = _Timer()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class _TimerEventLoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = TimerEventLoop


def install():
    """Makes TimerEventLoop what `asyncio.run` uses."""
    asyncio.events._set_event_loop_policy(_TimerEventLoopPolicy())
