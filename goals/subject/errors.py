"""What is refused about a subject."""

from goals.errors import NotFound, Refused, Unprocessable


class SubjectNotFound(NotFound):
    """Nothing was ever sealed under this id, and the directory has no entry for it."""

    mend = "Look it up in `GET /v1/subjects`, or make an entry for it with `POST /v1/subjects`."

    def __init__(self, subject: str) -> None:
        super().__init__("subject", subject)


class SubjectOnHold(Refused):
    """A legal hold stands: the subject's text is evidence, and must not be destroyed."""

    mend = "Have an auditor release it with `POST /v1/subjects/{subject_id}/release`, once its ground is gone."

    def __init__(self, subject: str) -> None:
        super().__init__(f"A legal hold stands on {subject}: nothing of it is erased until it is released.")


class ReasonWouldBeErased(Unprocessable):
    """Why a subject was erased or held must stay readable when its text no longer is."""

    mend = "Give the reason as plain text that names nobody."

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"This reason is sealed as the text of {subject}, and would be erased with it: send it as plain text.",
            pointer="/reason",
        )
