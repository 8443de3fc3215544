"""Loses the table and a sign-in of the running local stack and restores both, as docs/runbooks/restore.md says; then goes back.

The emulator restores a table as it is now, whatever the instant. So here the instant is now, and what follows it is what is lost: emails
that go out of the old table and that the restored one still has to send.
"""

import json
import os
import subprocess
import time
import urllib.request
import uuid

import settings
import sign_in
import stack as local_stack

ENVIRONMENT = "local"
BUSINESS = "meadow-business"
ADMINISTRATOR = "pdp-administrator"
# Somebody of the drill alone, so that no demonstration person gets another sign-in.
SOMEBODY = "drill"
LONGEST_WAIT_S = 90
# Who writes, and why, for the history.
SIGNED = ("--write", "--who", "Drill", "--why", "A drill of the restoration")


def run(*command: str, expected: int = 0) -> str:
    """What a program says, which ends as expected."""
    done = subprocess.run(
        command, cwd=settings.ROOT, env=settings.environment(), check=False, capture_output=True, text=True
    )
    said = f"{done.stdout}{done.stderr}"
    if done.returncode != expected:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{said}")
    return said


def restore(*arguments: str) -> str:
    """`make stop`, `make start`, `make restore`."""
    return run(str(settings.ROOT / ".venv" / "sam" / "bin" / "python"), "infra/restore.py", *arguments)


def ops(table: str, *arguments: str, expected: int = 0) -> str:
    """The operator's program."""
    return run(str(settings.target_dir() / "debug" / "ops"), "--table", table, *arguments, expected=expected)


class Stack:
    """The running stack."""

    def __init__(self) -> None:
        self.facts = json.loads(settings.STACK_FILE.read_text())
        self.token = sign_in.access_token(BUSINESS)

    def call(self, method: str, path: str, body: dict | None = None, etag: str | None = None) -> tuple[dict, str]:
        """An answer of the API, and its ETag."""
        request = urllib.request.Request(f"{self.facts['api_url']}{path}", method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if method != "GET":
            request.add_header("Idempotency-Key", str(uuid.uuid4()))
        if etag:
            request.add_header("If-Match", etag)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer), answer.headers.get("ETag", "")

    def submit(self) -> str:
        """Submits a change of the smallest scale; returns its reference."""
        answers = {
            "change_type": "change_underlying_solution", "reason": "A drill of the restoration", "oat_requested": False,
            "suggested_scale": "minimal", "needs_downtime": False,
        }  # fmt: skip
        change, etag = self.call("POST", "/technical-changes", answers)
        submitted, _ = self.call("POST", f"/technical-changes/{change['id']}/submission", {}, etag)
        return submitted["reference"]

    def emails(self) -> list[tuple[str, str]]:
        """To whom and about what, of every email."""
        with urllib.request.urlopen(self.facts["mail_messages_url"], timeout=60) as answer:
            accounts = json.load(answer)["messages"].values()
        return [(one["To"][0], one["Subject"]) for account in accounts for one in account]

    def emails_about(self, reference: str) -> list[tuple[str, str]]:
        """Those about a change."""
        return sorted(one for one in self.emails() if reference in one[1])

    def wait_for_emails(self, reference: str) -> list[tuple[str, str]]:
        """Those about a change, once there are some and no more come."""
        before, ends = [], time.monotonic() + LONGEST_WAIT_S
        while time.monotonic() < ends:
            now = self.emails_about(reference)
            if now and now == before:
                return now
            before = now
            time.sleep(3)
        raise SystemExit(f"no email about {reference}")

    def sent_since(self, since: float) -> str:
        """What the saved query "sent notifications" gives. The emulator's queries do not see the fields of a line, so they are read here."""
        logs = settings.client("logs")
        names = [f"/aws/lambda/{self.facts['stack_name']}-{name}" for name in ("notify", "go-live")]
        query = logs.start_query(
            logGroupNames=names, startTime=int(since), endTime=int(time.time()) + 60, limit=10000,
            queryString="fields @message | filter @message like /MAIL_SENT/ | limit 10000",
        )["queryId"]  # fmt: skip
        while (answer := logs.get_query_results(queryId=query))["status"] in ("Scheduled", "Running"):
            time.sleep(1)
        lines = [json.loads(field["value"]) for row in answer["results"] for field in row if field["field"] == "@message"]
        return "".join(f"{line['mail.id']}\n" for line in lines)

    def due_work(self) -> None:
        """What schedules do every minute."""
        name = f"{self.facts['stack_name']}-go-live:live"
        answer = settings.client("lambda").invoke(FunctionName=name, Payload=b"{}")
        if "FunctionError" in answer:
            raise SystemExit(answer["Payload"].read().decode())


def hold(is_so: bool, what: str) -> None:
    """Ends with a message unless it is so."""
    if not is_so:
        raise SystemExit(f"Not so: {what}")
    print(f"  {what}", flush=True)


def deploy(*others: str) -> None:
    """Deploys the same release with these parameters besides."""
    local_stack.deploy(list(others))
    local_stack.allow_mail()


def senders(stack: Stack, work: bool) -> None:
    """Stops the functions that send emails, or lets them go on."""
    calls = settings.client("lambda")
    name = f"{stack.facts['stack_name']}-go-live"
    if work:
        calls.delete_function_concurrency(FunctionName=name)
    else:
        calls.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    for mapping in calls.list_event_source_mappings()["EventSourceMappings"]:
        if f"{stack.facts['stack_name']}-notify" in mapping["FunctionArn"]:
            calls.update_event_source_mapping(UUID=mapping["UUID"], Enabled=work)


