"""The training loop."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from filelock import FileLock, Timeout
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from detector.embedding.allocator import keep_freed_memory
from training.learning.augmentation import augment
from training.learning.configuration import Configuration, ConfigurationError
from training.learning.curves import draw_curves
from training.learning.held_out import choose_held_out, embed, measure
from training.learning.loading import load_batches
from training.learning.losses import InstanceLoss
from training.learning.meter import Meter
from training.learning.run_folder import CURVES, RunFolder, RunFolderError
from training.learning.sampling import SiblingSampler
from training.learning.schedule import build_optimiser, set_rates
from training.learning.source import PictureSource, open_source
from training.learning.towers import fit_projection, initial_tower
from training.pictures.shards import TRAIN

_STORED = 1.125
"""Side of decoded pictures, as a share of the tower's: a crop is not to be blurred."""
_FITTED_ON = 4096
"""Pictures that the first projection is fitted on: more than it has directions."""

Report = Callable[[str], None]
"""Takes lines for a person to read."""


class DivergedError(RuntimeError):
    """The loss is no longer a number."""


def train(configuration: Configuration, report: Report) -> None:
    """Train a tower, or go on where a run that was killed had its last checkpoint.

    On a CPU with as many threads, a run that was killed ends with the same weights, bit for bit,
    as one that was not: what a step does follows from the seed, its number and the weights.

    Raises:
        ConfigurationError, ShardError, LabelError, TooFewInstancesError, ModelError,
            UnreadablePictureError: what the configuration names can't be used.
        RunFolderError: its folder is of another run, or in use.
        DivergedError: the loss is no longer a number.
    """
    if configuration.device == "cuda" and not torch.cuda.is_available():
        raise ConfigurationError("device: there is no CUDA device; leave the entry out")
    source = open_source(configuration.data)
    run = RunFolder(configuration.run)
    run.begin(configuration, data=source.digest)
    try:
        with FileLock(run.path / ".lock", timeout=0):
            _Training(configuration, source, run, report).finish()
    except Timeout as error:
        raise RunFolderError(f"{run.path} is in use by another process") from error


