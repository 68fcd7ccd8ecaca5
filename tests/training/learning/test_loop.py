"""The training program, on pictures of polygons."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import typer
from safetensors.torch import load_file

from training.export import export
from training.learning.configuration import Configuration
from training.learning.loop import DivergedError, train
from training.learning.run_folder import RunFolder, RunFolderError
from training.pictures.shards import read_shards
from training.train import main

Configure = Callable[..., Configuration]


class Interrupted(Exception):  # noqa: N818  what stops a run is no error of it
    pass


def _silent(line: str) -> None:
    pass


def _stop_at(step: int) -> Callable[[str], None]:
    def report(line: str) -> None:
        if line.startswith(f"step {step}/"):
            raise Interrupted

    return report


def _weights(configuration: Configuration) -> dict[str, torch.Tensor]:
    state = RunFolder(configuration.run).checkpoint(torch.device("cpu"))
    assert state is not None
    weights: dict[str, torch.Tensor] = state["tower"] | state["average"]
    return weights


def _accuracies(configuration: Configuration) -> list[dict[str, float]]:
    return [line for line in RunFolder(configuration.run).metrics() if "loss" not in line]


def _assert_equal(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a.keys() == b.keys()
    assert all(torch.equal(a[name], b[name]) for name in a)


@pytest.fixture(scope="module")
def whole(configure: Configure) -> Configuration:
    """Run to the end without a stop."""
    wanted = configure()
    train(wanted, _silent)
    return wanted


def test_a_run_learns_and_leaves_all_that_it_promises(configure: Configure) -> None:
    wanted = configure(
        schedule={"steps": 24, "rate": 5e-3, "trunk_rate": 1.0, "frozen": 0, "average": 0},
        progress={"report": 8, "checkpoint": 24, "evaluate": 24},
        augmentation={"hue": 180, "mix": 0, "crop": 0.8},
    )
    lines: list[str] = []
    train(wanted, lines.append)
    losses = [line["loss"] for line in RunFolder(wanted.run).metrics() if "loss" in line]
    assert losses[-1] < losses[0] - 0.2
    assert {"run.json", "metrics.jsonl", "curves.png", "last.pt", "best.safetensors"} <= {
        path.name for path in wanted.run.iterdir()
    }
    assert (wanted.run / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert [line["step"] for line in _accuracies(wanted)] == [0, 24]
    assert any("images/s" in line and "waiting for pictures" in line for line in lines)


def test_a_run_that_was_killed_ends_as_if_it_was_not(
    configure: Configure, whole: Configuration, tmp_path: Path
) -> None:
    killed = configure()
    config = tmp_path / "config.toml"
    config.write_text(_toml(killed))
    # As many threads: sums in another order are other sums.
    environment = os.environ | {"OMP_NUM_THREADS": str(torch.get_num_threads())}
    process = subprocess.Popen(
        [sys.executable, "-m", "training.train", "--config", config],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("step 4/"):
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    started: list[str] = []
    train(killed, started.append)
    assert "from step 0" not in started[0]
    _assert_equal(_weights(killed), _weights(whole))
    _assert_equal(
        load_file(killed.run / "best.safetensors"), load_file(whole.run / "best.safetensors")
    )
    assert _accuracies(killed) == _accuracies(whole)


def test_a_run_goes_on_from_its_last_checkpoint(configure: Configure, whole: Configuration) -> None:
    # Stopped after the line of this step was written, before its checkpoint was.
    stopped = configure()
    with pytest.raises(Interrupted):
        train(stopped, _stop_at(6))
    # What a kill leaves behind in the middle of writing.
    (stopped.run / ".last.pt.unfinished").write_bytes(b"PK")
    with (stopped.run / "metrics.jsonl").open("a") as file:
        file.write('{"step": 7, "lo')
    train(stopped, _silent)
    _assert_equal(_weights(stopped), _weights(whole))
    steps = [[line["step"] for line in RunFolder(c.run).metrics()] for c in (stopped, whole)]
    assert steps[0] == steps[1]


def test_pictures_decoded_elsewhere_are_the_same(
    configure: Configure, whole: Configuration
) -> None:
    elsewhere = configure(data={"workers": 1})
    train(elsewhere, _silent)
    _assert_equal(_weights(elsewhere), _weights(whole))


def test_the_trunk_is_frozen_first(configure: Configure) -> None:
    short, frozen, thawed = (
        configure(schedule={"steps": steps, "frozen": frozen})
        for steps, frozen in ((1, 1), (4, 4), (4, 2))
    )
    for wanted in (short, frozen, thawed):
        train(wanted, _silent)
    before, still, after = (_weights(wanted) for wanted in (short, frozen, thawed))
    kernels = [name for name in before if name.startswith("trunk.") and before[name].ndim == 4]
    assert all(torch.equal(before[name], still[name]) for name in kernels)
    assert not any(torch.equal(before[name], after[name]) for name in kernels)


def test_only_the_last_layers_learn_where_so_many_are_wanted(configure: Configure) -> None:
    schedule = {"steps": 3, "frozen": 0, "layers": 2}
    partly, not_at_all = configure(schedule=schedule), configure(schedule={"steps": 1, "frozen": 1})
    for wanted in (partly, not_at_all):
        train(wanted, _silent)
    after, before = _weights(partly), _weights(not_at_all)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    stages = {name.split(".")[2] for name in changed if name.startswith("trunk.blocks.")}
    assert stages == {"3", "4"}


def test_fine_tuning_is_the_same_program(
    configure: Configure, whole: Configuration, shards: Path, tmp_path: Path
) -> None:
    rows = ["image,instance,group"]
    for number, picture in enumerate(read_shards([shards / "a.tar"])):
        (tmp_path / f"{number}.jpg").write_bytes(picture.payload)
        rows.append(f"{number}.jpg,{picture.info.instance},{picture.info.group}")
    (tmp_path / "pairs.csv").write_text("\n".join(rows))
    export(whole.run, tmp_path / "model")
    tuned = configure(
        data={"shards": None, "manifest": tmp_path / "pairs.csv"},
        tower={"initial": str(tmp_path / "model")},
        schedule={"steps": 1, "frozen": 1, "rate": 1e-9},
    )
    train(tuned, _silent)
    before, after = load_file(whole.run / "best.safetensors"), _weights(tuned)
    assert all(torch.allclose(before[name], after[name], atol=1e-2) for name in before)


def test_what_is_wrong_is_told_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.toml").write_text(
        f"run = '{tmp_path / 'run'}'\n[data]\nshards = '{tmp_path}'\n[schedule]\nsteps = 1"
    )
    with pytest.raises(typer.Exit):
        main(tmp_path / "c.toml")
    assert capsys.readouterr().err.startswith(f"Error: {tmp_path}: there are no shards")


def test_another_configuration_needs_another_folder(
    configure: Configure, whole: Configuration
) -> None:
    with pytest.raises(RunFolderError, match="another loss: name another folder"):
        train(configure(whole.run, loss={"entropy": 0.9}), _silent)


def test_a_loss_that_is_no_number_ends_the_run(configure: Configure) -> None:
    with pytest.raises(DivergedError, match=r"lower schedule\.rate"):
        train(configure(schedule={"rate": 1e20, "trunk_rate": 1.0, "frozen": 0}), _silent)


def _toml(configuration: Configuration) -> str:
    entries = configuration.model_dump(mode="json", exclude_none=True)
    top = [f"{key} = {json.dumps(v)}" for key, v in entries.items() if not isinstance(v, dict)]
    for name, section in entries.items():
        if isinstance(section, dict):
            top += [f"[{name}]", *(f"{key} = {json.dumps(v)}" for key, v in section.items())]
    return "\n".join(top)
