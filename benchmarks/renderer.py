"""Pictures of designs per second of one core: by VTK, and by the studio's own rasteriser.

    python benchmarks/renderer.py [--size 320] [--rounds 3]

Each round shows every family once. What is counted is the processor's time, with the software
renderer of Mesa kept to this process's own thread; on a GPU the wall clock is what matters.
"""

import argparse
import os
import time
from collections.abc import Callable

os.environ.setdefault("LP_NUM_THREADS", "0")

import numpy as np

from data.synthetic.camera import Camera
from data.synthetic.designs import FAMILIES, draw_design
from data.synthetic.drawing import LineStyle
from data.synthetic.renderer import Renderer
from data.synthetic.shading import Light
from data.synthetic.studio import Model, photograph

_SEED = 0


def main() -> None:
    """Run the benchmark and print a line per way to make a picture."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    rng = np.random.default_rng(_SEED)
    models = [draw_design(rng, family=name, split="demo").model() for name in FAMILIES]
    size: int = arguments.size

    def camera() -> Camera:
        return Camera(azimuth=float(rng.uniform(-60, 60)), elevation=float(rng.uniform(5, 35)))

    with Renderer() as renderer:
        ways: dict[str, Callable[[Model], object]] = {
            "photograph, VTK": lambda model: renderer.photograph(
                model, camera=camera(), light=Light(), size=size
            ),
            "photograph, studio": lambda model: photograph(
                model, camera=camera(), light=Light(), size=size
            ),
            "drawing": lambda model: renderer.draw(
                model, camera=camera(), size=size, style=LineStyle()
            ),
            "drawing, hatched and dashed": lambda model: renderer.draw(
                model,
                camera=camera(),
                size=size,
                style=LineStyle(tone="hatch", disclaimed=frozenset({0})),
            ),
        }
        print(f"{len(models)} families, {size} pixels, {arguments.rounds} rounds")
        for name, take in ways.items():
            for model in models:
                take(model)
            cpu, wall = time.process_time(), time.monotonic()
            for _ in range(arguments.rounds):
                for model in models:
                    take(model)
            count = arguments.rounds * len(models)
            print(
                f"{name}: {count / (time.process_time() - cpu):.1f} a second of processor time, "
                f"{count / (time.monotonic() - wall):.1f} by the clock"
            )


if __name__ == "__main__":
    main()
