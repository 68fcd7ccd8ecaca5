"""The one error that fetching raises; its home is `data.fetch`."""

from typing import Self


class FetchError(OSError):
    """An image file that can't be had.

    Attributes:
        reason: Machine word. For URLs: ``bad_url``, ``unsupported_scheme``, ``credentials``,
            ``no_network``, ``unresolvable``, ``private_address``, ``unreachable``, ``tls``,
            ``timeout``, ``broken``, ``http_status``, ``server_error``, ``redirects`` or
            ``encoded``. For paths: ``missing``, ``not_a_file`` or ``unreadable``. For both:
            ``too_large``.

    The text is for people: what is wrong, and what to do about it.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        return type(self), (self.reason, str(self))


def check_length(length: int, max_bytes: int) -> None:
    """Raise `FetchError` for a file that is longer than it may be."""
    if length > max_bytes:
        raise FetchError(
            "too_large",
            f"the file has more than the {max_bytes} bytes that are accepted; "
            "give a smaller version",
        )
