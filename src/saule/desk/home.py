"""Where data lives, and the installation's secret."""

import os
import secrets
import sys
from pathlib import Path


def data_home() -> Path:
    """The folder of all data: ``SAULE_HOME``, or the platform's user data folder; made if missing."""
    named = os.environ.get("SAULE_HOME")
    home = Path(named).expanduser().resolve() if named else platform_home()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def platform_home() -> Path:
    """The user data folder of this platform, never the checkout."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "saule"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "saule"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "saule"


def secret_key(home: Path) -> str:
    """The installation's secret, from ``SAULE_SECRET_KEY`` or a file only its owner can read; made once."""
    if named := os.environ.get("SAULE_SECRET_KEY"):
        return named
    path = home / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
