"""Whether a worker still lives."""

import os
import subprocess
import sys
import time

from saule.worker.identity import alive, host, own_identity, started


def test_one_lives_oneself():
    assert alive(own_identity())
    assert own_identity().count(":") == 2
    assert len(own_identity()) <= 80


def test_a_process_that_ended_is_dead():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    identity = f"{host()}:{process.pid}:{started(process.pid)}"
    assert alive(identity)
    process.kill()
    # Killed but not yet waited for, as under a parent that does not care.
    for _ in range(100):
        if not alive(identity):
            break
        time.sleep(0.05)
    assert not alive(identity)
    process.wait()
    assert not alive(identity)


def test_another_process_with_the_same_number_is_not_the_worker():
    assert not alive(f"{host()}:{os.getpid()}:12345")


def test_of_other_machines_and_of_nonsense_nothing_is_known():
    assert alive("elsewhere:1:1")
    assert alive("")
    assert alive(f"{host()}:what:1")
