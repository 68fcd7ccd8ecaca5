"""Reading with RapidOCR and the PP-OCRv6 models that its wheel carries (Apache-2.0)."""

import hashlib
import math
from pathlib import Path
from typing import Any

import numpy as np
import rapidocr
from numpy.typing import NDArray
from rapidocr import RapidOCR
from rapidocr.main import RapidOCRError

from data.decode import DecodedImage
from detector.wordmark.lines import Quad, TextLine

_MODELS = {
    "Det": (
        "PP-OCRv6_det_small.onnx",
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    ),
    "Cls": (
        "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
        "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    ),
    "Rec": (
        "PP-OCRv6_rec_small.onnx",
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    ),
}
"""Part of RapidOCR → the file in its wheel and the file's sha256."""

_UPSIDE_DOWN = "180"


class ReadingModelError(RuntimeError):
    """A model that reading needs is not the one that this was measured with."""


class RapidOcrReader:
    """Reads Latin and Chinese (Greek and kana as well; no Cyrillic, Arabic, Hangul or Thai).

    Text is looked for first, which is the gate: where a photo shows none, nothing is read. Of
    what is found the largest lines are read, as word marks are not the small print.

    Nothing is ever downloaded: the models are named by their paths and checked by their hashes.

    Args:
        side: Text is looked for in the photo scaled down to this many pixels each way; it is
            read at the size the photo was decoded at.
        most_lines: How many lines to read at most.
        threads: How many threads one call uses.

    Raises:
        ReadingModelError: the wheel carries other models.
    """

    def __init__(self, *, side: int = 480, most_lines: int = 8, threads: int = 1) -> None:
        folder = Path(rapidocr.__file__).parent / "models"
        self._engine = RapidOCR(
            params={
                # Its warnings are about photos without text; errors are raised.
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_type": "max",
                "Det.limit_side_len": side,
                # The least width to which a line is padded: by default a line of ten letters.
                "Rec.rec_img_shape": [3, 48, 96],
                **{f"{part}.model_path": str(_checked(folder, part)) for part in _MODELS},
            }
        )
        self._most_lines = most_lines
        self._upside_down_from: float = self._engine.cfg.Cls.cls_thresh
        versions = "".join(digest for _, digest in _MODELS.values())
        self.fingerprint = hashlib.sha256(f"{versions} {side} {most_lines}".encode()).hexdigest()[
            :16
        ]

    def read(self, image: DecodedImage) -> tuple[TextLine, ...]:
        """See `TextReader.read`."""
        pixels = np.ascontiguousarray(np.asarray(image.pixels)[:, :, ::-1])
        placed: dict[str, Any] = {}
        try:
            crops, detected = self._engine.detect_and_crop(pixels, placed)
        except RapidOCRError:  # no text
            return ()
        boxes = np.asarray(detected.boxes, dtype=np.float64)
        largest = np.argsort([-min(crop.shape[:2]) for crop in crops], kind="stable")
        kept = [int(index) for index in largest[: self._most_lines]]
        upright, turned = self._engine.cls_and_rotate([crops[index] for index in kept])
        recognised = self._engine.recognize_txt(upright)
        corner = (placed["padding_1"]["left"], placed["padding_1"]["top"])
        lines = []
        for index, way, text, confidence in zip(
            kept,
            turned.cls_res or (),
            recognised.txts or (),
            recognised.scores or (),
            strict=True,
        ):
            if text.strip():
                quad = _in_reading_order(boxes[index], crops[index], self._is_upside_down(way))
                lines.append(TextLine(text, float(confidence), _quad(quad, corner, image)))
        return tuple(lines)

    def _is_upside_down(self, way: tuple[str, float]) -> bool:
        label, certainty = way
        return _UPSIDE_DOWN in label and certainty > self._upside_down_from


def _checked(folder: Path, part: str) -> Path:
    name, digest = _MODELS[part]
    path = folder / name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ReadingModelError(
            f"the text reading model {name} can't be read ({error.strerror}); "
            "reinstall it with: pip install --force-reinstall 'rapidocr==3.10.0'"
        ) from error
    if found != digest:
        raise ReadingModelError(
            f"the text reading model {path} has sha256 {found}, not {digest}; "
            "reinstall it with: pip install --force-reinstall 'rapidocr==3.10.0'"
        )
    return path


def _in_reading_order(
    box: NDArray[np.float64], crop: NDArray[np.uint8], upside_down: bool
) -> NDArray[np.float64]:
    """Turn corners that begin at the top left to begin where the text does."""
    width = max(math.dist(box[0], box[1]), math.dist(box[2], box[3]))
    height = max(math.dist(box[0], box[3]), math.dist(box[1], box[2]))
    # RapidOCR lays a tall crop on its side: what was at the right is then at the top.
    laid = crop.shape[1] > crop.shape[0] and height > width
    return np.roll(box, -(laid + 2 * upside_down), axis=0)


def _quad(corners: NDArray[np.float64], corner: tuple[int, int], image: DecodedImage) -> Quad:
    limits = np.array([image.width, image.height])
    factor = limits / np.array(image.pixels.size)
    placed = np.clip((corners - corner) * factor, 0, limits)
    first, second, third, fourth = ((float(x), float(y)) for x, y in placed)
    return first, second, third, fourth
