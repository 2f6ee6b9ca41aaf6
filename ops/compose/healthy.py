"""Whether the web server in this container answers; the health check of the image."""

import os
import sys
import urllib.error
import urllib.parse
import urllib.request

# The portal answers to its own name only, and takes the proxy's word for https.
HOST = urllib.parse.urlsplit(os.environ.get("PORTAL_URL", "http://localhost")).netloc
PORT = os.environ.get("PORT") or "8000"


def main() -> int:
    """0 when the server answers and has its database; how the queue does is for the monitoring."""
    address = f"http://127.0.0.1:{PORT}/healthz"
    request = urllib.request.Request(address, headers={"Host": HOST})  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=8) as response:  # noqa: S310 - our own address
            answer = response.read(1000)
    except urllib.error.HTTPError as error:
        answer = error.read(1000)
    except OSError as error:
        answer = str(error).encode()
    print(answer.decode(errors="replace"))  # noqa: T201 - the engine keeps it
    return 0 if b'"database": "ok"' in answer else 1


if __name__ == "__main__":
    sys.exit(main())
