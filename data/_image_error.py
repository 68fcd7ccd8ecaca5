"""The one error that decoding raises; its home is `data.decode`."""


class ImageError(ValueError):
    """A file that can't be used as a picture.

    Attributes:
        reason: Machine word: ``empty``, ``unsupported_format``, ``too_large``, ``too_small``,
            ``too_complex``, ``truncated``, ``corrupt`` or ``unsupported_pixels``.

    The text is for people: what is wrong with the file, and what to do about it.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.args[1])
