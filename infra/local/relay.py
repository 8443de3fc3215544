"""Lets a container on this machine reach the emulator, which listens on loopback only.

While it is open, connections to one port of the container engine's own bridge address are passed on to the emulator.
That address exists on this machine only. On Docker Desktop containers reach this machine's loopback by name and nothing
is opened.
"""

import contextlib
import json
import socket
import subprocess
import threading
from collections.abc import Iterator

import settings


HOST_NAME = "host.docker.internal"


def bridge_address() -> str | None:
    """This machine's address on the container engine's default network, when it is a network of this machine."""
    network = ["docker", "network", "inspect", "bridge", "--format", "{{json .IPAM.Config}}"]
    done = subprocess.run(network, capture_output=True, text=True, check=False)
    blocks = json.loads(done.stdout) if done.returncode == 0 else []
    for block in blocks or []:
        first = block["Subnet"].split("/")[0].rsplit(".", 1)[0] + ".1"
        address = block.get("Gateway") or first
        with contextlib.closing(socket.socket()) as probe:
            try:
                probe.bind((address, 0))
            except OSError:
                continue
            return address
    return None


def copy(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until the source ends."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # Either side went away: both directions end.
        source.close()
        target.close()


def accept(listener: socket.socket) -> None:
    """Serve connections until the listener is closed."""
    while True:
        try:
            outside, _ = listener.accept()
            inside = socket.create_connection(("127.0.0.1", settings.PORT))
        except OSError:
            return
        for pair in ((outside, inside), (inside, outside)):
            threading.Thread(target=copy, args=pair, daemon=True).start()


@contextlib.contextmanager
def address_for_containers() -> Iterator[tuple[str, str | None]]:
    """The emulator's address as a container sees it, good while the context is open.

    The name is always the one that Docker Desktop gives this machine, because functions use plain HTTP only to that name. The
    second value is the address for the name, where the container engine does not know it.
    """
    address = bridge_address()
    if address is None:
        yield f"http://{HOST_NAME}:{settings.PORT}", None
        return
    with contextlib.closing(socket.create_server((address, 0))) as listener:
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        yield f"http://{HOST_NAME}:{listener.getsockname()[1]}", address
