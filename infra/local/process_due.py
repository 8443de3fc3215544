"""Does all due work on the local stack now, without waiting for the minute: calls the scheduled functions as the schedules do.

`process_due.py` calls every function that the template gives a schedule: the probe first, so that going live follows from the results of
tests. `process_due.py oat-probe` calls the probe alone. Prints a report as JSON: that of `go-live` with those of the others under their
names (the probe's is `probe`), or the probe's alone. Exits with 1 when a call failed.
"""

import json
import re
import sys

import settings

PROBE = "oat-probe"
DUE_WORK = "go-live"


def scheduled() -> list[str]:
    """The functions that the template gives a schedule, the probe first."""
    resources = re.split(r"^  (?=\w+:$)", (settings.ROOT / "template.yaml").read_text(), flags=re.MULTILINE)
    code = re.compile(r"^      CodeUri: build/lambda/(\S+)$", re.MULTILINE)
    named = [code.search(resource) for resource in resources if "          Type: ScheduleV2\n" in resource]
    return sorted((name.group(1) for name in named if name), key=lambda name: (name != PROBE, name))


def ask(stack: dict[str, str], function: str) -> dict:
    """The function's report."""
    answer = settings.client("lambda").invoke(FunctionName=f"{stack['stack_name']}-{function}:live", Payload=b"{}")
    said = answer["Payload"].read().decode()
    if "FunctionError" in answer:
        raise SystemExit(f"{function} failed: {said}")
    return json.loads(said)


def main(alone: bool) -> None:
    stack = json.loads(settings.STACK_FILE.read_text())
    if alone:
        print(json.dumps(ask(stack, PROBE)))
        return
    reports = {name: ask(stack, name) for name in scheduled()}
    print(json.dumps(reports.pop(DUE_WORK) | {"probe": reports.pop(PROBE)} | reports))


if __name__ == "__main__":
    if sys.argv[1:] not in ([], [PROBE]):
        raise SystemExit(f"usage: process_due.py [{PROBE}]")
    main(alone=bool(sys.argv[1:]))
