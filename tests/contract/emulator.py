"""Starts an emulator for the suites that need one and tells nextest where it is; ends with the test run.

nextest runs this once, before the first test that needs it. If EMULATOR_URL is set already, that emulator is used and none
is started. What is started listens on loopback only, keeps its state in memory, and is stopped by a watcher as soon as
the nextest process is gone: setup scripts have no end of their own.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EMULATOR = ROOT / ".venv" / "ministack" / "bin" / "python"
PROGRAM = ROOT / "tests" / "contract" / "emulator_main.py"
# What the functions were seen to need in this run (tests/rights).
RIGHTS = ROOT / ".local" / "rights"
START_SECONDS = 60
TRIES = 5
WATCH_SECONDS = 0.5


def is_healthy(url: str) -> bool:
    """Whether an emulator answers there."""
    try:
        with urllib.request.urlopen(f"{url}/_ministack/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def address(port: int) -> str:
    """Where an emulator at this port is."""
    return f"http://127.0.0.1:{port}"


def environment(port: int) -> dict[str, str]:
    """Nothing of the caller's AWS settings; loopback only; nothing kept."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": "eu-west-2",
        "AWS_ENDPOINT_URL": address(port),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        # Listeners that BIND_HOST does not reach, for services nobody here uses.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def is_running(process: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def watch(test_run: int, emulator: int) -> None:
    """Stops the emulator when the test run is over."""
    while is_running(test_run) and is_running(emulator):
        time.sleep(WATCH_SECONDS)
    try:
        os.killpg(emulator, signal.SIGKILL)
    except ProcessLookupError:
        pass


def start_at(port: int) -> subprocess.Popen | None:
    """One that answers at this port; none when it ended before it did."""
    emulator = subprocess.Popen(
        [str(EMULATOR), str(PROGRAM)],
        env=environment(port),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + START_SECONDS
    # Somebody else's may answer there when ours has ended.
    while emulator.poll() is None:
        if is_healthy(address(port)):
            return emulator
        if time.monotonic() > deadline:
            emulator.kill()
            sys.exit("The emulator did not start in time.")
        time.sleep(0.1)
    return None


def start() -> str:
    """Start one, wait until it answers, leave a watcher behind."""
    if not EMULATOR.exists():
        sys.exit(f"There is no emulator at {EMULATOR}: run `make .venv/ministack/.installed`.")
    test_run = os.getppid()
    # Between choosing a port and using it, somebody else may take it.
    for _ in range(TRIES):
        port = free_port()
        emulator = start_at(port)
        if emulator:
            break
    else:
        sys.exit("The emulator did not start.")
    if os.fork() == 0:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        watch(test_run, emulator.pid)
        os._exit(0)
    return address(port)


def main() -> None:
    url = os.environ.get("EMULATOR_URL")
    if url and not is_healthy(url):
        sys.exit(f"No emulator answers at {url} (EMULATOR_URL).")
    shutil.rmtree(RIGHTS, ignore_errors=True)
    with open(os.environ["NEXTEST_ENV"], "a", encoding="utf-8") as variables:
        variables.write(f"EMULATOR_URL={url or start()}\nRIGHTS_FOLDER={RIGHTS}\n")


if __name__ == "__main__":
    main()
