"""Pictures of product models by VTK, off-screen: many thousands from one renderer.

The view is that of `data.synthetic.studio.photograph`; light and materials follow the physically
based model of VTK, with the same words.
"""

from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.synthetic.camera import Camera, View
from data.synthetic.drawing import LineStyle, Surfaces, ink
from data.synthetic.environment import studio_surroundings
from data.synthetic.extra import from_extra
from data.synthetic.mesh import Floats, joined
from data.synthetic.shading import Light, Material, srgb
from data.synthetic.stage import Stage, actor, light_texture, picture_texture
from data.synthetic.studio import Model, Part

with from_extra():
    from vtkmodules.vtkRenderingCore import vtkActor, vtkLight
    from vtkmodules.vtkRenderingOpenGL2 import (
        vtkCameraPass,
        vtkRenderPassCollection,
        vtkSequencePass,
        vtkShadowMapPass,
    )

_KEY = 2.6
"""Strength of VTK's light for a key of 1."""
_FILL = 0.5
"""Fill that the surroundings give by themselves."""
_EXPOSURE = 0.55
"""Photographs are taken dark, so that highlights keep their shape, and brightened afterwards."""
_LEAST_FILL = 0.05
_OVERSAMPLING = 1.5
"""Photographs are made larger and shrunk: cheaper in software than several samples per pixel."""
_PAPER_OVERSAMPLING = 2
_MOST_PARTS = 255
_SHADOW_SIDE = 256
_LOOKUP_SIDE, _LOOKUP_SAMPLES = 128, 128


class Renderer:
    """Photographs and draws models; holds its off-screen windows until it is closed.

    Each process and thread needs its own. Where pictures are made by several processes on a
    machine without a GPU, the environment variable ``LP_NUM_THREADS=0`` keeps each of them to one
    thread.
    """

    def __init__(self) -> None:
        """Open the windows.

        Raises:
            RuntimeError: nothing here can draw by OpenGL.
        """
        self._studio = Stage()
        self._board = Stage()
        self._key = vtkLight()
        self._key.SetLightTypeToSceneLight()
        renderer = self._studio.renderer
        renderer.AddLight(self._key)
        renderer.SetEnvironmentTexture(light_texture(_EXPOSURE * studio_surroundings()), False)
        renderer.UseImageBasedLightingOn()
        renderer.SetEnvironmentUp(0.0, 0.0, 1.0)
        table = renderer.GetEnvMapLookupTable()
        table.SetLUTSize(_LOOKUP_SIDE)
        table.SetLUTSamples(_LOOKUP_SAMPLES)
        renderer.GetEnvMapPrefiltered().SetPrefilterMaxSamples(_LOOKUP_SAMPLES)
        renderer.SetPass(_shadows())

    def photograph(self, model: Model, *, camera: Camera, light: Light, size: int) -> Image.Image:
        """Return the product as an RGBA picture, cut tight, its longer side `size` pixels."""
        vertices = np.concatenate([part.mesh.vertices for part in model])
        view = View.fitting(vertices, camera, size)
        fill = max(light.fill, _LEAST_FILL)
        self._key.SetPosition(*view.direction(light.azimuth, light.elevation))
        self._key.SetIntensity(_EXPOSURE * _KEY * light.key * _FILL / fill)
        self._studio.renderer.SetEnvironmentRight(*view.right)
        width, height = view.frame
        # A frame's sides are even.
        wide = replace(
            view,
            scale=view.scale * _OVERSAMPLING,
            origin=view.origin * _OVERSAMPLING,
            frame=(int(width * _OVERSAMPLING), int(height * _OVERSAMPLING)),
        )
        actors = [_article(part) for part in model]
        with self._studio.showing(actors, wide, _distances(view, vertices)):
            pixels = self._studio.pixels(wide.frame)
        whole = Image.frombytes("RGBa", wide.frame, pixels.tobytes())
        picture = whole.resize(view.frame, Image.Resampling.BILINEAR).convert("RGBA")
        # VTK's surroundings have one strength: brightness is set afterwards, as by exposure.
        tint = np.array([1 + 0.14 * light.warmth, 1.0, 1 - 0.18 * light.warmth])
        levels = (np.arange(256) / 255) ** 2.2 * (fill / _FILL / _EXPOSURE * tint)[:, None]
        developed = np.rint(255 * srgb(levels.astype(np.float32))).astype(int)
        return picture.point([*developed.ravel().tolist(), *range(256)])

    def draw(self, model: Model, *, camera: Camera, size: int, style: LineStyle) -> Image.Image:
        """Return a filed drawing: an L picture, white paper, the product's longer side `size`.

        The paper is larger than the product by twice the pen's width on every side.

        Raises:
            ValueError: the model has more parts than can be told apart, 255.
        """
        if len(model) > _MOST_PARTS:
            raise ValueError(f"a model of {len(model)} parts can't be drawn: {_MOST_PARTS} at most")
        mesh = joined([part.mesh for part in model])
        margin = int(np.ceil(2 * style.pen)) * _PAPER_OVERSAMPLING
        view = View.fitting(mesh.vertices, camera, size * _PAPER_OVERSAMPLING)
        view = replace(
            view,
            origin=view.origin + margin,
            frame=(view.frame[0] + 2 * margin, view.frame[1] + 2 * margin),
        )
        span = _distances(view, mesh.vertices)
        axes = np.stack([view.right, view.up], axis=1)
        numbers = np.repeat(np.arange(len(model)) + 1, [len(part.mesh.vertices) for part in model])
        codes = np.column_stack([(mesh.normals @ axes + 1) * 127.5, numbers])
        shown = actor(mesh, codes.round().astype(np.uint8))
        shown.GetProperty().LightingOff()
        with self._board.showing([shown], view, span):
            seen = self._board.pixels(view.frame)
            nearness = self._board.nearness(view.frame)
        surfaces = Surfaces(
            part=seen[:, :, 2].astype(np.int64) - 1,
            normal=seen[:, :, :2].astype(np.float32) / 127.5 - 1,
            nearness=nearness,
            scale=view.scale,
            paint=self._printed(model, view, span),
        )
        pen = replace(style, pen=style.pen * _PAPER_OVERSAMPLING)
        return ink(surfaces, pen).reduce(_PAPER_OVERSAMPLING)

    def close(self) -> None:
        """Free the windows; the renderer can't be used afterwards."""
        self._studio.close()
        self._board.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _printed(self, model: Model, view: View, span: Floats) -> NDArray[np.uint8] | None:
        """Return the ``(height, width, 3)`` paint of what is seen, if anything is printed."""
        if all(part.material.texture is None for part in model):
            return None
        actors = [_article(part) for part in model]
        for shown in actors:
            shown.GetProperty().LightingOff()
        with self._board.showing(actors, view, span):
            return self._board.pixels(view.frame)[:, :, :3]


