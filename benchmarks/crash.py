"""Kills registering and scoring again and again, and counts what was lost.

    python benchmarks/crash.py RIGHTS LISTINGS [--kills 20]

Each command is killed with SIGKILL at a random moment, time after time, until it is done. What
it had acknowledged before each kill (rights in the database, lines in the journal) must be there
afterwards, and the end must be what an undisturbed run gives.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from data.db import Database
from data.db.rights import list_rights

_SEED = 0
_SHORTEST, _LONGEST = 2.5, 7.0
"""Seconds until a kill: start-up takes about three of them."""


def main() -> None:
    """Run the benchmark and print what was lost."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rights", type=Path)
    parser.add_argument("listings", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    arguments = parser.parse_args()
    rng = random.Random(_SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _torment_register(folder, arguments.rights, arguments.kills, rng)
        _torment_score(folder, arguments.listings, arguments.kills, rng)


def _torment_register(folder: Path, rights: Path, wanted: int, rng: random.Random) -> None:
    """Register into one new home after the other until there were enough kills."""
    command = ["register", str(rights)]
    _run(folder / "whole", command)
    reference = _registered(folder / "whole")
    kills = lost = rounds = equal = 0
    while kills < wanted:
        home = folder / f"home-{rounds}"
        killed, missing = _torment(home, command, lambda: _registered(home), rng, wanted - kills)  # noqa: B023
        _run(home, command)
        kills, lost, rounds = kills + killed, lost + missing, rounds + 1
        equal += _registered(home) == reference
    print(
        f"register: {kills} kills in {rounds} runs, {lost} acknowledged views lost, "
        f"{equal} of {rounds} runs ended as an undisturbed one"
    )


def _torment_score(folder: Path, listings: Path, wanted: int, rng: random.Random) -> None:
    """Score into one file after the other until there were enough kills."""
    home = folder / "whole"
    command = ["score", str(listings), "--top-k", "3", "--min-probability", "0", "--out"]
    reference = folder / "reference.jsonl"
    _run(home, [*command, str(reference)])
    kills = lost = rounds = equal = 0
    while kills < wanted:
        out = folder / f"hits-{rounds}.jsonl"
        journal = out.with_name(out.name + ".journal")
        arguments = [*command, str(out)]
        killed, missing = _torment(home, arguments, lambda: _scored(journal), rng, wanted - kills)  # noqa: B023
        _run(home, arguments)
        kills, lost, rounds = kills + killed, lost + missing, rounds + 1
        equal += out.read_bytes() == reference.read_bytes()
    print(
        f"score: {kills} kills in {rounds} runs, {lost} acknowledged listings lost, "
        f"{equal} of {rounds} runs ended as an undisturbed one"
    )


def _torment(
    home: Path,
    command: list[str],
    acknowledged: Callable[[], set[str]],
    rng: random.Random,
    kills: int,
) -> tuple[int, int]:
    """Return how often the command was killed before it was done, and how much was lost."""
    lost = 0
    for count in range(kills):
        process = _start(home, command)
        deadline = time.monotonic() + rng.uniform(_SHORTEST, _LONGEST)
        while time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.01)
        if process.poll() is not None:
            return count, lost
        before = acknowledged()
        process.send_signal(signal.SIGKILL)
        process.wait()
        lost += len(before - acknowledged())
    return kills, lost


def _start(home: Path, command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", "from api.cli.main import main; main()", *command],
        env={**os.environ, "LOOKALIKE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _run(home: Path, command: list[str]) -> None:
    code = _start(home, command).wait()
    if code not in {0, 3}:
        raise SystemExit(f"{' '.join(command)} ended with {code}")


def _registered(home: Path) -> set[str]:
    """Return each stored right with its images."""
    file = home / "lookalike.db"
    if not file.exists():
        return set()
    database = Database(f"sqlite:///{file}")
    try:
        database.check()
    except RuntimeError:
        return set()
    with database.read() as session:
        rights = list_rights(session, limit=100_000)
    database.close()
    return {
        f"{right.right_id} {view.name} {view.image_sha256}"
        for right in rights
        for view in right.views
    }


def _scored(journal: Path) -> set[str]:
    """Return the listings of which the journal has a whole line."""
    if not journal.exists():
        return set()
    lines = journal.read_bytes().split(b"\n")[1:-1]
    return {json.loads(line)["listing_id"] for line in lines}


if __name__ == "__main__":
    main()
