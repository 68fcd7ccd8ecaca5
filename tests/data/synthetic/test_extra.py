"""What is said where a package of an extra is not installed."""

import sys
from importlib import import_module

import pytest

from data.synthetic.extra import MissingExtraError, load


def _take_away(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [package, *sys.modules]:
        if name.partition(".")[0] == package:
            monkeypatch.setitem(sys.modules, name, None)


def test_a_missing_package_is_named_with_what_to_install() -> None:
    with pytest.raises(MissingExtraError, match=r"'no_such_package'.*lookalike\[synthetic\]"):
        load("no_such_package")


def test_what_comes_with_training_alone_is_asked_for_so(monkeypatch: pytest.MonkeyPatch) -> None:
    _take_away("matplotlib", monkeypatch)
    with pytest.raises(MissingExtraError, match=r"'matplotlib'.*lookalike\[training\]"):
        load("matplotlib.textpath")


@pytest.mark.parametrize("module", ["data.synthetic.renderer", "data.synthetic.stage"])
def test_a_renderer_without_vtk_is_refused(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _take_away("vtkmodules", monkeypatch)
    for name in ("data.synthetic.renderer", "data.synthetic.stage"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(MissingExtraError, match=r"'vtkmodules'.*lookalike\[training\]"):
        import_module(module)
