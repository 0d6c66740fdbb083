"""Exit status 0 if the server in this container and its database answer."""

import http.client
import os
import sys


def main() -> int:
    port = int(os.environ.get("PORT") or 8000)
    # The server answers to its own names only.
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().removeprefix(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    connection.request("GET", "/healthz/", headers={"Host": host})
    return 0 if connection.getresponse().status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
