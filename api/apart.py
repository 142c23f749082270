"""A function of plain values in, what it gives out, computed in a process of its own so that the service goes on."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import Final, TypeVar

from api.gate import AT_ONCE, Busy

NICER: Final = 10
"""How far these processes stand back behind the service and the store where there is not enough for all."""

Given = TypeVar("Given")
Result = TypeVar("Result")


class Apart:
    """As many processes as heavy requests work at once; they begin with the first one and end with the service."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes = _processes()

    def run(self, work: Callable[[Given], Result], given: Given) -> Result:
        """`work(given)`, both of which can be pickled. Raises what `work` raises, and Busy where its process died."""
        processes = self._processes
        try:
            return processes.submit(work, given).result()
        except BrokenProcessPool as error:
            with self._lock:
                if self._processes is processes:  # the first to notice makes new ones
                    self._processes = _processes()
            raise Busy from error

    def close(self) -> None:
        """End the processes once they are done with what they work on."""
        self._processes.shutdown(cancel_futures=True)


def _processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    os.nice(NICER)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service ends its processes in order
    threading.Thread(target=_end_with_service, daemon=True).start()


def _end_with_service() -> None:
    """A service that is killed can't end its processes, so each watches for that."""
    service = parent_process()
    if service:
        service.join()
    os._exit(1)
