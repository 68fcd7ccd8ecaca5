"""Shows how a run goes, as a picture."""

from collections.abc import Sequence
from pathlib import Path

from training.learning.files import replacing

_LEARNING = ("loss", "contrast", "spread")


def draw_curves(metrics: Sequence[dict[str, float]], path: Path) -> None:
    """Draw losses and speed over steps, and accuracy on held-out pictures, to a PNG file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 8), layout="constrained")
    FigureCanvasAgg(figure)
    losses, speed, accuracy = figure.subplots(3, 1, sharex=True)
    measured = sorted({key for line in metrics for key in line if "R@1" in key})
    for axes, keys, label in (
        (losses, _LEARNING, "loss"),
        (speed, ("images/s",), "images/s"),
        (accuracy, measured, "held-out R@1"),
    ):
        for key in keys:
            points = [(line["step"], line[key]) for line in metrics if key in line]
            if points:
                axes.plot(*zip(*points, strict=True), label=key, marker="." if "R@1" in key else "")
        axes.set_ylabel(label)
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend(fontsize=7, ncols=2)
    accuracy.set_ylim(0, 1)
    accuracy.set_xlabel("steps")
    with replacing(path) as file:
        figure.savefig(file, format="png", dpi=100)
