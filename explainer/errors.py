"""Errors a visitor can be told about, as data."""


class ExplainerError(Exception):
    """Something went wrong that a visitor should hear about in their own language.

    The text catalogue holds the sentence under `error.<code>`; `details` fill its placeholders. The English `message`
    is for logs and for developers.

    Args:
        code: Identifies the kind of error, e.g. `"mnist_missing"`.
        message: What was expected and what was received, for developers.
        **details: Values for the placeholders of the catalogue's sentence.
    """

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.details = details
