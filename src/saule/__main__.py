"""``python -m saule``: the command line."""

import os
import sys

# The demo stands above the command line, so it is named here and not there.
MORE = {"demo": "saule.demo.command"}


def main() -> int:
    """Runs one command; returns its exit status."""
    os.umask(0o077)  # what people wrote is for the owner of the data alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saule.config.settings")
    # Vectors are small: more threads only wait for each other. Read by the library when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from saule.cli.main import run

    return run(sys.argv[1:], more=MORE)


if __name__ == "__main__":
    sys.exit(main())
