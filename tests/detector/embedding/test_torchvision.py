"""torchvision imports beside whichever torch is installed."""

import _ctypes
import importlib.util
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from detector.embedding import _torchvision


def test_torchvision_timm_and_open_clip_import_in_a_fresh_interpreter() -> None:
    program = (
        "from detector.embedding._torchvision import ensure_importable\n"
        "ensure_importable()\n"
        "import torchvision, timm, open_clip\n"
        "print(torchvision.__version__)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_operators_that_load_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Any shared library that this interpreter can load stands for one that fits.
    shutil.copy(_ctypes.__file__, tmp_path / "_C.so")
    _pretend_installed_in(tmp_path, monkeypatch)
    assert _torchvision.operators_load()


def test_operators_that_do_not_fit_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_C.so").write_bytes(b"built for another torch")
    _pretend_installed_in(tmp_path, monkeypatch)
    assert not _torchvision.operators_load()


def test_a_torchvision_without_operators_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pretend_installed_in(tmp_path, monkeypatch)
    assert not _torchvision.operators_load()


def _pretend_installed_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = ModuleSpec("torchvision", None, origin=str(folder / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)  # noqa: ARG005
