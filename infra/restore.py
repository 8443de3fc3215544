"""Restores the table of a stack, and makes a restored table fit to be used (docs/runbooks/restore.md).

    restore.py stop ENVIRONMENT              turns every call of the stack's functions away, so that nobody writes or sends
    restore.py start ENVIRONMENT             lets calls in again
    restore.py table ENVIRONMENT INSTANT     restores the table in use as it was at INSTANT (2026-11-30T09:00:00Z), beside it
    restore.py adopt ENVIRONMENT TABLE       gives a restored table what a restoration leaves out, and prints what to deploy

ENVIRONMENT is a section of samconfig.toml. What a restored table gets is what infra/data.yaml gives the table of the stack: its
stream, its time to live, its point-in-time recovery, its protection. Each command can be given again: it does the rest.

Runs in SAM's environment (.venv/sam), whose AWS library it uses.
"""

import datetime
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# A restoration takes some ten minutes, and more for a large table.
LONGEST_WAIT_S = 6 * 3600


class Stack:
    """A deployed stack."""

    def __init__(self, environment: str) -> None:
        written = tomllib.loads((ROOT / "samconfig.toml").read_text())
        if environment not in written or "deploy" not in written[environment]:
            raise SystemExit(f"samconfig.toml has no section {environment}.")
        given = written[environment]["deploy"]["parameters"]
        self.environment, self.name, self.region = environment, given["stack_name"], given["region"]
        self.dynamodb = self.client("dynamodb")

    def client(self, service: str):
        """A client of AWS."""
        import boto3  # Only where an account is meant.

        return boto3.client(service, region_name=self.region)

    def functions(self) -> list[str]:
        """The names of its functions."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        found = [one for page in pages for one in page["StackResourceSummaries"]]
        return sorted(one["PhysicalResourceId"] for one in found if one["ResourceType"] == "AWS::Lambda::Function")

    def table(self) -> str:
        """The name of the table that functions use."""
        stack = self.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"][0]
        return next(one["OutputValue"] for one in stack["Outputs"] if one["OutputKey"] == "TableName")


def template() -> dict:
    """What infra/data.yaml says of the table."""
    from samtranslator.yaml_helper import yaml_parse

    return yaml_parse((ROOT / "infra" / "data.yaml").read_text())["Resources"]["Table"]["Properties"]


def read_streams(stack: Stack, functions: list[str], enabled: bool) -> None:
    """Lets functions read the table's stream, or lets its records wait."""
    calls = stack.client("lambda")
    pages = calls.get_paginator("list_event_source_mappings").paginate()
    for mapping in (one for page in pages for one in page["EventSourceMappings"]):
        if mapping["FunctionArn"].split(":function:")[1].split(":")[0] in functions:
            calls.update_event_source_mapping(UUID=mapping["UUID"], Enabled=enabled)


def stop(stack: Stack) -> None:
    """Turns every call away. The stream waits, schedules come again, and people are asked to try later."""
    functions, calls = stack.functions(), stack.client("lambda")
    read_streams(stack, functions, enabled=False)
    for function in functions:
        calls.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    print(f"{len(functions)} functions of {stack.name} answer nothing. `make start ENVIRONMENT={stack.environment}` ends this.")


def start(stack: Stack) -> None:
    """Lets calls in again."""
    functions, calls = stack.functions(), stack.client("lambda")
    for function in functions:
        calls.delete_function_concurrency(FunctionName=function)
    read_streams(stack, functions, enabled=True)
    print(f"{len(functions)} functions of {stack.name} answer again.")


def wait_until_active(stack: Stack, table: str) -> dict:
    """The table, once it and its indexes can be used."""
    ends = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < ends:
        now = stack.dynamodb.describe_table(TableName=table)["Table"]
        parts = [now["TableStatus"], *(index["IndexStatus"] for index in now.get("GlobalSecondaryIndexes", []))]
        if set(parts) == {"ACTIVE"}:
            return now
        print(f"{table}: {', '.join(parts)} ...", flush=True)
        time.sleep(15)
    raise SystemExit(f"{table} is not ready after {LONGEST_WAIT_S // 3600} hours: see it in the console, then run `adopt`.")


def restore(stack: Stack, instant: str) -> None:
    """Restores the table as it was then, and makes it fit to be used."""
    try:
        then = datetime.datetime.fromisoformat(instant).astimezone(datetime.UTC)
    except ValueError:
        raise SystemExit(f"{instant} is no instant; write 2026-11-30T09:00:00Z.") from None
    source = stack.table()
    # Named by the instant, so that the same again finds the same table.
    target = f"{stack.name}-table-as-of-{then:%Y%m%dT%H%M%S}"
    try:
        stack.dynamodb.restore_table_to_point_in_time(
            SourceTableName=source, TargetTableName=target, RestoreDateTime=then
        )
    except stack.dynamodb.exceptions.TableAlreadyExistsException:
        print(f"{target} is there already.")
    print(f"Restoring {source} as it was at {then:%Y-%m-%d %H:%M:%S} UTC, as {target} ...", flush=True)
    adopt(stack, target)


def adopt(stack: Stack, table: str) -> None:
    """Gives a restored table what the template gives the one of the stack."""
    given, now = template(), wait_until_active(stack, table)
    stream = given["StreamSpecification"]["StreamViewType"]
    if now.get("StreamSpecification", {}).get("StreamViewType") != stream:
        stack.dynamodb.update_table(
            TableName=table, StreamSpecification={"StreamEnabled": True, "StreamViewType": stream}
        )
        now = wait_until_active(stack, table)
    ttl = given["TimeToLiveSpecification"]["AttributeName"]
    has = stack.dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if has.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        stack.dynamodb.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": ttl}
        )
    days = given["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"]
    stack.dynamodb.update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},
    )
    if not now.get("DeletionProtectionEnabled"):
        stack.dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)
        now = wait_until_active(stack, table)
    print(f"{table} has its stream, its time to live, its recovery of {days} days and its protection.")
    print(f"Deploy with:\nRestoredTable={table}\nRestoredTableStream={now['LatestStreamArn']}")


def main(arguments: list[str]) -> None:
    """Does what was asked."""
    match arguments:
        case ["stop", environment]:
            stop(Stack(environment))
        case ["start", environment]:
            start(Stack(environment))
        case ["table", environment, instant]:
            restore(Stack(environment), instant)
        case ["adopt", environment, table]:
            adopt(Stack(environment), table)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