def _shadows() -> vtkCameraPass:
    """Return how to render with the shadows that the product casts on itself."""
    lit = vtkShadowMapPass()
    lit.GetShadowMapBakerPass().SetResolution(_SHADOW_SIDE)
    passes = vtkRenderPassCollection()
    passes.AddItem(lit.GetShadowMapBakerPass())
    passes.AddItem(lit)
    sequence = vtkSequencePass()
    sequence.SetPasses(passes)
    whole = vtkCameraPass()
    whole.SetDelegatePass(sequence)
    return whole


def _article(part: Part) -> vtkActor:
    """Return a part with its material."""
    material = part.material
    shown = actor(part.mesh)
    surface = shown.GetProperty()
    surface.SetInterpolationToPBR()
    surface.SetRoughness(float(np.clip(1 - 0.92 * material.gloss, 0.08, 1.0)))
    surface.SetMetallic(float(material.metal))
    if material.texture is None:
        surface.SetColor(*((np.array(material.colour) / 255) ** 2.2))
    else:
        surface.SetColor(1.0, 1.0, 1.0)
        surface.SetBaseColorTexture(picture_texture(_painted(material, material.texture)))
    return shown


def _painted(material: Material, texture: Image.Image) -> Image.Image:
    """Return the texture over the material's colour."""
    paint = Image.new("RGBA", texture.size, material.colour)
    paint.alpha_composite(texture.convert("RGBA"))
    return paint.convert("RGB")


def _distances(view: View, vertices: Floats) -> Floats:
    """Return the ``(n,)`` distances of vertices from the eye, straight ahead."""
    distances: Floats = (vertices - view.eye) @ view.forward
    return distances
