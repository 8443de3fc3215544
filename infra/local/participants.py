"""Starts and stops the participant simulator (tests/participant) on loopback, and tells the probe how to reach it.

Responsible for the simulator's ports, its process, its keys under .local/, the file the probe reads and the key bundle in its
secret. Must not play a provider itself.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import time

import settings

FOLDER = settings.LOCAL / "participants"
MATERIAL = FOLDER / "material"
CONFIG = FOLDER / "config.json"
LOG = FOLDER / "simulator.log"
PID_FILE = FOLDER / "simulator.pid"
PROGRAM = settings.target_dir() / "debug" / "participant"
# A copy outside cargo's folder, because another clone may build there while this runs.
RUNNING = FOLDER / "participant"

START_SECONDS = 30
STOP_SECONDS = 10

# The providers, and each one's zone: every name one label below it leads to the provider.
ZONES = {
    "meadow": "meadow-pensions.example.org",
    "harbour": "harbour-pensions.example.net",
    "orchard": "orchard-pensions.example.org",
}
# Ports that belong to one stack.
SPAN = 20


def first_port() -> int:
    """The first of this stack's ports. The ports of two stacks with neighbouring ports do not overlap."""
    first = 10_000 + settings.PORT % 1000 * SPAN
    return first if settings.PORT not in range(first, first + SPAN) else first + 30_000


CONTROL_PORT = first_port()
NAME_SERVER_PORT = first_port() + 1
PORTS = {name: first_port() + 2 + index for index, name in enumerate(ZONES)}


def describe() -> dict[str, str]:
    """The addresses that tests and people need: its control API, and the zone of each provider."""
    providers = {f"participant_{name}": zone for name, zone in ZONES.items()}
    return {"participant_control": f"http://127.0.0.1:{CONTROL_PORT}"} | providers


def running_pid() -> int | None:
    """The process we started, if it still is that program."""
    try:
        pid = int(PID_FILE.read_text())
    except (OSError, ValueError):
        return None
    found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return pid if str(RUNNING) in found.stdout else None


def start() -> None:
    """Restart it with its existing keys. Waits until it answers, then writes the file that the probe reads."""
    stop()
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy2(PROGRAM, RUNNING)
    if not MATERIAL.exists():
        subprocess.run([str(RUNNING), "key-bundle", "--out", str(MATERIAL)], check=True)
    providers = [{"name": name, "hosts": [f"*.{zone}"], "port": PORTS[name]} for name, zone in ZONES.items()]
    ports = {"control_port": CONTROL_PORT, "name_server_port": NAME_SERVER_PORT}
    CONFIG.write_text(json.dumps({"material": str(MATERIAL), "providers": providers} | ports, indent=2) + "\n")
    print(f"Starting the participant simulator at http://127.0.0.1:{CONTROL_PORT} ...", flush=True)
    with LOG.open("ab") as log:
        process = subprocess.Popen(
            [str(RUNNING), "serve", "--config", str(CONFIG)],
            cwd=FOLDER,
            env={name: os.environ[name] for name in ("PATH", "RUST_BACKTRACE") if name in os.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    PID_FILE.write_text(str(process.pid))
    # It prints one line as soon as everything answers, and none if it ends.
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    if not ready or not process.stdout.readline():
        stop()
        raise SystemExit(
            f"The participant simulator did not start; see {LOG}. If one of its ports is taken, choose another "
            "STACK_PORT: its ports follow from that one."
        )
    allowed = {
        "name_server": f"127.0.0.1:{NAME_SERVER_PORT}",
        "roots": str(MATERIAL / "server-ca.pem"),
        # URLs look like real ones: only the probe knows that a name of a zone leads to a port of this machine.
        "zones": {zone: PORTS[name] for name, zone in ZONES.items()},
    }
    settings.PROBE_FILE.write_text(json.dumps(allowed, indent=2) + "\n")


def give_key_bundle(secret: str) -> None:
    """Put the simulator's key bundle into the probe's secret, unless it is there."""
    secrets = settings.client("secretsmanager")
    key_bundle = (MATERIAL / "key-bundle.json").read_text()
    try:
        there = secrets.get_secret_value(SecretId=secret).get("SecretString")
    except secrets.exceptions.ResourceNotFoundException:
        # A secret without a value yet.
        there = None
    if there != key_bundle:
        secrets.put_secret_value(SecretId=secret, SecretString=key_bundle)


def stop() -> None:
    """Stop the simulator."""
    pid = running_pid()
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while running_pid() is not None and time.monotonic() < deadline:
            time.sleep(0.1)
        try:
            # It has its own session, so this ends it if it hangs.
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    PID_FILE.unlink(missing_ok=True)
