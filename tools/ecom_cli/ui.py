"""Progress on the terminal: one line a step, with its time."""

import os
import sys
import threading
import time
from contextlib import contextmanager

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
# Without a terminal a long step says that it is alive this often.
_HEARTBEAT_SECONDS = 60


def is_terminal():
    """Tell whether a person is watching."""
    return sys.stdout.isatty()


def say(text=""):
    """Print one line at once."""
    try:
        print(text, flush=True)  # noqa: T201 - the launcher talks to a terminal
    except BrokenPipeError:
        # the reader left (`| head`): the work goes on, silently
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - stays open to the end


def warn(text):
    """Print one line to standard error."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def colour(text, code):
    """Return `text` in an ANSI colour on a terminal, unchanged otherwise."""
    return f"\033[{code}m{text}\033[0m" if is_terminal() else text


_tickers = []


class _Ticker:
    """Redraws the line of the running step, or prints a heartbeat where there is no terminal."""

    def __init__(self, name, started):
        self.name, self.started = name, started
        self.detail = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        _tickers.append(self)
        self._thread.start()
        return self

    def __exit__(self, *_exc):
        self._stop.set()
        self._thread.join()
        _tickers.remove(self)
        if is_terminal():
            sys.stdout.write("\r\033[K")

    def _run(self):
        pause = 0.1 if is_terminal() else _HEARTBEAT_SECONDS
        turn = 0
        while not self._stop.wait(pause):
            turn += 1
            seconds = time.monotonic() - self.started
            if is_terminal() and _tickers[-1] is not self:
                continue  # side by side, only the newest has the line
            if is_terminal():
                mark = _SPINNER[turn % len(_SPINNER)]
                line = f"  {mark} {self.name} {self.detail}"[:70]
                sys.stdout.write(f"\r\033[K{line:<70} {seconds:6.0f} s")
                sys.stdout.flush()
            else:
                say(f"  … {self.name} ({seconds:.0f} s)")


@contextmanager
def step(name):
    """Show `name` while the block runs, then its time. Yields a ticker whose `detail` may be set."""
    started = time.monotonic()
    ticker = _Ticker(name, started)
    done = False
    try:
        with ticker:
            yield ticker
        done = True
    finally:
        mark = colour("✓", 32) if done else colour("✗", 31)
        say(f"  {mark} {name:<58} {time.monotonic() - started:7.1f} s")


def box(title, rows):
    """Print labelled rows under a title."""
    width = max(len(label) for label, _value in rows)
    say()
    say(f"  {colour(title, 1)}")
    for label, value in rows:
        say(f"    {label:<{width}}  {value}")
    say()
