"""Generates a client from the API document with a public generator, checks its types and reviews a change with it.

It uses the running local stack and demonstration people. A warning of the generator, or a type that does not fit, is a failure.
"""

import json
import os
import shutil
import subprocess
import sys

import settings
import sign_in

BIN = settings.ROOT / ".venv" / "client" / "bin"
DOCUMENT = settings.ROOT / "infra" / "openapi.yaml"
# Rebuilt each time, so that nothing of an earlier document stays.
CLIENT = settings.ROOT / "build" / "client"
PACKAGE = CLIENT / "technical_changes"
SCRIPTS = settings.ROOT / "infra" / "local"
PEOPLE = ("meadow-business", "pdp-reviewer")


def run(*command: str, **more: str) -> str:
    """Runs a program with a minimal environment; returns its output, or exits if it fails."""
    environment = {"PATH": f"{BIN}:/usr/bin:/bin", "PYTHONPATH": f"{CLIENT}", "HOME": str(settings.LOCAL)} | more
    done = subprocess.run(command, cwd=CLIENT, env=environment, check=False, capture_output=True, text=True)
    said = f"{done.stdout}{done.stderr}".strip()
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{said}")
    return said


def generate() -> None:
    """The client, from the document alone."""
    shutil.rmtree(CLIENT, ignore_errors=True)
    CLIENT.mkdir(parents=True)
    # No post hooks, so that the check sees the generated code unimproved.
    configuration = CLIENT / "generator.json"
    configuration.write_text(json.dumps({"post_hooks": []}))
    command = [str(BIN / "openapi-python-client"), "generate", "--path", str(DOCUMENT), "--config", str(configuration)]
    said = run(*command, "--meta", "none", "--output-path", str(PACKAGE), "--fail-on-warning")
    if "arning" in said:
        sys.exit(said)


def main() -> None:
    api = json.loads(settings.STACK_FILE.read_text())["api_url"]
    python = str(BIN / "python")
    CLIENT.mkdir(parents=True, exist_ok=True)
    print("Reading the API document as YAML 1.1 and as YAML 1.2 ...", flush=True)
    run(python, str(SCRIPTS / "client_document.py"), str(DOCUMENT))
    print("Generating a client from it ...", flush=True)
    generate()
    run(python, "-m", "compileall", "-q", "-f", str(PACKAGE))
    run(python, "-m", "mypy", "--strict-equality", "--cache-dir", os.devnull, str(PACKAGE), str(SCRIPTS / "client_review.py"))
    print("Reviewing a change with it ...", flush=True)
    tokens = {f"TOKEN_{person.upper().replace('-', '_')}": sign_in.access_token(person) for person in PEOPLE}
    print(run(python, str(SCRIPTS / "client_review.py"), api, **tokens))


if __name__ == "__main__":
    main()
