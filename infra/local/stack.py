"""The local stack: `stack.py up | down | reset | deploy`.

Deploys the same template that an account gets, with `sam deploy`, and writes addresses and names to .local/stack.json for the
tests, the demonstration and the other scripts here.
"""

import hashlib
import json
import subprocess
import sys
import tomllib

import emulator
import participants
import settings


def release(given: list[str]) -> str:
    """A name for what is deployed, made of its content: the same again changes nothing, and anything else is a release of its own."""
    digest = hashlib.sha256("\n".join(given).encode())
    files = [*settings.ROOT.glob("template.yaml"), *settings.ROOT.glob("infra/*.yaml"), *settings.ROOT.glob("build/lambda/*/bootstrap")]
    for file in sorted(files):
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return f"{digest.hexdigest()[:10]}-local"


def parameters(others: list[str]) -> list[str]:
    """The parameters of samconfig.toml, the `others`, and those that only the local stack may have: the files of the clock and the probe, which are
    paths of this clone, its port, and higher quotas. The release comes last.

    sam ignores the parameters in the file when it gets some here, so all are given.
    """
    written = tomllib.loads((settings.ROOT / "samconfig.toml").read_text())
    kept = written["local"]["deploy"]["parameters"]["parameter_overrides"]
    local = [
        f'LocalClockFile="{settings.CLOCK_FILE}"',
        f'LocalProbeFile="{settings.PROBE_FILE}"',
        f"LocalPort={settings.PORT}",
        # Tests and the demonstration send in minutes, as a few people, what many send in weeks. No mail service counts here.
        "LocalQuotaFactor=100",
        "EmailsPerSecond=1000",
    ]
    given = [*kept, *local, *others]
    return [*given, f"Release={release(given)}"]


def deploy(others: list[str] | None = None) -> None:
    """Deploy template.yaml to the emulator, with other parameters besides."""
    print("Deploying template.yaml (a quarter of a minute) ...", flush=True)
    result = subprocess.run(
        [str(settings.SAM), "deploy", "--config-env", "local", "--parameter-overrides", *parameters(others or [])],
        cwd=settings.ROOT,
        env=settings.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    (settings.LOCAL / "deploy.log").write_text(result.stdout)
    if result.returncode != 0:
        raise SystemExit(
            f"{result.stdout}\nThe deployment failed; the emulator's log is {settings.EMULATOR_LOG}. "
            "A stack that never came up blocks the next deployment: run `make reset` first."
        )


def allow_mail() -> None:
    """Give the functions that send a right on the emulator that their roles have on AWS.

    The emulator checks SendEmail against the resource "*" and never against the identity that sends, so the roles' own
    policies, which name identity and configuration set, match nothing there. The template stays without a star.
    """
    statement = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}
    for logical in ("NotifyRole", "GoLiveRole"):
        role = settings.client("cloudformation").describe_stack_resource(
            StackName=settings.STACK_NAME, LogicalResourceId=logical
        )["StackResourceDetail"]["PhysicalResourceId"]
        settings.client("iam").put_role_policy(
            RoleName=role,
            PolicyName="emulator-cannot-name-the-identity",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )


def describe() -> dict[str, str]:
    """The stack's outputs under the names that tests use, and its addresses on this machine."""
    stack = settings.client("cloudformation").describe_stacks(StackName=settings.STACK_NAME)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    return {
        "gateway": settings.GATEWAY,
        "region": settings.REGION,
        "stack_name": settings.STACK_NAME,
        "api_id": outputs["ApiId"],
        "api_url": f"{settings.GATEWAY}/_aws/execute-api/{outputs['ApiId']}/$default",
        "issuer": f"https://cognito-idp.{settings.REGION}.amazonaws.com/{outputs['UserPoolId']}",
        "user_pool_id": outputs["UserPoolId"],
        "client_id": outputs["ProgramClientId"],
        "portal_url": outputs["PortalUrl"],
        "portal_client_id": outputs["PortalClientId"],
        # The emulator serves the pages at its own address, and names AWS's.
        "sign_in_url": settings.GATEWAY,
        "session_table": outputs["SessionTable"],
        "table": outputs["TableName"],
        "quarantine_bucket": outputs["QuarantineBucket"],
        "evidence_bucket": outputs["EvidenceBucket"],
        "export_bucket": outputs["ExportBucket"],
        "material_bucket": outputs["MaterialBucket"],
        "key_arn": outputs["KeyArn"],
        "mail_sender": "no-reply@technical-change.example.org",
        "mail_configuration_set": outputs["MailConfigurationSet"],
        "mail_failures_queue": outputs["MailFailuresName"],
        "mail_feedback_failures_queue": outputs["MailFeedbackFailuresName"],
        "mail_feedback_topic": outputs["MailFeedbackTopicArn"],
        "go_live_failures_queue": outputs["GoLiveFailuresName"],
        "inspection_failures_queue": outputs["InspectionFailuresName"],
        "oat_probe_failures_queue": outputs["OatProbeFailuresName"],
        "probe_key_bundle": outputs["ProbeKeyBundleArn"],
        "clock_file": str(settings.CLOCK_FILE),
        "probe_file": str(settings.PROBE_FILE),
        "mail_messages_url": f"{settings.GATEWAY}/_ministack/ses/messages",
        "passwords_file": str(settings.PASSWORD_FILE),
        "signing_key_file": str(settings.STATE / "cognito-pool-keys" / f"{outputs['UserPoolId']}-access.pem"),
    } | participants.describe()


def up() -> None:
    """Start and deploy the stack, and write down its addresses."""
    settings.LOCAL.mkdir(exist_ok=True)
    emulator.start()
    # Before the functions, because they read its address when they start.
    participants.start()
    deploy()
    allow_mail()
    # Earlier requests used other rights, and perhaps other code.
    settings.REQUESTS_FILE.unlink(missing_ok=True)
    stack = describe()
    participants.give_key_bundle(stack["probe_key_bundle"])
    settings.STACK_FILE.write_text(json.dumps(stack, indent=2) + "\n")


def down() -> None:
    """Stop everything; its state is kept."""
    participants.stop()
    emulator.stop()


def reset() -> None:
    """Stop everything and forget its state."""
    participants.stop()
    emulator.forget()


COMMANDS = {"up": up, "down": down, "reset": reset, "deploy": deploy}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        raise SystemExit(f"usage: stack.py {' | '.join(COMMANDS)}")
    COMMANDS[sys.argv[1]]()
