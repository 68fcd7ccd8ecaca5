"""The photographs that scikit-image's wheel carries: nothing is downloaded."""

from importlib.resources import files

from PIL import Image

from data.synthetic.extra import load

_FILES = (
    "astronaut.png",
    "brick.png",
    "camera.png",
    "chelsea.png",
    "coffee.png",
    "coins.png",
    "grass.png",
    "gravel.png",
    "hubble_deep_field.jpg",
    "ihc.png",
    "moon.png",
    "motorcycle_left.png",
    "retina.jpg",
    "rocket.jpg",
)


def photographs() -> dict[str, Image.Image]:
    """Return every photograph by name, RGB, as large as it comes.

    Raises:
        MissingExtraError: scikit-image is not installed.
    """
    folder = files(load("skimage")) / "data"
    pictures = {}
    for name in _FILES:
        with (folder / name).open("rb") as file, Image.open(file) as picture:
            pictures[name.partition(".")[0]] = picture.convert("RGB")
    return pictures
