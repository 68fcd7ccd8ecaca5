"""An off-screen VTK window that sees product models as `data.synthetic.camera.View` does.

Frames are read back from the top left corner of a square window, which is kept from one picture
to the next while the size stays the same.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.synthetic.camera import View
from data.synthetic.extra import from_extra, load
from data.synthetic.mesh import Faces, Floats, Mesh

with from_extra():
    from vtkmodules import vtkRenderingOpenGL2
    from vtkmodules.vtkCommonCore import (
        vtkDataArray,
        vtkFloatArray,
        vtkPoints,
        vtkUnsignedCharArray,
    )
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPolyData
    from vtkmodules.vtkCommonMath import vtkMatrix4x4
    from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderWindow, vtkTexture
    from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLRenderer, vtkOpenGLRenderWindow

_SLACK = 0.02
"""Room between the product and the clipping planes, as a share of their distances."""


class Stage:
    """One window with one renderer on a transparent ground."""

    def __init__(self) -> None:
        """Open a window that looks once at every pixel.

        Raises:
            RuntimeError: nothing here can draw by OpenGL.
        """
        self.renderer = vtkOpenGLRenderer()
        self.renderer.SetBackground(0.0, 0.0, 0.0)
        self.renderer.SetBackgroundAlpha(0.0)
        self.renderer.AutomaticLightCreationOff()
        self._window = _window()
        self._window.SetMultiSamples(0)
        self._window.SetAlphaBitPlanes(1)
        self._window.AddRenderer(self.renderer)
        self._side = 0

    @contextmanager
    def showing(self, actors: Iterable[vtkActor], view: View, span: Floats) -> Iterator[None]:
        """Render actors, whose distances from the eye lie within `span`, as a view sees them."""
        side = max(view.frame)
        if side != self._side:
            self._window.SetSize(side, side)
            self._side = side
        shown = list(actors)
        self._aim(view, float(span.min()) * (1 - _SLACK), float(span.max()) * (1 + _SLACK))
        for actor in shown:
            self.renderer.AddActor(actor)
        try:
            self._window.Render()
            yield
        finally:
            for actor in shown:
                self.renderer.RemoveActor(actor)

    def pixels(self, frame: tuple[int, int]) -> NDArray[np.uint8]:
        """Read the ``(height, width, 4)`` premultiplied RGBA of what is shown."""
        out = vtkUnsignedCharArray()
        self._window.GetRGBACharPixelData(0, 0, self._side - 1, self._side - 1, 0, out)
        whole = _numbers(out).reshape(self._side, self._side, 4)
        return np.ascontiguousarray(whole[::-1][: frame[1], : frame[0]])

    def nearness(self, frame: tuple[int, int]) -> NDArray[np.float32]:
        """Read the ``(height, width)`` inverse distances of what is shown, at the ground too."""
        out = vtkFloatArray()
        self._window.GetZbufferData(0, 0, self._side - 1, self._side - 1, out)
        depth = _numbers(out).reshape(self._side, self._side)[::-1][: frame[1], : frame[0]]
        near, far = self.renderer.GetActiveCamera().GetClippingRange()
        nearness: NDArray[np.float32] = (1 / near - depth * (1 / near - 1 / far)).astype(np.float32)
        return nearness

    def close(self) -> None:
        """Free the window and all that it holds on the graphics side."""
        self._window.Finalize()

    def _aim(self, view: View, near: float, far: float) -> None:
        camera = self.renderer.GetActiveCamera()
        camera.SetPosition(*view.eye)
        camera.SetFocalPoint(*(view.eye + view.forward))
        camera.SetViewUp(*view.up)
        camera.SetClippingRange(near, far)
        # The frame's middle is not straight ahead: an off-axis frustum.
        focal, (x, y) = 2 * view.scale / self._side, 1 - 2 * view.origin / self._side
        matrix = vtkMatrix4x4()
        matrix.DeepCopy(
            (
                *(focal, 0.0, float(x), 0.0),
                *(0.0, focal, -float(y), 0.0),
                *(0.0, 0.0, -(far + near) / (far - near), -2 * far * near / (far - near)),
                *(0.0, 0.0, -1.0, 0.0),
            )
        )
        camera.UseExplicitProjectionTransformMatrixOn()
        camera.SetExplicitProjectionTransformMatrix(matrix)


def actor(mesh: Mesh, colours: NDArray[np.uint8] | None = None) -> vtkActor:
    """Return a mesh to be shown, with ``(n, 3)`` colours of its vertices if they are given."""
    data = vtkPolyData()
    points = vtkPoints()
    points.SetData(_array(mesh.vertices.astype(np.float32)))
    data.SetPoints(points)
    cells = vtkCellArray()
    cells.SetData(3, _array(_wound(mesh).ravel()))
    data.SetPolys(cells)
    attributes = data.GetPointData()
    attributes.SetNormals(_array(mesh.normals.astype(np.float32)))
    attributes.SetTCoords(_array(mesh.uv.astype(np.float32)))
    mapper = vtkPolyDataMapper()
    if colours is None:
        mapper.ScalarVisibilityOff()
    else:
        attributes.SetScalars(_array(colours))
        mapper.SetColorModeToDirectScalars()
    mapper.SetInputData(data)
    shown = vtkActor()
    shown.SetMapper(mapper)
    return shown


def _wound(mesh: Mesh) -> Faces:
    """Return the faces wound so that VTK takes the side of the normals for the front."""
    corners = mesh.vertices[mesh.faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    inward = np.einsum("ij,ikj->i", across, mesh.normals[mesh.faces]) < 0
    return np.where(inward[:, None], mesh.faces[:, ::-1], mesh.faces)


def picture_texture(picture: Image.Image) -> vtkTexture:
    """Return an RGB picture as a texture in sRGB, its top row at texture coordinate v = 0."""
    texture = _texture(np.asarray(picture.convert("RGB")))
    texture.UseSRGBColorSpaceOn()
    return texture


def light_texture(light: NDArray[np.float32]) -> vtkTexture:
    """Return ``(rows, columns, 3)`` linear light as a texture."""
    texture = _texture(light)
    texture.SetColorModeToDirectScalars()
    return texture


def _texture(pixels: NDArray[Any]) -> vtkTexture:
    image = vtkImageData()
    image.SetDimensions(pixels.shape[1], pixels.shape[0], 1)
    image.GetPointData().SetScalars(_array(pixels.reshape(-1, 3)))
    texture = vtkTexture()
    texture.SetInputData(image)
    texture.MipmapOn()
    texture.InterpolateOn()
    return texture


def _array(values: NDArray[Any]) -> vtkDataArray:
    convert = load("vtkmodules.util.numpy_support").numpy_to_vtk
    array: vtkDataArray = convert(np.ascontiguousarray(values), deep=True)
    return array


def _numbers(array: vtkDataArray) -> NDArray[Any]:
    numbers: NDArray[Any] = load("vtkmodules.util.numpy_support").vtk_to_numpy(array)
    return numbers


def _window() -> vtkOpenGLRenderWindow:
    """Return a window that needs no display.

    Raises:
        RuntimeError: nothing here can draw by OpenGL.
    """
    # What VTK would choose by itself asks for a display first, and complains on stderr.
    kind: Any = getattr(vtkRenderingOpenGL2, "vtkEGLRenderWindow", vtkRenderWindow)
    window: vtkOpenGLRenderWindow = kind()
    window.SetOffScreenRendering(1)
    if not window.SupportsOpenGL():
        raise RuntimeError(
            "VTK can't draw off-screen here; install OpenGL with EGL "
            "(Debian: libegl1 libgl1-mesa-dri)"
        )
    return window
