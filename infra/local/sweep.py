"""Sweeps what is due on the local stack now, without waiting for the minute: calls `go-live` as the schedule does.

Prints what the sweep did, as JSON. Exits with 1 when it failed.
"""

import json
import sys

import settings


def main() -> None:
    stack = json.loads(settings.STACK_FILE.read_text())
    answer = settings.client("lambda").invoke(FunctionName=f"{stack['stack_name']}-go-live", Payload=b"{}")
    said = answer["Payload"].read().decode()
    if "FunctionError" in answer:
        raise SystemExit(f"the sweep failed: {said}")
    print(said)


if __name__ == "__main__":
    if len(sys.argv) != 1:
        raise SystemExit("usage: sweep.py")
    main()
