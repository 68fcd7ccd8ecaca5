"""The page of worst mistakes, as it lies on disk."""

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from api.report.folder import ReportFolderError

Write = Callable[[str], Path]

HOSTILE = "</bdi></title><script>alert(1)</script>\" onload='alert(2)' x=\"{{ 7 * 7 }}<!--"


class Structure(HTMLParser):
    """Gathers a page's tags with the names of their attributes, and all of its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _cards(path: Path, section: str) -> list[str]:
    html = path.read_text(encoding="utf-8").split(f'id="{section}"')[1].split("<h2")[0]
    articles = re.findall("<article.*?</article>", html, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", article)) for article in articles]


def test_each_mistake_shows_both_rights_and_what_was_said(write: Write) -> None:
    path = write("Kettle")
    sibling, negative, unregistered = _cards(path, "wrong")
    assert "Answered wrongly Pot · pot , view back 97.0% review place 1" in sibling
    assert "In the photo Kettle · kettle , view back 40.0% none place 2" in sibling
    assert "embedding 0.835 · local 41" in sibling
    assert "Nothing registered is in this photo" in negative
    assert "not registered · unregistered not found" in unregistered
    assert "no such file: /photos/broken.jpg" in unregistered
    unregistered, absent, sibling = _cards(path, "missed")
    assert "not registered · unregistered not found" in unregistered
    assert "In the photo Kettle · kettle , view front not found" in absent
    assert "Answered wrongly" not in absent
    assert "40.0%" in sibling


def test_both_regions_are_outlined_in_photo_pixels(write: Write) -> None:
    html = write("Kettle").read_text(encoding="utf-8")
    points = "10.0,20.0 200.0,20.0 200.0,150.0"
    article = html.split("<article")[1]
    assert f'class="wrong" points="{points}"' in article
    assert f'class="right" points="{points}"' in article
    width = 400 + len("/photos/sibling.jpg")
    assert f'viewBox="0 0 {width} 300"' in article


def test_every_picture_lies_beside_the_page(write: Write) -> None:
    path = write("Kettle")
    named = set(re.findall(r'src="([^"]*)"', path.read_text(encoding="utf-8")))
    assert {p.relative_to(path.parent).as_posix() for p in path.parent.rglob("*.jpg")} == named
    # Three photos; a view of each right that was matched, and one of a right that was not.
    assert len(named) == 6
    for name in named:
        with Image.open(path.parent / name) as picture:
            picture.load()


def test_figures_and_curves_are_shown(write: Write) -> None:
    html = write("Kettle").read_text(encoding="utf-8")
    assert '<th scope="col">µAP</th>' in html
    assert "Precision and recall, all" in html
    assert "2 answers state 0.980; 0.500 are correct" in html


@given(text=st.text(min_size=1))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_changes_the_structure(write: Write, text: str) -> None:
    assert Structure(write(text)).tags == Structure(write("plain")).tags


def test_hostile_text_is_shown_as_it_is(write: Write) -> None:
    structure = Structure(write(HOSTILE))
    assert HOSTILE in structure.text
    assert structure.tags == Structure(write("plain")).tags


def test_the_policy_admits_the_page_s_own_style_alone(write: Write) -> None:
    html = write("plain").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy[1] == (
        f"default-src 'none'; img-src 'self' file:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "<script" not in html
    assert " style=" not in html


def test_a_folder_of_other_files_is_left_alone(write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "the worst & more"
    folder.mkdir()
    (folder / "thesis.tex").touch()
    with pytest.raises(ReportFolderError, match="new or empty"):
        write("plain")
    assert [path.name for path in folder.iterdir()] == ["thesis.tex"]
