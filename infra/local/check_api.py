"""Calls the deployed local API with everything its document allows and forbids (schemathesis, every check).

It does so as a member of an organisation and as PDP, because each may do things that the other may not.
"""

import concurrent.futures
import json
import subprocess
import sys

import settings
import sign_in

SCHEMATHESIS = settings.ROOT / ".venv" / "api-tests" / "bin" / "schemathesis"
DOCUMENT = settings.ROOT / "infra" / "openapi.yaml"
# The answers that each check accepts, with the reasons.
CONFIGURATION = settings.ROOT / "infra" / "local" / "schemathesis.toml"
# Other people on both sides request tests and decide on them, so these people call only those operations.
OF_TESTS = "^/(oat-requests|pre-flights)"
PEOPLE = (("meadow-business", None), ("pdp-reviewer", None), ("meadow-service", OF_TESTS), ("pdp-support", OF_TESTS))
# Well within a token's 15 minutes.
EXAMPLES = 30
# Each waits for the stack most of the time. More at once only wait for each other.
AT_ONCE = 2


def check_as(person: str, addresses: str | None, api: str) -> bool:
    """Makes one run, on all addresses or on those that match; returns whether it found nothing."""
    command = [str(SCHEMATHESIS), "--config-file", str(CONFIGURATION), "run", str(DOCUMENT), "--url", api, "--checks", "all"]
    command += ["--header", f"Authorization: Bearer {sign_in.access_token(person)}"]
    command += ["--max-examples", str(EXAMPLES), "--seed", "20261122", "--request-timeout", "30"]
    if addresses:
        command += ["--include-path-regex", addresses]
    # Its working files belong with the local state.
    run = subprocess.run(command, cwd=settings.LOCAL, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"Schemathesis as {person}:\n{run.stdout}", flush=True)
    return run.returncode == 0


def main() -> None:
    api = json.loads(settings.STACK_FILE.read_text())["api_url"]
    print("Running Schemathesis as four people (many minutes) ...", flush=True)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [pool.submit(check_as, person, addresses, api) for person, addresses in PEOPLE]
    sys.exit(0 if all(run.result() for run in runs) else 1)


if __name__ == "__main__":
    main()
