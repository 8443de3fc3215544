"""Deploys a release to an account, keeps it, and deploys a kept one again.

    release.py check FOLDER            refuses packages that were not built for release
    release.py deploy ENVIRONMENT      deploys what `make package` built; ENVIRONMENT is a section of samconfig.toml
    release.py list ENVIRONMENT        names every kept release, the latest last
    release.py again ENVIRONMENT NAME [PARAMETER=VALUE ...]
                                       deploys a kept release as it was, but for these parameters, at once and not gradually

A release is kept in the bucket that SAM makes for artefacts: STACK/NAME/ has its packages, its templates and its parameters. Nothing
here deletes one. `again` needs neither this clone at that commit nor a build.

Runs in SAM's environment (.venv/sam), whose AWS library it uses. `check` and the refusals need no library and no account.
"""

import datetime
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "build" / "lambda"
SAM = ROOT / ".venv" / "sam" / "bin" / "sam"
# Every program that was built without --release has these words, and no other has (shared/runtime/src/config.rs).
DEBUG_BUILD = b"a debug build of technical-change"
# What SAM calls the stack that has its bucket, and the bucket in it.
MANAGED_STACK, BUCKET_OUTPUT = "aws-sam-cli-managed-default", "SourceBucket"


def check(packages: Path) -> None:
    """Ends with a message unless every package is there and was built for release."""
    programs = sorted(packages.glob("*/bootstrap"))
    folders = sorted(folder.name for folder in packages.glob("*") if folder.is_dir())
    missing = sorted(set(folders) - {program.parent.name for program in programs})
    if missing or not programs:
        raise SystemExit(f"{packages} has no program for {', '.join(missing) or 'any function'}. Run `make package` first.")
    debug = [program.parent.name for program in programs if DEBUG_BUILD in program.read_bytes()]
    if debug:
        raise SystemExit(
            f"Not deployed: {', '.join(debug)} in {packages} is a debug build, which is for the local stack alone. "
            "`make up` writes to the same folder. Run `make package`, then try again."
        )


def section(environment: str) -> dict:
    """What samconfig.toml says of an environment."""
    if environment == "local":
        raise SystemExit("The local stack is deployed by `make up`.")
    written = tomllib.loads((ROOT / "samconfig.toml").read_text())
    if environment not in written:
        raise SystemExit(f"samconfig.toml has no section {environment}.")
    return written[environment]["deploy"]["parameters"]


def name_of(commit: str) -> str:
    """The name of a deployment that begins now: SAM tells versions of functions apart by its first ten characters."""
    return f"{datetime.datetime.now(datetime.UTC):%y%m%d%H%M}-{commit}"


def commit() -> str:
    """The commit that is packaged. What is not committed could never be built again."""
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    # The settings of an account are its owner's, and are kept with the release.
    if any(not line.endswith(" samconfig.toml") for line in changed.splitlines()):
        raise SystemExit(f"Not deployed: there are changes that are not committed.\n{changed}")
    head = ["git", "rev-parse", "--short=8", "HEAD"]
    return subprocess.run(head, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def client(service: str, region: str):
    """A client of AWS."""
    import boto3  # Only where an account is meant.

    return boto3.client(service, region_name=region)


def bucket(region: str) -> str:
    """The bucket of artefacts."""
    stack = client("cloudformation", region).describe_stacks(StackName=MANAGED_STACK)["Stacks"][0]
    return next(one["OutputValue"] for one in stack["Outputs"] if one["OutputKey"] == BUCKET_OUTPUT)


def run_sam(*arguments: str) -> None:
    """Runs SAM; ends as it ends."""
    result = subprocess.run([str(SAM), *arguments], cwd=ROOT, check=False)
    if result.returncode != 0:
        raise SystemExit(result.returncode)


def deploy_template(environment: str, template: Path, store: str, prefix: str, parameters: list[str]) -> None:
    """Deploys a packaged template. SAM shows the change set and asks."""
    run_sam(
        "deploy", "--config-env", environment, "--template-file", str(template), "--s3-bucket", store, "--s3-prefix", prefix,
        "--parameter-overrides", *parameters,
    )  # fmt: skip


def deploy(environment: str, packages: Path = PACKAGES) -> None:
    """Deploys the packages, and keeps them first."""
    given = section(environment)
    check(packages)
    name, region, stack = name_of(commit()), given["region"], given["stack_name"]
    prefix = f"{stack}/{name}"
    folder = ROOT / "build" / "release"
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / "template.yaml"
    run_sam(
        "package", "--template-file", str(ROOT / "template.yaml"), "--resolve-s3", "--s3-prefix", prefix, "--region", region,
        "--output-template-file", str(template),
    )  # fmt: skip
    store, objects = bucket(region), client("s3", region)
    objects.upload_file(str(template), store, f"{prefix}/template.yaml")
    kept = json.dumps(given["parameter_overrides"], indent=2)
    objects.put_object(Bucket=store, Key=f"{prefix}/parameters.json", Body=kept.encode())
    print(f"Release {name}, kept in s3://{store}/{prefix}/", flush=True)
    deploy_template(environment, template, store, prefix, [*given["parameter_overrides"], f"Release={name}"])


def kept_releases(environment: str) -> list[str]:
    """The names of the kept releases, in order."""
    given = section(environment)
    pages = client("s3", given["region"]).get_paginator("list_objects_v2")
    start = f"{given['stack_name']}/"
    found = pages.paginate(Bucket=bucket(given["region"]), Prefix=start, Delimiter="/")
    return sorted(one["Prefix"].removeprefix(start).rstrip("/") for page in found for one in page.get("CommonPrefixes", []))


def again(environment: str, name: str, others: list[str]) -> None:
    """Deploys a kept release with the parameters that it had, and with `others` in place of some. It is a deployment of its own, with a name of its own, and not gradual: what is
    wrong now rings alarms, which would stop it."""
    given = section(environment)
    region, prefix = given["region"], f"{given['stack_name']}/{name}"
    if name not in kept_releases(environment):
        raise SystemExit(f"There is no release {name}. `release.py list {environment}` names all.")
    store, objects = bucket(region), client("s3", region)
    folder = ROOT / "build" / "release"
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / f"{name}.yaml"
    objects.download_file(store, f"{prefix}/template.yaml", str(template))
    kept = json.loads(objects.get_object(Bucket=store, Key=f"{prefix}/parameters.json")["Body"].read())
    deployment = name_of(name.rpartition("-")[2])
    print(f"Release {name} again, as {deployment}", flush=True)
    parameters = with_others(kept, [*others, "GradualDeployment=false", f"Release={deployment}"])
    deploy_template(environment, template, store, prefix, parameters)


def with_others(parameters: list[str], others: list[str]) -> list[str]:
    """The parameters, with `others` in place of those of the same name."""
    names = tuple(f"{one.partition('=')[0]}=" for one in others)
    return [*(one for one in parameters if not one.startswith(names)), *others]


def main(arguments: list[str]) -> None:
    """Does what was asked."""
    match arguments:
        case ["check", folder]:
            check(Path(folder))
        case ["deploy", environment]:
            deploy(environment)
        case ["deploy", environment, "--packages", folder]:
            deploy(environment, Path(folder))
        case ["list", environment]:
            print("\n".join(kept_releases(environment)))
        case ["again", environment, name, *others]:
            again(environment, name, others)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
