"""Tells how fast a run goes, and what it waits for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch


class Meter:
    """Figures since the last reading; evaluation and writing don't count as time.

    Args:
        steps: Of the whole run.
    """

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._reset()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count what happens inside as waiting for pictures."""
        began = time.perf_counter()
        yield
        self._waited += time.perf_counter() - began

    @contextmanager
    def pausing(self) -> Iterator[None]:
        """Don't count what happens inside."""
        began = time.perf_counter()
        yield
        self._began += time.perf_counter() - began

    def count(self, pictures: int, losses: torch.Tensor) -> None:
        """Count a step and its loss, contrast and spread."""
        self._pictures += pictures
        self._losses.append(losses)

    def read(self) -> dict[str, float]:
        """Return means since the last reading, and begin anew."""
        # The device has finished once this has come from it.
        loss, contrast, spread = torch.stack(self._losses).mean(0).tolist()
        elapsed = time.perf_counter() - self._began
        figures = {
            "loss": loss,
            "contrast": contrast,
            "spread": spread,
            "images/s": self._pictures / elapsed,
            "waiting": self._waited / elapsed,
            "seconds/step": elapsed / len(self._losses),
        }
        self._reset()
        return figures

    def line(self, step: int, figures: dict[str, float]) -> str:
        """Return figures for a person to read."""
        left = timedelta(seconds=round((self._steps - step) * figures["seconds/step"]))
        return (
            f"step {step}/{self._steps}: loss {figures['loss']:.3f} (contrast "
            f"{figures['contrast']:.3f}, spread {figures['spread']:.3f}), "
            f"{figures['images/s']:.0f} images/s, {figures['waiting']:.0%} of it waiting for "
            f"pictures, {left} left"
        )

    def _reset(self) -> None:
        self._began = time.perf_counter()
        self._waited = 0.0
        self._pictures = 0
        self._losses: list[torch.Tensor] = []
