"""Makes all pictures that the embedding is trained on, again from a seed.

``python -m training.pictures.make OUT`` writes shards. What is there already and would come out
the same is not made again, so it can be stopped at any time and started again.
"""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Annotated

import numpy as np
import typer
from filelock import FileLock, Timeout
from PIL import Image
from threadpoolctl import threadpool_limits

from data.synthetic.photographs import photographs
from data.synthetic.renderer import Renderer
from data.synthetic.scenes import Scenery
from training.pictures.contact_sheet import contact_sheet
from training.pictures.designs import picture_designs
from training.pictures.framing import encoded
from training.pictures.logos import draw_emblems, picture_logos
from training.pictures.mark_files import MarkFileError, read_marks
from training.pictures.packaging import draw_flavours, picture_packages
from training.pictures.photographs import (
    PhotographError,
    cut_tiles,
    draw_originals,
    picture_photographs,
    read_photographs,
)
from training.pictures.plan import (
    MOST_BYTES,
    Group,
    Recipe,
    Shard,
    plan_shards,
    program_digest,
)
from training.pictures.shards import (
    PictureInfo,
    ShardPicture,
    ShardSet,
    is_made,
    open_shards,
    write_shard,
)

_SOURCES = ("design", "logo", "photograph", "packaging")
_GROUPS_AT_A_TIME = 5
_BACKGROUNDS_AT_A_TIME = 24
"""Photographs of the folder that one batch of groups has behind it."""


class MakeError(RuntimeError):
    """The shards can't be made; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came out: shards that were made and that were there already."""

    made: int
    kept: int


def make(
    recipe: Recipe,
    out: Path,
    *,
    workers: int,
    label: str = "Pictures",
    refuse: Callable[[MarkFileError], None] = lambda _: None,
) -> Made:
    """Make the shards of a recipe: the same bytes whatever the number of workers.

    Args:
        recipe: What to make.
        out: Folder, made if there is none.
        workers: Processes.
        label: Of the progress bar.
        refuse: Is told which marks of the folder of marks can't be used.

    Raises:
        MakeError: the folder has other shards, is being written by another process, or the folder
            of backgrounds or of marks has none.
        PhotographError: one of the backgrounds can't be read.
        data.synthetic.extra.MissingExtraError: the extra `synthetic` is not installed.
    """
    if recipe.backgrounds is not None and not recipe.background_files():
        raise MakeError(f"{recipe.backgrounds}: there are no photographs; name another folder")
    marks = [] if recipe.marks is None else read_marks(recipe.marks, refuse)
    if recipe.marks is not None and not marks:
        raise MakeError(f"{recipe.marks}: there are no marks; name another folder")
    shards = plan_shards(recipe, marks)
    out.mkdir(parents=True, exist_ok=True)
    foreign = sorted({path.name for path in out.glob("*.tar")} - {shard.name for shard in shards})
    if foreign:
        raise MakeError(
            f"{out}: has shards that this recipe does not make ({', '.join(foreign)}); "
            "remove them or name another folder"
        )
    try:
        with FileLock(out / ".lock", timeout=0):
            for unfinished in out.glob(".*.tar.*"):
                unfinished.unlink()
            return _make_missing(recipe, shards, out, workers, label)
    except Timeout as error:
        raise MakeError(f"{out}: another process is making shards here; wait for it") from error


def _make_missing(recipe: Recipe, shards: list[Shard], out: Path, workers: int, label: str) -> Made:
    program = program_digest()
    hashes = {shard.name: shard.recipe_hash(recipe, program) for shard in shards}
    missing = [shard for shard in shards if not is_made(out / shard.name, hashes[shard.name])]
    groups = [group for shard in missing for group in shard.groups]
    batches = [
        tuple(shard.groups[first : first + _GROUPS_AT_A_TIME])
        for shard in missing
        for first in range(0, len(shard.groups), _GROUPS_AT_A_TIME)
    ]
    with typer.progressbar(length=len(groups), label=label) as bar:
        done = _pictured(recipe, batches, workers)
        for shard in missing:
            pictures: list[ShardPicture] = []
            for count, batch in islice(done, -(-len(shard.groups) // _GROUPS_AT_A_TIME)):
                pictures += batch
                bar.update(count)
            write_shard(out / shard.name, pictures, recipe=hashes[shard.name])
    return Made(len(missing), len(shards) - len(missing))


def _pictured(
    recipe: Recipe, batches: list[tuple[Group, ...]], workers: int
) -> Iterator[tuple[int, list[ShardPicture]]]:
    """Make batches in order, each with how many groups it has."""
    work = partial(make_batch, recipe)
    if workers == 1:
        yield from map(work, batches)
        return
    # Started afresh: a renderer does not survive being forked.
    with ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=_follow_parent,
    ) as pool:
        yield from pool.map(work, batches)


def _follow_parent() -> None:
    """Leave interrupts to the parent, and be gone when it is, even if it was killed."""

    def leave() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    parent = parent_process()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=leave, daemon=True).start()


