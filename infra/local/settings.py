"""Where the local stack lives and how to reach it.

Responsible for paths, the port and the environment every program of the local stack runs with. Starts nothing and
writes nothing. Credentials here are the emulator's fixed ones, so no program with this environment can reach an
account.
"""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
STATE = LOCAL / "state"
OBJECTS = LOCAL / "objects"
STACK_FILE = LOCAL / "stack.json"
CLOCK_FILE = LOCAL / "clock"
PROBE_FILE = LOCAL / "probe.json"
REQUESTS_FILE = LOCAL / "requests.jsonl"
PASSWORD_FILE = LOCAL / "passwords.json"
PID_FILE = LOCAL / "emulator.pid"
EMULATOR_LOG = LOCAL / "emulator.log"
SAM = ROOT / ".venv" / "sam" / "bin" / "sam"
EMULATOR = [str(ROOT / ".venv" / "ministack" / "bin" / "python"), str(ROOT / "infra" / "local" / "emulator_main.py")]

REGION = "eu-west-2"
STACK_NAME = "technical-change-local"
DEFAULT_PORT = 4610


def chosen_port() -> int:
    """STACK_PORT, else the port of the stack that was last brought up, else the usual one."""
    if "STACK_PORT" in os.environ:
        return int(os.environ["STACK_PORT"])
    if STACK_FILE.exists():
        return int(json.loads(STACK_FILE.read_text())["gateway"].rsplit(":", 1)[1])
    return DEFAULT_PORT


PORT = chosen_port()
GATEWAY = f"http://127.0.0.1:{PORT}"


def target_dir() -> Path:
    """Where cargo puts what it builds; the Makefile sets it."""
    default = Path.home() / ".cache" / "technical-change" / "target"
    return Path(os.environ.get("CARGO_TARGET_DIR", default))


def environment() -> dict[str, str]:
    """The environment of the local stack's programs: the caller's basic variables only, pointed at the emulator.

    The emulator hands its whole environment to the functions, so no other variable can reach them.
    """
    basics = ("HOME", "LANG", "PATH", "TMPDIR", "RUST_BACKTRACE")
    return {name: os.environ[name] for name in basics if name in os.environ} | {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": GATEWAY,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAM_CLI_TELEMETRY": "0",
    }


def client(service: str):
    """A boto3 client of the emulator."""
    import boto3

    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=GATEWAY,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
