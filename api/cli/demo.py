"""``lookalike demo``: the whole journey on the built-in example."""

import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from api.cli.output import duration, say
from api.cli.progress import progress
from api.gallery_report import write_gallery
from api.scoring.journal import Entry
from api.scoring.pipeline import Selection
from api.scoring.run import ScoringRun
from api.settings import Settings
from api.workspace import Workspace
from data.manifest import Rejected, count_rows, read_rights
from data.records import Hit

_SEED = 7
_MARKER = ".lookalike-demo"


class DemoFolderError(RuntimeError):
    """The folder to work in holds something else."""


def run_demo(out: Path) -> None:
    """Make the example, register its rights, score its listings, and say what came of it."""
    from data.synthetic.example import write_example

    start = time.monotonic()
    claim(out)
    say("Making the example: brand logos and product designs, and listing photos of them")
    example = out / "example"
    write_example(example, seed=_SEED)
    workspace = Workspace.open(Settings(home=out / "home", database_url=None, images_url=None))

    rights = example / "rights.csv"
    with progress("Registering", count_rows(rights), "views") as advance:
        workspace.registrar.register(
            read_rights(rights), read=workspace.read, reject=_refuse, advance=advance
        )

    listings = example / "listings.csv"
    run = ScoringRun(
        listings,
        out / "hits.jsonl",
        selection=Selection(),
        model=workspace.embedder.fingerprint,
    )
    verdicts: list[Verdict] = []

    def finish(entries: Iterable[Entry]) -> None:
        scored = list(entries)
        write_gallery(out / "report", scored, workspace)
        verdicts.extend(Verdict(entry) for entry in scored)

    with progress("Scoring", count_rows(listings), "photos") as advance:
        run.execute(
            workspace.scorer(Selection()),
            workspace.database,
            workspace.clock,
            advance=advance,
            finish=finish,
        )
    say()
    for verdict in verdicts:
        say(str(verdict))
    _say_accuracy(verdicts)
    say(f"Took {duration(time.monotonic() - start)}.")
    say(f"Gallery, to open in a browser: {out / 'report' / 'index.html'}")
    say(f"Hits: {out / 'hits.jsonl'}; the photos and manifests: {example}")


class Verdict:
    """What was found in a listing, beside what is in it."""

    def __init__(self, entry: Entry) -> None:
        truth = set(entry.right_ids or ())
        self.listing_id = entry.listing_id
        self.title = entry.title or ""
        self.correct = [hit for hit in entry.hits if hit.right_id in truth]
        self.wrong = [hit for hit in entry.hits if hit.right_id not in truth]
        self.missed = sorted(truth - {hit.right_id for hit in entry.hits})
        self.honest = not truth

    def __str__(self) -> str:
        parts = [f"found {_found(hit)}" for hit in self.correct]
        parts += [f"WRONG {_found(hit)}" for hit in self.wrong]
        parts += [f"MISSED {right_id}" for right_id in self.missed]
        mark = "  " if not self.wrong and not self.missed else "! "
        said = "; ".join(parts) or "nothing found, and nothing registered is in it"
        return f"{mark}{self.listing_id}  {said}"


def _found(hit: Hit) -> str:
    return f"{hit.right_id} ({hit.probability:.0%}, {hit.band})"


def _say_accuracy(verdicts: list[Verdict]) -> None:
    correct = sum(len(verdict.correct) for verdict in verdicts)
    wrong = sum(len(verdict.wrong) for verdict in verdicts)
    missed = sum(len(verdict.missed) for verdict in verdicts)
    honest = [verdict for verdict in verdicts if verdict.honest]
    disturbed = sum(bool(verdict.wrong) for verdict in honest)
    say()
    say(f"{len(verdicts)} listings, {correct + missed} of which show something registered.")
    say(f"Found {correct} of {correct + missed} ({_share(correct, correct + missed)}).")
    say(f"{wrong} of {correct + wrong} hits are wrong ({_share(wrong, correct + wrong)}).")
    say(f"{disturbed} of {len(honest)} honest listings got a hit they should not have.")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def claim(out: Path) -> None:
    """Empty the folder of an earlier demonstration; touch nothing else."""
    if out.exists() and any(out.iterdir()) and not (out / _MARKER).exists():
        raise DemoFolderError(f"{out} holds something else; name another folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / _MARKER).touch()


def _refuse(rejected: Rejected) -> None:
    raise RuntimeError(f"the built-in example has a bad row: {rejected}")
