"""Does all due work on the local stack now, without waiting for the minute: calls the scheduled functions as the schedules do.

`process_due.py` calls the probe, then `go-live`, so that going live follows from the results of tests. `process_due.py oat-probe` calls the probe
alone. Prints a report as JSON: that of `go-live` with the probe's in `probe`, or the probe's alone. Exits with 1 when a call
failed.
"""

import json
import sys

import settings

PROBE = "oat-probe"


def ask(stack: dict[str, str], function: str) -> dict:
    """The function's report."""
    answer = settings.client("lambda").invoke(FunctionName=f"{stack['stack_name']}-{function}:live", Payload=b"{}")
    said = answer["Payload"].read().decode()
    if "FunctionError" in answer:
        raise SystemExit(f"{function} failed: {said}")
    return json.loads(said)


def main(alone: bool) -> None:
    stack = json.loads(settings.STACK_FILE.read_text())
    probed = ask(stack, PROBE)
    print(json.dumps(probed if alone else ask(stack, "go-live") | {"probe": probed}))


if __name__ == "__main__":
    if sys.argv[1:] not in ([], [PROBE]):
        raise SystemExit(f"usage: process_due.py [{PROBE}]")
    main(alone=bool(sys.argv[1:]))
