"""The command line as a user runs it: real processes, the real model, a home of its own."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import skimage
from PIL import Image, ImageOps

Run = Callable[..., "subprocess.CompletedProcess[str]"]

_COMMAND = [str(Path(sys.executable).with_name("lookalike"))]
_PICTURES = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four rights, and 24 listings that show them mirrored or show something else."""
    folder = tmp_path_factory.mktemp("example")
    source = Path(skimage.__file__).parent / "data"
    rights, listings = [], []
    for number, picture in enumerate(_PICTURES):
        image = Image.open(source / picture).convert("RGB")
        image.save(folder / f"right-{number}.png")
        rights.append((f"r{number}", "registered_design", picture, f"right-{number}.png"))
        for copy in range(6):
            name = f"photo-{number}-{copy}.jpg"
            side = 200 + 20 * copy
            shown = ImageOps.mirror(image) if copy % 2 else image
            ImageOps.fit(shown, (side, side)).save(folder / name, quality=60 + copy)
            listings.append((f"l{number}-{copy}", name, f"r{number}"))
    _write(folder / "rights.csv", ("right_id", "kind", "title", "image"), rights)
    _write(folder / "listings.csv", ("listing_id", "image", "right_ids"), listings)
    return folder


def _write(path: Path, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "LOOKALIKE_HOME": str(tmp_path / "home"), "PYTHONWARNINGS": "error"}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def run(*arguments: str | Path, code: int = 0) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [*_COMMAND, *map(str, arguments)], env=environment, capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


def test_the_whole_journey(run: Run, folder: Path, tmp_path: Path) -> None:
    assert "4 new" in run("register", folder / "rights.csv").stdout
    assert "Nothing changed: 4 rights" in run("register", folder / "rights.csv").stdout
    assert "4 registered rights" in run("rights", "list").stdout
    assert json.loads(run("rights", "show", "r1").stdout)["title"] == "chelsea.png"

    out, report = tmp_path / "hits.jsonl", tmp_path / "report"
    scored = run(
        "score", folder / "listings.csv", "--out", out, "--report", report,
        "--min-probability", "0", "--top-k", "20",
    )  # fmt: skip
    assert "Scored 24 listings" in scored.stdout
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    best = {line["listing_id"]: line["right_id"] for line in reversed(lines)}
    correct = [right_id[1] == listing_id[1] for listing_id, right_id in best.items()]
    assert len(best) == 24
    assert sum(correct) >= 22
    assert (report / "index.html").stat().st_size > 10_000

    assert "r2" in run("screen", folder / "right-2.png", "--min-probability", "0").stdout
    run("rights", "withdraw", "r2")
    assert "r2" not in run("screen", folder / "right-2.png", "--min-probability", "0").stdout
    run("rights", "restore", "r2")
    assert "r2" in run("screen", folder / "right-2.png", "--min-probability", "0").stdout

    run("index", "rebuild")
    assert "up to date" in run("index", "status").stdout
    assert "4 of 4 vectors are equal" in run("index", "verify").stdout
    (vectors,) = (tmp_path / "home" / "index").rglob("vectors.npy")
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"\x7f")
    assert "damaged" in run("index", "verify", code=1).stdout
    assert "lookalike index rebuild" in run("screen", folder / "right-2.png").stderr


