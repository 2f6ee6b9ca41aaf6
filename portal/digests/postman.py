"""One SMTP conversation for many mails, and what a server's answer means for the mail in hand."""

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection

ANSWER_LENGTH = 300
SERVICE_CLOSING = 421
_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?:?")


@dataclass(frozen=True)
class Accepted:
    """The server has taken the mail."""


@dataclass(frozen=True)
class Refused:
    """The server will never take this mail for this recipient."""

    answer: str


@dataclass(frozen=True)
class Postponed:
    """Not now. `server_away`: no mail would go through at present, so others need not be tried."""

    answer: str
    server_away: bool = False


class Postman:
    """A connection that is opened with the first mail, kept for the next ones and renewed after a break."""

    def __init__(self) -> None:
        self._connection = None

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def hand_over(self, message: EmailMessage) -> Accepted | Refused | Postponed:
        """Gives `message` to the server and tells what became of it; never raises for the server's sake."""
        (address,) = message.to
        try:
            self._open()
        except (smtplib.SMTPException, OSError) as error:  # whatever it is, no mail would go through
            self._hang_up()
            return Postponed(clean(_words(error), address), server_away=True)
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            return self._judge(code, words, address)
        except smtplib.SMTPDataError as error:
            return self._judge(error.smtp_code, error.smtp_error, address)
        except (smtplib.SMTPNotSupportedError, ValueError) as error:  # an address that cannot be written
            return Refused(clean(str(error), address))
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            return Postponed(clean(_words(error), address), server_away=True)
        return Accepted()

    def _judge(self, code: int, words: bytes | str, address: str) -> Refused | Postponed:
        """What an answer to this recipient or this text means: 5xx for good, 4xx for now."""
        text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
        answer = clean(f"{code} {text}", address)
        if code == SERVICE_CLOSING:
            self._hang_up()
            return Postponed(answer, server_away=True)
        return Refused(answer) if code >= 500 else Postponed(answer)

    def _open(self) -> None:
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()

    def _hang_up(self) -> None:
        if self._connection is None:
            return
        connection, self._connection = self._connection, None
        with suppress(smtplib.SMTPException, OSError):  # the other side may have been faster
            connection.close()


def _words(error: Exception) -> str:
    """What a failed conversation says of itself."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return f"{type(error).__name__}: {error}"


def clean(answer: str, address: str = "") -> str:
    """The server's words in one line, without any address, cut to what the column holds."""
    said = _ADDRESS.sub("…", answer)
    local_part = address.partition("@")[0]
    if len(local_part) >= 3:
        said = re.sub(re.escape(local_part), "…", said, flags=re.IGNORECASE)
    return " ".join(said.split())[:ANSWER_LENGTH]
