"""Measures what docs/reliability.md says: every bit of a chunk flipped, and how long a stop takes.

python tests/kills/measure.py bits
python tests/kills/measure.py stops
"""

import random
import signal
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "unit"), str(HERE.parent / "report")]

from test_kept_folders import keep  # noqa: E402
from test_kills import COMMANDS, HEARS, begun, started  # noqa: E402
from test_sweep import TOWN, arithmetic, design_of  # noqa: E402

from sim.studies.sweep.store import Store  # noqa: E402


def bits(folder: Path) -> None:
    """Flips every single bit of a chunk in turn, and counts how often it is still taken."""
    store = Store(folder / "out", design_of(arithmetic(16), "a.yaml", TOWN), "compiled")
    store.open()
    keep(store, (0, 16))
    (chunk,) = store.chunks.iterdir()
    whole, taken = chunk.read_bytes(), 0
    for bit in range(8 * len(whole)):
        spoilt = bytearray(whole)
        spoilt[bit // 8] ^= 1 << bit % 8
        chunk.write_bytes(spoilt)
        taken += bool(store.kept.good())
    store.close()
    print(f"{8 * len(whole):,} bits flipped one by one: {taken} spoilt chunks taken")


def stops(folder: Path) -> None:
    """Stops commands at random moments, on one and two workers, and takes the time until they have ended."""
    luck, took, statuses = random.Random(1), [], set()
    for name in ("sweep", "sweep-on-two", "smallest-on-two", "answer"):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = started(begun(folder / f"{name}-{number}"), *COMMANDS[name], program=("-c", HEARS))
            process.stdout.readline()
            time.sleep(luck.uniform(0.5, 5))
            since = time.monotonic()
            process.send_signal(number)
            process.communicate()
            took.append(time.monotonic() - since)
            statuses.add(process.returncode)
    print(f"{len(took)} stops: {min(took):.2f} to {max(took):.2f} seconds, exit status {sorted(statuses)}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        {"bits": bits, "stops": stops}[sys.argv[1]](Path(place))
