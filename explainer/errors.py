"""`ExplainerError`, the base of errors that are shown to visitors."""


class ExplainerError(Exception):
    """An error that is shown to the visitor in their language.

    Args:
        code: Id of the sentence `error.<code>` in the text catalogue, e.g. `"mnist_missing"`.
        message: English message for logs, as "Expected …; received ….".
        **details: Values of the sentence's placeholders.
    """

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.details = details
