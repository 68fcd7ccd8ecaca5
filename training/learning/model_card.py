"""What a model directory says of its model to a person."""

from collections.abc import Sequence
from string import Template
from typing import Any

_CARD = Template("""\
# $name

Maps a picture of a product or logo to a unit vector, near those of other pictures of the same
design or logo: another view, colour, material, drawing or edit.

- Tower: $backbone, read at levels $levels and its last map, generalised means, $dimension
  dimensions; takes RGB pictures squashed to $side by $side pixels.
- Started from: $initial weights.
- Trained on: $pictures, SHA-256 $data.
- Kept: the weights of step $best of $steps, each of $instances instances by $per_instance pictures;
  seed $seed.
- Made with: $versions.
- Stored in half precision; named to every command as `local-dir:` and this folder.

Share of photos of held-out instances whose nearest picture is of the same instance:

| | before training | after |
|---|---|---|
$accuracy

A score says how alike two pictures look to the network, not whether a right is infringed.
Calibrate probabilities for this model before acting on them.
""")


def model_card(name: str, described: dict[str, Any], metrics: Sequence[dict[str, float]]) -> str:
    """Return the card, in Markdown.

    Args:
        name: Of the model.
        described: The run, as `RunFolder.described` returns it.
        metrics: Of the run.
    """
    configuration = described["configuration"]
    measured = [line for line in metrics if _accuracies(line)]
    best = max(measured, key=_score, default={})
    generated = configuration["data"]["shards"] is not None
    return _CARD.substitute(
        configuration["tower"],
        name=name,
        pictures="pictures that the project generates itself" if generated else "labelled files",
        data=described["data"],
        best=best.get("step", configuration["schedule"]["steps"]),
        steps=configuration["schedule"]["steps"],
        instances=configuration["batch"]["instances"],
        per_instance=configuration["batch"]["pictures"],
        seed=configuration["seed"],
        versions=", ".join(" ".join(item) for item in sorted(described["versions"].items())),
        accuracy="\n".join(
            f"| {key} | {measured[0][key]:.3f} | {value:.3f} |"
            for key, value in _accuracies(best).items()
        ),
    )


def _accuracies(line: dict[str, float]) -> dict[str, float]:
    return {key: value for key, value in line.items() if key.startswith("R@1")}


def _score(line: dict[str, float]) -> float:
    values = _accuracies(line).values()
    return sum(values) / len(values)
