"""Runs every event of tests/events by `sam local invoke`, in a container engine, against the local stack.

The functions in the container get the same values as the deployed functions: the outputs of the local stack and the
emulator's address. SAM CLI passes only variables that the template declares, so it gets a copy of the template that also
declares the address. Exits with 2 when there is no container engine, and with 1 when an invocation failed.
"""

import json
import shutil
import subprocess
import sys

import relay
import settings

EVENTS = settings.ROOT / "tests" / "events"
WORK = settings.LOCAL / "events"
# The person in the events; replaced by the seeded one, whose id Cognito chose.
PERSON_IN_EVENTS = "0b6f2c1e-6d0a-4a51-9b0e-5a3f5a1c7d10"
PERSON = "meadow-business"


def has_container_engine() -> bool:
    """Whether `docker` is there and its daemon answers."""
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def image_is_here() -> bool:
    """Whether the base image is here already (infra/local/base-image.sh makes one without a registry)."""
    name = "public.ecr.aws/lambda/provided:al2023-x86_64"
    return subprocess.run(["docker", "image", "inspect", name], capture_output=True, check=False).returncode == 0


def template_copy() -> str:
    """The template with the emulator's address declared and its paths absolute."""
    text = (settings.ROOT / "template.yaml").read_text()
    text = text.replace("CodeUri: build/", f"CodeUri: {settings.ROOT}/build/")
    text = text.replace("TemplateURL: infra/", f"TemplateURL: {settings.ROOT}/infra/")
    return text.replace("      Variables:\n", '      Variables:\n        AWS_ENDPOINT_URL: ""\n', 1)


def variables(stack: dict[str, str], gateway: str) -> dict[str, str]:
    """Values of every variable the template declares."""
    return {
        "AWS_ENDPOINT_URL": gateway,
        "TABLE_NAME": stack["table"],
        "QUARANTINE_BUCKET": stack["quarantine_bucket"],
        "EVIDENCE_BUCKET": stack["evidence_bucket"],
        "EXPORT_BUCKET": stack["export_bucket"],
        "MATERIAL_BUCKET": stack["material_bucket"],
        "KMS_KEY_ID": stack["key_arn"],
        "MALWARE_SCANNING": "off",
        "MAIL_SENDER": stack["mail_sender"],
        "MAIL_CONFIGURATION_SET": stack["mail_configuration_set"],
        "EMAILS_PER_SECOND": "1000",
        "PROBE_KEY_BUNDLE_ARN": stack["probe_key_bundle"],
        "USER_POOL_ID": stack["user_pool_id"],
        "PORTAL_URL": stack["portal_url"],
        "API_URL": f"{gateway}/_aws/execute-api/{stack['api_id']}/$default",
        "SIGN_IN_URL": gateway,
        "UPLOADS_ORIGIN": gateway,
        "ISSUER": stack["issuer"],
        "CLIENT_ID": stack["portal_client_id"],
        "SESSION_TABLE": stack["session_table"],
        "LOG_LEVEL": "debug",
    }


def function_id(event: str) -> str:
    """`inspect-evidence` -> `InspectEvidenceFunction`."""
    return "".join(word.capitalize() for word in event.split("-")) + "Function"


def invoke(name: str, person: str, address: str | None) -> bool:
    """Run one event; returns whether the function answered without an error."""
    event = WORK / f"{name}.json"
    event.write_text((EVENTS / f"{name}.json").read_text().replace(PERSON_IN_EVENTS, person))
    command = [str(settings.SAM), "local", "invoke", function_id(name), "--template", str(WORK / "template.yaml")]
    command += ["--event", str(event), "--env-vars", str(WORK / "variables.json")]
    command += ["--region", settings.REGION, "--parameter-overrides", "Environment=local"]
    command += ["MailSender=no-reply@technical-change.example.org"]
    command += ["--add-host", f"{relay.HOST_NAME}:{address}"] if address else []
    command += ["--skip-pull-image"] if image_is_here() else []
    done = subprocess.run(command, env=settings.environment(), capture_output=True, text=True, check=False)
    answer = done.stdout.strip()
    failed = done.returncode != 0 or not answer or '"errorType"' in answer
    print(f"{'FAILED' if failed else 'ok    '}  {name}")
    print(f"{done.stderr}\n{answer}" if failed else f"        {answer[:200]}", flush=True)
    return not failed


def main() -> None:
    if not settings.STACK_FILE.exists():
        raise SystemExit("There is no local stack: `make up` first.")
    if not has_container_engine():
        print("The events were not run: there is no container engine (docker) here, or its daemon does not answer.")
        sys.exit(2)
    stack = json.loads(settings.STACK_FILE.read_text())
    person = json.loads(settings.PASSWORD_FILE.read_text())[PERSON]["id"]
    WORK.mkdir(exist_ok=True)
    (WORK / "template.yaml").write_text(template_copy())
    print("Running each event in a container (the first one builds or pulls its image) ...", flush=True)
    with relay.address_for_containers() as (gateway, address):
        (WORK / "variables.json").write_text(json.dumps({"Parameters": variables(stack, gateway)}))
        results = [invoke(event.stem, person, address) for event in sorted(EVENTS.glob("*.json"))]
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
