"""Ctrl-C, which waits until a compiled module is loaded: DuckDB's ends the whole process if it is interrupted there."""

import signal
from importlib.machinery import ExtensionFileLoader
from types import FrameType
from typing import Final

AGAIN: Final = 0.02  # seconds until an interrupt that came while a module was loaded is raised


def handle_interrupts() -> None:
    """Raise KeyboardInterrupt where it does no harm. An interrupt that the caller ignores stays ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _loads_compiled_code(frame):
        from threading import Timer

        again = Timer(AGAIN, _raise_again)
        again.daemon = True
        again.start()
    else:
        signal.default_int_handler(number, frame)


def _raise_again() -> None:
    """Interrupt the main thread, also where it waits: a signal ends the wait, where the system can send it one."""
    if hasattr(signal, "pthread_kill"):
        from threading import get_ident, main_thread

        signal.pthread_kill(main_thread().ident or get_ident(), signal.SIGINT)
    else:
        import _thread

        _thread.interrupt_main()


def _loads_compiled_code(frame: FrameType | None) -> bool:
    while frame is not None:
        if isinstance(frame.f_locals.get("self"), ExtensionFileLoader):
            return True
        frame = frame.f_back
    return False