class _Training:
    """A run, from its last checkpoint on."""

    def __init__(
        self, configuration: Configuration, source: PictureSource, run: RunFolder, report: Report
    ) -> None:
        self._wanted = configuration
        self._source = source
        self._run = run
        self._report = report
        self._device = torch.device(
            configuration.device or ("cuda" if torch.cuda.is_available() else "cpu")
        )
        if self._device.type == "cpu":
            keep_freed_memory()
        torch.backends.cudnn.benchmark = True
        batch = configuration.batch
        self._sampler = SiblingSampler(
            source.pictures,
            [i for i, info in enumerate(source.pictures) if info.split == TRAIN],
            instances=batch.instances,
            per_instance=batch.pictures,
            siblings=batch.siblings,
            seed=configuration.seed,
        )
        instances = {info.instance: None for info in source.pictures}
        label = {instance: number for number, instance in enumerate(instances)}
        self._labels = torch.tensor([label[info.instance] for info in source.pictures])
        self._held_out = choose_held_out(
            source.pictures, configuration.progress.pictures, seed=configuration.seed
        )
        self._loss = InstanceLoss(configuration.loss)
        self._step = 0
        self._best = -1.0
        self._build(run.checkpoint(self._device))

    def _build(self, state: dict[str, Any] | None) -> None:
        tower, unfitted = initial_tower(self._wanted.tower, seed=self._wanted.seed)
        # Always as in use: batches are small and unlike listings, so that statistics of them would
        # be worse than those the trunk came with (Radenović et al. 2018 do the same).
        tower.eval().to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        if state is None and unfitted:
            fit_projection(tower, self._plain_batches())
        decay = self._wanted.schedule.average
        self._tower = tower
        self._average = (
            AveragedModel(tower, multi_avg_fn=get_ema_multi_avg_fn(decay)) if decay else None
        )
        self._optimiser = build_optimiser(tower, self._wanted.schedule)
        if state is not None:
            self._step, self._best = state["step"], state["best"]
            tower.load_state_dict(state["tower"])
            self._optimiser.load_state_dict(state["optimiser"])
            if self._average is not None:
                self._average.load_state_dict(state["average"])

    @property
    def _kept(self) -> torch.nn.Module:
        return self._tower if self._average is None else self._average.module

    def finish(self) -> None:
        """Do all steps that are left."""
        steps, every = self._wanted.schedule.steps, self._wanted.progress
        pictures = self._source.pictures
        self._report(
            f"{len(pictures)} pictures of {len(set(self._labels.tolist()))} instances, "
            f"{self._sampler.steps_per_epoch} steps an epoch; "
            f"on {self._device}, from step {self._step}"
        )
        if self._step == 0:
            self._evaluate()
        meter = Meter(steps)
        batches = self._batches(self._step, steps, side=int(self._wanted.tower.side * _STORED))
        while self._step < steps:
            with meter.waiting():
                stored = next(batches)
            losses = self._learn(stored)
            self._step += 1
            meter.count(len(stored), losses)
            last = self._step == steps
            saves = last or self._step % every.checkpoint == 0
            # Before what is no number is kept.
            if saves or self._step % every.report == 0:
                self._tell(meter)
            with meter.pausing():
                if last or self._step % every.evaluate == 0:
                    self._evaluate()
                if saves:
                    self._save()
        self._report(f"finished: {self._run.path}")

    def _learn(self, stored: torch.Tensor) -> torch.Tensor:
        """Do a step; return loss, contrast and spread without waiting for the device."""
        wanted = self._wanted
        set_rates(self._optimiser, wanted.schedule, self._step)
        pixels, partners = augment(
            stored.to(self._device, non_blocking=True),
            wanted.augmentation,
            side=wanted.tower.side,
            seed=wanted.seed,
            step=self._step,
        )
        with torch.autocast(
            self._device.type, torch.bfloat16, enabled=wanted.precision == "bfloat16"
        ):
            vectors = self._tower(pixels.contiguous(memory_format=torch.channels_last))
        labels = self._labels[self._sampler.batch(self._step)]
        losses = self._loss(vectors, labels.to(self._device), labels[partners].to(self._device))
        losses["total"].backward()
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        if self._average is not None:
            self._average.update_parameters(self._tower)
        return torch.stack([losses[name].detach() for name in ("total", "contrast", "spread")])

    def _tell(self, meter: Meter) -> None:
        figures = meter.read()
        if not figures["loss"] < float("inf"):
            raise DivergedError(
                f"the loss is {figures['loss']} at step {self._step}: lower schedule.rate, and "
                f"start in another folder or from the last checkpoint in {self._run.path}"
            )
        self._run.record(self._step, figures)
        self._report(meter.line(self._step, figures))

    def _evaluate(self) -> None:
        """Measure on held-out pictures; keep the weights if they are the best so far."""
        figures: dict[str, float] = {}
        if self._held_out:
            vectors = embed(
                self._kept,
                self._source,
                self._held_out,
                side=self._wanted.tower.side,
                workers=self._wanted.data.workers,
                device=self._device,
            )
            figures = measure(vectors, [self._source.pictures[i] for i in self._held_out])
            self._run.record(self._step, figures)
            told = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
            self._report(f"step {self._step}: {told}")
        score = sum(figures.values()) / max(len(figures), 1)
        if not figures or score > self._best:
            self._best = score
            self._run.save_best(self._kept.state_dict())
        draw_curves(self._run.metrics(), self._run.path / CURVES)

    def _save(self) -> None:
        state = {
            "step": self._step,
            "best": self._best,
            "tower": self._tower.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        if self._average is not None:
            state["average"] = self._average.state_dict()
        self._run.save_checkpoint(state)

    def _batches(self, start: int, stop: int, *, side: int) -> Iterator[torch.Tensor]:
        return load_batches(
            self._source,
            self._sampler.batches(start, stop),
            side=side,
            workers=self._wanted.data.workers,
            pin=self._device.type == "cuda",
        )

    def _plain_batches(self) -> Iterator[torch.Tensor]:
        """Yield pictures of the first steps as they are."""
        size = self._wanted.batch.instances * self._wanted.batch.pictures
        some = min(self._sampler.steps_per_epoch, -(-_FITTED_ON // size))
        for stored in self._batches(0, some, side=self._wanted.tower.side):
            pixels = stored.to(self._device, memory_format=torch.channels_last)
            yield pixels.float() * (2 / 255) - 1
