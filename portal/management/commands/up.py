"""`manage.py up`: the whole portal on one machine, in one terminal, ended by one Ctrl-C."""

import http.client
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from portal.services import EmbeddedServices, ServiceError
from portal.supervisor import Child, Supervisor, SupervisorError, port_is_free


class Command(BaseCommand):
    help = "Start the database, the queue and the portal, and keep them running until Ctrl-C."
    requires_system_checks: list[str] = []  # a used port must be the only message

    def handle(self, **options) -> None:
        self._refuse_used_ports()
        try:
            with _signals_as_interrupt(), ExitStack() as stack:
                watch = self._start_servers(stack)
                self._prepare()
                supervisor = Supervisor(children(), output=self.stdout._out, watch=watch)
                threading.Thread(target=self._announce, args=(supervisor,), daemon=True).start()
                supervisor.run()
        except (ServiceError, SupervisorError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            pass
        self.stdout.write("Everything is stopped.")

    def _refuse_used_ports(self) -> None:
        ports = {"PORT": settings.PORT}
        if settings.PORTAL_MODE == "demo":
            ports["EMAIL_PORT"] = settings.EMAIL_PORT
        for variable, port in ports.items():
            if not port_is_free(port):
                raise CommandError(
                    f"Port {port} is in use: stop what uses it, or set {variable} to another port."
                )

    def _start_servers(self, stack: ExitStack):
        """The embedded servers, if asked for; what the supervisor has to look at every second."""
        if not settings.PORTAL_EMBEDDED:
            return lambda: None
        self.stdout.write("Starting the embedded PostgreSQL and Valkey ...")
        services = stack.enter_context(EmbeddedServices(settings.EMBEDDED_DIR))

        def watch() -> None:
            for name in services.revive():
                self.stdout.write(f"{name} had died and runs again.")

        return watch

    def _prepare(self) -> None:
        self.stdout.write("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        if settings.PORTAL_MODE == "demo":
            call_command("load_region")
            call_command("load_demo")
        connections.close_all()

    def _announce(self, supervisor: Supervisor) -> None:
        while not _answers(settings.PORT):
            time.sleep(0.1)
        supervisor.say("")
        supervisor.say(f"The portal is ready: http://localhost:{settings.PORT}")
        if settings.DEMO:
            supervisor.say(f"Password of all log-ins: {settings.DEMO_PASSWORD}")
            for label, email in settings.DEMO_LOGINS:
                supervisor.say(f"  {email}  ({label})")
        supervisor.say("Stop with Ctrl-C.")


def children() -> list[Child]:
    """The programs in the order they start; they stop in the reverse order."""
    python = sys.executable
    # The script, not `-m celery`: settings know a worker by the name of its program.
    celery = [python, str(Path(python).with_name("celery")), "--quiet", "-A", "portal"]
    worker = ["worker", "-P", "prefork", "--concurrency", "2", "--without-mingle", "--without-gossip"]
    beat = ["beat", "-s", str(settings.VAR_DIR / "celerybeat-schedule")]
    web = [python, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{settings.PORT}"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "2"]
    web += ["--no-control-socket"]  # it would lie in the home folder, one for all portals of a user
    sink = [python, "-m", "portal.sink", "--port", str(settings.EMAIL_PORT)]
    sink += ["--directory", str(settings.MAIL_SINK_DIR)]
    return [
        *([Child("mail", sink, stop_seconds=1)] if settings.PORTAL_MODE == "demo" else []),
        Child("worker", [*celery, *worker], stop_seconds=5),
        Child("beat", [*celery, *beat], stop_seconds=1),
        Child("web", web, stop_seconds=3),
    ]


def _answers(port: int) -> bool:
    """Whether the web server answers a request, whatever it says."""
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except OSError:
        return False
    except http.client.HTTPException:
        return False
    finally:
        connection.close()
    return True


@contextmanager
def _signals_as_interrupt() -> Iterator[None]:
    """SIGTERM and SIGHUP end preparations as Ctrl-C does, so that the servers are stopped."""

    def interrupt(*_) -> None:
        raise KeyboardInterrupt

    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
