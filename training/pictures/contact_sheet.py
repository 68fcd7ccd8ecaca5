"""A sheet of a hundred pictures, to judge by eye: would a person call each a product or a logo?"""

import io
from collections import Counter, defaultdict

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from training.pictures.shards import ShardSet

_ROWS, _COLUMNS = 10, 10
_TILE, _CAPTION = 148, 16
_ROWS_OF = {"design": 5, "logo": 3, "photograph": 2}
_PER_INSTANCE = 5


def contact_sheet(shards: ShardSet, *, seed: int) -> Image.Image:
    """Draw ten rows; each shows two instances of one group, five pictures of each.

    Half of the rows are of designs, three of logos, two of other pictures; where a source is
    missing, the others take its place.
    """
    rng = np.random.default_rng(seed)
    members: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    source, category = {}, {}
    for number, info in enumerate(shards.pictures):
        members[info.group][info.instance].append(number)
        source[info.group], category[info.group] = info.source, info.category
    order = [list(members)[i] for i in rng.permutation(len(members))]
    # One group of every category before a second one of any.
    shown: Counter[str] = Counter()
    turn = {}
    for group in order:
        turn[group] = shown[category[group]]
        shown[category[group]] += 1
    order.sort(key=lambda group: turn[group])
    chosen = [
        group
        for name, count in _ROWS_OF.items()
        for group in [group for group in order if source[group] == name][:count]
    ]
    chosen += [group for group in order if group not in chosen][: _ROWS - len(chosen)]
    step = _TILE + _CAPTION
    sheet = Image.new("RGB", (_COLUMNS * _TILE, len(chosen) * step), "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(11)
    for row, group in enumerate(chosen):
        for half, instance in enumerate(list(members[group])[: _COLUMNS // _PER_INSTANCE]):
            left = half * _PER_INSTANCE * _TILE
            draw.text((left + 3, row * step + 2), instance, fill="black", font=font)
            for place, number in enumerate(members[group][instance][:_PER_INSTANCE]):
                with Image.open(io.BytesIO(shards.payload(number))) as picture:
                    tile = ImageOps.contain(picture.convert("RGB"), (_TILE - 4, _TILE - 4))
                sheet.paste(tile, (left + place * _TILE + 2, row * step + _CAPTION))
    return sheet