def test_evaluation_writes_figures(run: Run, folder: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    manifests = (folder / "rights.csv", folder / "listings.csv")
    done = run("evaluate", *manifests, "--regions", "off", "--json", figures)
    assert "R@1" in done.stdout
    overall = json.loads(figures.read_text())["overall"]
    assert overall["r1"] >= 0.9
    assert (overall["n_listings"], overall["n_rights"]) == (24, 4)


def test_evaluation_with_negatives_from_a_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    negatives, report, figures = tmp_path / "others", tmp_path / "report", tmp_path / "f.json"
    negatives.mkdir()
    for number in range(3):
        Image.effect_noise((150, 150), 20 + 40 * number).save(negatives / f"{number}.png")
    # By their SHA-1, l1 to l6 are of the halves test, test, train, test, test and train.
    _write(
        folder / "labelled.csv",
        ("listing_id", "image", "right_ids", "group"),
        [
            *((f"l{number}", f"photo-1-{number - 1}.jpg", "r1", "x") for number in range(1, 5)),
            ("l5", "photo-2-1.jpg", "gone", "x"),
            ("l6", "photo-2-2.jpg", "r2", "y"),
        ],
    )
    done = run(
        "evaluate", folder / "rights.csv", folder / "labelled.csv", "--listings", negatives,
        "--where", "group=x", "--half", "test", "--channels", "embedding",
        "--report", report, "--json", figures,
    )  # fmt: skip
    assert "1 of the 2 rights in the listings are not registered" in done.stdout
    measured = json.loads(figures.read_text())
    assert measured["by"].keys() == {"group", "kind"}
    assert measured["by"]["group"].keys() == {"x"}
    overall = measured["overall"]
    assert (overall["n_listings"], overall["n_negatives"]) == (4, 3)
    assert overall["interval"]["r1"][0] <= overall["r1"] <= overall["interval"]["r1"][1]
    assert measured["bands"].keys() == {"expedited", "review"}
    assert "gone" in (report / "index.html").read_text()


def test_rejected_rows_are_told_and_the_rest_goes_in(run: Run, folder: Path) -> None:
    manifest = folder / "mixed.csv"
    rows = [
        ("r0", "registered_design", "Good", "front", "right-0.png", "", ""),
        ("r1", "patent", "Kind", "front", "right-1.png", "", ""),
        ("r2", "trademark", "Dates", "front", "right-2.png", "2020-01-01", "2019-01-01"),
        ("r3", "trademark", "Image", "front", "rights.csv", "", ""),
        ("r0", "registered_design", "Good", "front", "right-1.png", "", ""),
    ]
    header = ("right_id", "kind", "title", "view", "image", "filed_on", "expires_on")
    _write(manifest, header, rows)
    done = run("register", manifest, code=3)
    assert "1 new" in done.stdout
    rejects = folder / "mixed.csv.rejects.csv"
    assert str(rejects) in done.stdout
    with rejects.open(newline="") as file:
        reasons = {row["row"]: row["field"] for row in csv.DictReader(file)}
    assert reasons.keys() == {"2", "3", "4", "5"}
    assert reasons["4"] == "image"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["register", "no-such-file.csv"], 1, "no-such-file.csv"),
        (["score", "listings.csv", "--out", "hits.txt"], 1, ".jsonl"),
        (["score", "listings.csv"], 2, "--out"),
        (["rights", "show", "nobody"], 1, "nobody"),
        (["rights", "withdraw", "nobody"], 1, "nobody"),
        (["screen", "no-such-photo.jpg"], 1, "no such file"),
        (["register", "headless.csv"], 1, "right_id"),
        (["evaluate", "rights.csv", "listings.csv", "--channels", "sift"], 2, "fingerprint"),
        (["evaluate", "rights.csv", "listings.csv", "--where", "group"], 2, "COLUMN=VALUE"),
        (["evaluate", "rights.csv", "listings.csv", "--report", "."], 1, "new or empty"),
    ],
)
def test_errors_are_a_sentence_and_a_code(
    run: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(folder)
    (folder / "headless.csv").write_text("a,b\n1,2\n")
    done = run(*arguments, code=code)
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_scoring_survives_being_stopped(
    run: Run, folder: Path, tmp_path: Path, environment: dict[str, str], sent: signal.Signals
) -> None:
    run("register", folder / "rights.csv")
    options = ("--min-probability", "0", "--top-k", "2")
    run("score", folder / "listings.csv", "--out", tmp_path / "whole.jsonl", *options)
    out = tmp_path / "hits.jsonl"
    journal = tmp_path / "hits.jsonl.journal"
    running = subprocess.Popen(
        [*_COMMAND, "score", str(folder / "listings.csv"), "--out", str(out), *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        if journal.exists() and journal.read_bytes().count(b"\n") > 1:
            break
        time.sleep(0.005)
    running.send_signal(sent)
    running.communicate()
    assert running.returncode in {-signal.SIGKILL, 130}
    assert not out.exists()
    resumed = run("score", folder / "listings.csv", "--out", out, *options)
    assert "An earlier run had scored" in resumed.stdout
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_help_needs_no_heavy_library() -> None:
    program = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from api.cli.main import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = {'torch', 'faiss', 'sqlalchemy', 'fastapi', 'pyarrow', 'numpy', 'pydantic'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
