"""Starts and stops the emulator on loopback, with IAM enforced and its state kept under .local/.

Knows processes and the health address only, and nothing about the deployment.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

import settings

START_SECONDS = 60
STOP_SECONDS = 30


def is_healthy() -> bool:
    """Whether an emulator answers at our address."""
    try:
        with urllib.request.urlopen(f"{settings.GATEWAY}/_ministack/health", timeout=2) as answer:
            return answer.status == 200 and "services" in json.load(answer)
    except (OSError, ValueError):
        return False


def running_pid() -> int | None:
    """The process we started, if it is still that program."""
    try:
        pid = int(settings.PID_FILE.read_text())
    except (OSError, ValueError):
        return None
    found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return pid if settings.EMULATOR[1] in found.stdout else None


def start() -> None:
    """Start it, or keep the running one. Waits until it answers."""
    if running_pid() is not None:
        if is_healthy():
            print(f"The emulator already runs at {settings.GATEWAY}.")
            return
        raise SystemExit(
            f"The emulator runs but does not answer at {settings.GATEWAY}: it may run on another port "
            "(STACK_PORT). `make down`, then try again."
        )
    if is_healthy():
        raise SystemExit(
            f"Something else answers at {settings.GATEWAY}. Choose another port: STACK_PORT=4611 make up"
        )
    for folder in (settings.STATE, settings.OBJECTS):
        folder.mkdir(parents=True, exist_ok=True)
    forget_stream_positions()
    environment = settings.environment() | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(settings.PORT),
        "MINISTACK_REGION": settings.REGION,
        # Listeners that BIND_HOST does not reach, for services nobody here uses.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # Enforce the policies of the functions' roles.
        "AUTH": "true",
        # A failing claims function refuses the sign-in, as Cognito does.
        "MINISTACK_COGNITO_PRETOKEN_STRICT": "1",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(settings.STATE),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(settings.OBJECTS),
    }
    with settings.EMULATOR_LOG.open("ab") as log:
        process = subprocess.Popen(
            settings.EMULATOR,
            env=environment,
            cwd=settings.LOCAL,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    settings.PID_FILE.write_text(str(process.pid))
    print(f"Starting the emulator at {settings.GATEWAY} ...", flush=True)
    deadline = time.monotonic() + START_SECONDS
    while not is_healthy():
        if process.poll() is not None or time.monotonic() > deadline:
            settings.PID_FILE.unlink(missing_ok=True)
            raise SystemExit(f"The emulator did not start; see {settings.EMULATOR_LOG}.")
        time.sleep(0.2)


def forget_stream_positions() -> None:
    """Let stream readers begin at the new stream.

    The emulator keeps a reader's position but not the stream's records. After a restart the reader would silently skip as many new records as it had read before.
    """
    kept = settings.STATE / "lambda.json"
    if kept.exists():
        document = json.loads(kept.read_text())
        document["payload"].pop("dynamodb_stream_positions", None)
        kept.write_text(json.dumps(document))


def stop() -> None:
    """Stop the emulator and the functions it runs, after it has written its state."""
    pid = running_pid()
    if pid is None:
        settings.PID_FILE.unlink(missing_ok=True)
        print("Nothing to stop.")
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running_pid() is not None and time.monotonic() < deadline:
        time.sleep(0.2)
    try:
        # It has its own session, so this ends it if it hangs, and any function processes it left behind.
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    settings.PID_FILE.unlink(missing_ok=True)
    print("Stopped.")


def forget() -> None:
    """Remove every state of the local stack, after stopping it."""
    stop()
    shutil.rmtree(settings.LOCAL, ignore_errors=True)
    print("The local state is gone; `make up` starts afresh.")
