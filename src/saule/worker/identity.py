"""Who a worker is, so that others can tell whether it still lives: host:process:start."""

import os
import socket
import sys
from pathlib import Path

SELF = "self"


def own_identity() -> str:
    """This process: its machine (and container), its number and when it started."""
    return f"{host()}:{os.getpid()}:{started(os.getpid())}"


def host() -> str:
    """The machine's name; on Linux with the process namespace, since containers may share a name."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname().replace(':', '.')[:40]}/{space}"


def started(pid: int) -> str:
    """When a process started, in the kernel's ticks, where that can be read; empty otherwise."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    # The second field is the program's name in brackets and may hold anything.
    return fields.rpartition(")")[2].split()[19]


def alive(identity: str) -> bool:
    """Whether that worker may still live. Of other machines nothing is known: their lease will tell."""
    where, _, rest = identity.partition(":")
    number, _, start = rest.partition(":")
    if where != host() or not number.isdecimal() or sys.platform == "win32":
        return True
    pid = int(number)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return is_zombie(pid) is False and started(pid) in (start, "")


def is_zombie(pid: int) -> bool:
    """Whether the process is dead and only waits to be noticed by its parent."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return fields.rpartition(")")[2].split()[0] in ("Z", "X")