def make_batch(recipe: Recipe, groups: tuple[Group, ...]) -> tuple[int, list[ShardPicture]]:
    """Make the pictures of some groups of one source; one set of backgrounds stands behind all."""
    carried = photographs()
    files = recipe.background_files()
    first = groups[0]
    rng = np.random.default_rng([recipe.seed, _SOURCES.index(first.source), first.number, 1])
    chosen = rng.permutation(len(files))[:_BACKGROUNDS_AT_A_TIME].tolist()
    behind = (*carried.values(), *read_photographs([files[i] for i in sorted(chosen)]))
    pictures: list[ShardPicture] = []
    with threadpool_limits(limits=1), Renderer() as renderer:
        for group in groups:
            rng = np.random.default_rng([recipe.seed, _SOURCES.index(group.source), group.number])
            shown = _pictures(rng, group, Scenery(behind), renderer, carried)
            pictures += [
                ShardPicture(info, encoded(picture, recipe.side, MOST_BYTES))
                for info, picture in shown
            ]
    return len(groups), pictures


def _pictures(
    rng: np.random.Generator,
    group: Group,
    scenery: Scenery,
    renderer: Renderer,
    carried: dict[str, Image.Image],
) -> Iterable[tuple[PictureInfo, Image.Image]]:
    if group.source == "design":
        return picture_designs(
            rng,
            group.name,
            group.category,
            split=group.split,
            renderer=renderer,
            photographs=scenery.photographs,
        )
    if group.source == "logo":
        marks = group.marks or draw_emblems(rng, group.name)
        return picture_logos(
            rng, group.name, marks, category=group.category, split=group.split, scenery=scenery
        )
    if group.source == "packaging":
        return picture_packages(
            rng,
            group.name,
            draw_flavours(rng, group.category),
            split=group.split,
            renderer=renderer,
            photographs=scenery.photographs,
        )
    if group.tiles:
        originals = cut_tiles(rng, carried[group.tiles[0]], group.tiles[1])
    else:
        originals = draw_originals(rng, group.category, scenery, tuple(carried.values()))
    return picture_photographs(
        rng, group.name, originals, category=group.category, split=group.split, scenery=scenery
    )


def main(
    out: Annotated[Path, typer.Argument(help="Folder of the shards.")],
    seed: Annotated[int, typer.Option(min=0, help="Of all randomness.")] = 0,
    designs: Annotated[int, typer.Option(min=0, help="Designs, in groups of four.")] = 4000,
    logos: Annotated[int, typer.Option(min=0, help="Logos, in groups of four.")] = 3000,
    photographs: Annotated[int, typer.Option(min=0, help="Other pictures, likewise.")] = 2000,
    packages: Annotated[int, typer.Option(min=0, help="Packaged goods, likewise.")] = 2000,
    side: Annotated[int, typer.Option(min=64, max=512, help="Longer side in pixels.")] = 288,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; as many as cores unless given.")
    ] = None,
    backgrounds: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder of photographs.")
    ] = None,
    marks: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of more marks: SVG or Iconify's."),
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--contact-sheet", help="Picture of a hundred, to look at.")
    ] = None,
) -> None:
    """Make the pictures that the embedding is trained on."""
    start = time.monotonic()
    recipe = Recipe(seed, designs, logos, photographs, packages, side, backgrounds, marks)
    refused: list[MarkFileError] = []
    try:
        made = make(recipe, out, workers=workers or os.cpu_count() or 1, refuse=refused.append)
    except (MakeError, PhotographError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    finally:
        for refusal in refused:
            typer.echo(f"left out: {refusal}", err=True)
    shards = open_shards(out)
    typer.echo(_summary(shards, made, out, time.monotonic() - start))
    if refused:
        typer.echo(f"marks left out: {len(refused):,}")
    if sheet is not None:
        contact_sheet(shards, seed=seed).save(sheet)
        typer.echo(f"contact sheet: {sheet}")


def _summary(shards: ShardSet, made: Made, out: Path, seconds: float) -> str:
    size = sum(path.stat().st_size for path in out.glob("*.tar"))
    held_out = sum(info.split == "held_out" for info in shards.pictures)
    instances = len({info.instance for info in shards.pictures})
    return (
        f"{len(shards):,} pictures of {instances:,} instances, {held_out:,} held out, in "
        f"{made.made + made.kept} shards of {size / 1e6:.0f} MB; "
        f"{made.made} made in {seconds:.0f} s, {made.kept} there already\n"
        f"data: {shards.digest}"
    )


if __name__ == "__main__":
    typer.run(main)
