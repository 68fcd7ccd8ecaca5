"""What the HTML pages share: how templates are filled in, and what pages carry inside them."""

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment(package: str) -> Environment:
    """Return an environment for the templates of `package` that escapes every value."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(package: str, name: str) -> str:
    """Return the text of a style or script that lies beside the templates of `package`."""
    return files(package).joinpath("templates", name).read_text(encoding="utf-8")


def source_hash(text: str) -> str:
    """Return what admits an inline style or script to a page (CSP Level 3, hash-source)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
