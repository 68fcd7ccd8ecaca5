"""What a notice lacks of what Article 16(2) of the Digital Services Act asks for.

(a) reasons that are sufficiently substantiated, (b) the exact electronic location of each listing,
(c) the notifier's name and e-mail address, (d) the statement of good faith.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from data.notices import Notice, NoticeItem

_FEWEST_WORDS = 8
"""Of reasons: fewer can't say which right is infringed, and how."""

# One @, a domain with a dot, nothing that ends a header line: the rest only its mail server knows.
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,63}")
_LONGEST_EMAIL = 254  # RFC 5321, section 4.5.3.1.3
_LONGEST_URL = 8000  # RFC 9110, section 4.1
_NOT_IN_A_URL = re.compile(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]")


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Something that keeps a notice from being sent.

    Attributes:
        field: What to correct, such as ``items[3].url``.
        reason: What is wrong with it.
        listing_id: The listing that it is about, if it is about one.
    """

    field: str
    reason: str
    listing_id: str | None = None


class IncompleteNoticeError(ValueError):
    """A notice, or what is done with one, lacks something: `shortcomings` lists all of it."""

    def __init__(self, shortcomings: tuple[Shortcoming, ...]) -> None:
        count = len(shortcomings)
        super().__init__(
            f"nothing was done: {shortcomings[0].field} {shortcomings[0].reason}"
            + (f" (and {count - 1} more)" if count > 1 else "")
        )
        self.shortcomings = shortcomings


def shortcomings(notice: Notice) -> tuple[Shortcoming, ...]:
    """Return all that a notice lacks; nothing, if it can be sent."""
    return (*_of_the_claim(notice), *_of_the_items(notice))


def _of_the_claim(notice: Notice) -> Iterator[Shortcoming]:
    claim = notice.claim
    if not claim.name:
        yield Shortcoming("name", "is missing: Article 16(2)(c) asks for the notifier's name")
    if not claim.email:
        yield Shortcoming("email", "is missing: Article 16(2)(c) asks for the notifier's address")
    elif len(claim.email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(claim.email):
        yield Shortcoming("email", f"{claim.email!r} is no e-mail address, such as ip@example.com")
    words = len((claim.reasons or "").split())
    # Scripts without spaces, such as Chinese, say as much in a few dozen characters.
    if words < _FEWEST_WORDS and len(claim.reasons or "") < 5 * _FEWEST_WORDS:
        said = f"has only {words} words" if words else "is missing"
        yield Shortcoming(
            "reasons",
            f"{said}: Article 16(2)(a) asks why the listings are illegal; say which right they "
            "infringe, and by what",
        )
    if not claim.good_faith:
        yield Shortcoming(
            "good_faith",
            "is not confirmed: Article 16(2)(d) asks for a statement that the notifier believes in "
            "good faith that the notice is accurate and complete",
        )


def _of_the_items(notice: Notice) -> Iterator[Shortcoming]:
    if not notice.items:
        yield Shortcoming("items", "is empty: a notice is about one listing at least")
    registered = {right.right_id for right in notice.rights}
    listing_at: dict[str, str] = {}
    for place, item in enumerate(notice.items):
        listing_id = item.hit.listing_id
        reason = _wrong_location(item, listing_at)
        if reason is not None:
            yield Shortcoming(f"items[{place}].url", reason, listing_id)
        elif item.url is not None:
            listing_at[item.url] = listing_id
        if item.hit.right_id not in registered:
            yield Shortcoming(
                f"items[{place}].right_id", f"{item.hit.right_id!r} is not registered", listing_id
            )


def _wrong_location(item: NoticeItem, listing_at: dict[str, str]) -> str | None:
    """Say why an item's URL is not the exact electronic location of its listing alone."""
    url = item.url
    if not url:
        return "is missing: Article 16(2)(b) asks for the exact URL of each listing"
    if len(url) > _LONGEST_URL or _NOT_IN_A_URL.search(url):
        return "is no URL: it is too long, or has characters that have to be escaped"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"is no URL: {error}"
    if parts.scheme not in {"http", "https"} or not host:
        return "is no address on the web, such as https://shop.example/item/4711"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password: give the address that everybody sees"
    if parts.path in {"", "/"} and not parts.query:
        return f"leads to all of {host}: give the address of the one listing"
    other = listing_at.get(url, item.hit.listing_id)
    if other != item.hit.listing_id:
        return f"is that of listing {other!r} too: give the address of the one listing"
    return None