def lose_and_restore_the_table(stack: Stack) -> str:
    """The section "A table". Returns the restored table."""
    began = time.monotonic()
    said = restore("stop", ENVIRONMENT)
    hold("answer nothing" in said, "the functions of the stack are stopped")
    restore("start", ENVIRONMENT)
    # So that an email waits at the instant of the restoration.
    senders(stack, work=False)
    waiting = stack.submit()
    instant = time.time()
    said = restore("table", ENVIRONMENT, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(instant)))
    parameters = [line for line in said.splitlines() if line.startswith("RestoredTable")]
    restored = parameters[0].partition("=")[2]
    senders(stack, work=True)
    stack.due_work()
    sent = stack.wait_for_emails(waiting)
    lost = stack.submit()
    stack.wait_for_emails(lost)
    restore("stop", ENVIRONMENT)

    file = settings.LOCAL / "sent.json"
    file.write_text(stack.sent_since(instant - 1))
    said = ops(restored, "restored", "--sent", str(file), expected=1)
    hold("Nothing was written" in said, f"before anything is written: {said.strip().splitlines()[-1]}")
    said = ops(restored, "restored", "--sent", str(file), *SIGNED)
    hold("They are settled" in said, "what was sent since the instant is settled")

    deploy(*parameters)
    hold(local_stack.describe()["table"] == restored, f"the stack uses {restored}")
    restore("start", ENVIRONMENT)
    print(f"  from the stop to the start: {time.monotonic() - began:.0f} seconds", flush=True)
    stack.due_work()
    time.sleep(5)
    hold(stack.emails_about(waiting) == sent, "nobody got an email twice")
    found = stack.call("GET", "/technical-changes?limit=100")[0]["items"]
    references = [one["reference"] for one in found]
    hold(waiting in references and lost not in references, "what was submitted before the instant is there, and nothing else")
    after = stack.submit()
    hold(bool(stack.wait_for_emails(after)), "an email goes out by the stream of the restored table")
    is_as_the_template_says(restored)
    return restored


def is_as_the_template_says(table: str) -> None:
    """Holds that a restored table has what a restoration leaves out."""
    dynamodb = settings.client("dynamodb")
    own = dynamodb.describe_table(TableName=table)["Table"]
    ttl = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    recovery = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    hold(own["StreamSpecification"]["StreamViewType"] == "NEW_IMAGE", "it has its stream")
    hold((ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "expires_at"), "and its time to live")
    enabled = recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    hold(enabled, "and its point-in-time recovery")
    hold(own["DeletionProtectionEnabled"], "and its protection")


def lose_and_give_back_a_sign_in(stack: Stack) -> None:
    """The section "Sign-ins"."""
    cognito, pool, table = settings.client("cognito-idp"), stack.facts["user_pool_id"], stack.facts["table"]
    organisation = stack.call("GET", "/me")[0]["organisation"]["id"]
    stack.token = sign_in.access_token(ADMINISTRATOR)
    email = f"drill-{uuid.uuid4().hex[:8]}@meadow-pensions.example.org"
    members, etag = f"/organisations/{organisation}/members", stack.call("GET", f"/organisations/{organisation}")[1]
    stack.call("POST", members, {"name": "Drill", "email": email, "roles": ["test_manager"]}, etag)
    with_password(SOMEBODY, email)
    person = who(stack)
    cognito.admin_delete_user(UserPoolId=pool, Username=email)
    said = ops(table, "sign-ins", "--pool", pool, expected=1)
    hold(email in said, "the lost sign-in is found")
    ops(table, "sign-ins", "--pool", pool, *SIGNED)
    hold(cognito.admin_get_user(UserPoolId=pool, Username=email)["UserStatus"] == "FORCE_CHANGE_PASSWORD", "the person is invited")
    sign_in.choose_password(SOMEBODY)
    hold(who(stack) == person, "and signs in as the same person")
    etag = stack.call("GET", f"/organisations/{organisation}")[1]
    stack.call("POST", f"{members}/{person}/removal", {}, etag)
    with_password(SOMEBODY, None)


def with_password(person: str, email: str | None) -> None:
    """Somebody chooses a password, or is forgotten."""
    people = json.loads(settings.PASSWORD_FILE.read_text())
    people.pop(person, None)
    if email:
        people[person] = {"email": email, "password": f"Drill-{uuid.uuid4()}"}
    settings.PASSWORD_FILE.write_text(json.dumps(people, indent=2) + "\n")
    if email:
        sign_in.choose_password(person)


def who(stack: Stack) -> str:
    """The id of the person of the drill, who signs in."""
    before, stack.token = stack.token, sign_in.access_token(SOMEBODY)
    try:
        return stack.call("GET", "/me")[0]["person"]
    finally:
        stack.token = before


def go_back(stack: Stack, restored: str) -> None:
    """The stack uses its own table again, and the restored one is gone."""
    # SAM keeps a parameter that is not given.
    deploy('RestoredTable=""', 'RestoredTableStream=""')
    hold(local_stack.describe()["table"] == stack.facts["table"], "the stack uses its own table again")
    dynamodb = settings.client("dynamodb")
    dynamodb.update_table(TableName=restored, DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName=restored)


def main() -> None:
    os.environ.update(settings.environment())
    stack = Stack()
    print("Losing the table, and restoring it ...", flush=True)
    restored = lose_and_restore_the_table(stack)
    print("Going back ...", flush=True)
    go_back(stack, restored)
    print("Losing a sign-in, and giving it back ...", flush=True)
    lose_and_give_back_a_sign_in(stack)


if __name__ == "__main__":
    main()
