"""Makes a client of the API document with a public generator, checks its types and lets it review a change.

Against the running local stack, as demonstration people. What the generator has to say, and a type that does not fit, fail.
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
# Made anew each time: what an earlier document had must not stay.
CLIENT = settings.ROOT / "build" / "client"
PACKAGE = CLIENT / "technical_changes"
SCRIPTS = settings.ROOT / "infra" / "local"
PEOPLE = ("meadow-business", "pdp-reviewer")


def run(*command: str, **more: str) -> str:
    """A program with only what it needs of the environment; what it says, or the end."""
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
    # As it was generated: nothing is to improve it before it is checked.
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
    print("Making a client of it ...", flush=True)
    generate()
    run(python, "-m", "compileall", "-q", "-f", str(PACKAGE))
    run(python, "-m", "mypy", "--strict-equality", "--cache-dir", os.devnull, str(PACKAGE), str(SCRIPTS / "client_review.py"))
    print("Reviewing a change with it ...", flush=True)
    tokens = {f"TOKEN_{person.upper().replace('-', '_')}": sign_in.access_token(person) for person in PEOPLE}
    print(run(python, str(SCRIPTS / "client_review.py"), api, **tokens))


if __name__ == "__main__":
    main()
