"""The local mail server: what it keeps, and each way it can fail."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.sink import Sink

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sink(tmp_path):
    with Sink(tmp_path / "mails") as sink:
        yield sink


def mail(subject: str = "Digest") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "portal@muster.example"
    message["To"] = "office@muster.example"
    message["Subject"] = subject
    message.set_content("Grüße aus Heilbronn\n")
    return message


def send(port: int, message: EmailMessage, recipients: list[str] | None = None) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=2) as client:
        client.send_message(message, to_addrs=recipients)


def test_mail_is_kept_with_its_envelope(sink):
    send(sink.port, mail("Übersicht"), ["one@muster.example", "two@muster.example"])

    (message,) = sink.messages()
    assert message["Subject"] == "Übersicht"
    assert message["X-Envelope-From"] == "portal@muster.example"
    assert message["X-Envelope-To"] == "one@muster.example, two@muster.example"
    assert message.get_content() == "Grüße aus Heilbronn\n"


def test_file_name_is_safe_and_no_unfinished_file_is_left(sink):
    send(sink.port, mail(), ['"../../x y"@muster.example'])

    (name,) = os.listdir(sink.directory)
    assert name.startswith("20")
    assert name.endswith("Z-_.._.._x_y_@muster.example-1.eml")


def test_mails_come_in_order(sink):
    for number in range(12):
        send(sink.port, mail(str(number)))
    assert [message["Subject"] for message in sink.messages()] == [str(number) for number in range(12)]


@pytest.mark.parametrize(("mode", "code"), [("tempfail", 451), ("reject", 550)])
def test_recipients_are_refused(sink, mode, code):
    sink.mode = mode
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(sink.port, mail())
    assert refusal.value.recipients["office@muster.example"][0] == code
    assert sink.messages() == []


def test_connection_is_refused(sink):
    sink.mode = "refuse"
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(sink.port, mail())
    assert sink.messages() == []


def test_connection_hangs_until_the_client_gives_up(sink):
    sink.mode = "hang"
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected), match="timed out"):
        smtplib.SMTP("127.0.0.1", sink.port, timeout=0.3)


def test_answer_is_dropped_after_data(sink):
    sink.mode = "drop_after_data"
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(sink.port, mail())
    assert len(sink.messages()) == 1


def test_mode_changes_within_a_connection(sink):
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=2) as client:
        client.send_message(mail("first"))
        sink.mode = "tempfail"
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(mail("second"))
        sink.mode = "ok"
        client.send_message(mail("third"))
    assert [message["Subject"] for message in sink.messages()] == ["first", "third"]


def test_unknown_mode_is_refused(sink):
    with pytest.raises(ValueError, match="mode must be one of ok, refuse"):
        sink.mode = "slow"


def test_stop_closes_open_connections_and_the_port(tmp_path):
    with Sink(tmp_path) as sink:
        talking = smtplib.SMTP("127.0.0.1", sink.port, timeout=2)
    with talking, pytest.raises(smtplib.SMTPServerDisconnected):
        talking.noop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", sink.port), timeout=2)


def test_program_keeps_mails_until_it_is_ended(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "portal.sink", "--port", str(port), "--directory", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline() == f"Mails to 127.0.0.1:{port} are kept in {tmp_path}.\n"
        send(port, mail())
        program.terminate()
    assert program.returncode == -signal.SIGTERM
    assert len(list(tmp_path.glob("*.eml"))) == 1
