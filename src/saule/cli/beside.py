"""What ``saule serve`` starts ends with it, also when it was killed and could not tell anybody."""

import os
import signal
import threading
import time

NAME = "SAULE_SERVED_BY"
PAUSE = 0.25
PATIENCE = 20.0


def lead() -> None:
    """Lets the processes that are started from here on know whom they belong to."""
    os.environ[NAME] = str(os.getpid())


def follow() -> None:
    """In such a process: it ends soon after the one that started it. Elsewhere nothing happens."""
    if os.environ.get(NAME) == str(os.getppid()):
        threading.Thread(target=end_with, args=(os.getppid(),), daemon=True, name="beside").start()


def end_with(parent: int) -> None:
    """Waits until the parent is gone, then asks this process to stop, and makes it if it does not."""
    while os.getppid() == parent:
        time.sleep(PAUSE)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)
