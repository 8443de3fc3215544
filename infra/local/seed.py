"""Puts the demonstration organisations and people into the local stack; running it again changes nothing.

This script makes the sign-ins (Cognito, passwords generated into .local/). The `seed-stack` program writes organisations and
members to the table, because only the store knows its items.
"""

import json
import os
import secrets
import string
import subprocess

import settings

PEOPLE_FILE = settings.ROOT / "infra" / "local" / "people.json"


def new_password() -> str:
    """24 characters that the user pool's rules always accept."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.+")
    every = [secrets.choice(kind) for kind in kinds]
    every += [secrets.choice("".join(kinds)) for _ in range(20)]
    secrets.SystemRandom().shuffle(every)
    return "".join(every)


def read_passwords() -> dict[str, dict[str, str]]:
    """Person key -> email address and password, from an earlier run."""
    return json.loads(settings.PASSWORD_FILE.read_text()) if settings.PASSWORD_FILE.exists() else {}


def write_passwords(passwords: dict[str, dict[str, str]]) -> None:
    """Readable by this user only."""
    descriptor = os.open(settings.PASSWORD_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(json.dumps(passwords, indent=2) + "\n")


def sign_in_of(cognito, pool: str, person: dict, password: str) -> str:
    """Make the person's sign-in if there is none and set the password; returns the person's id (`sub`)."""
    email = person["email"]
    try:
        user = cognito.admin_get_user(UserPoolId=pool, Username=email)
        attributes = user["UserAttributes"]
    except cognito.exceptions.UserNotFoundException:
        attributes = cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            MessageAction="SUPPRESS",
            TemporaryPassword=password,
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": person["name"]},
            ],
        )["User"]["Attributes"]
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
    return next(attribute["Value"] for attribute in attributes if attribute["Name"] == "sub")


def with_ids(cognito, pool: str, people: list[dict], passwords: dict) -> list[dict]:
    """The people as `seed-stack` takes them; their passwords are added to `passwords`."""
    known = []
    for person in people:
        kept = passwords.get(person["key"], {}).get("password") or new_password()
        person_id = sign_in_of(cognito, pool, person, kept)
        passwords[person["key"]] = {"email": person["email"], "password": kept, "id": person_id}
        known.append(
            {"id": person_id, "name": person["name"], "email": person["email"], "roles": person["roles"]}
        )
    return known


def main() -> None:
    stack = json.loads(settings.STACK_FILE.read_text())
    document = json.loads(PEOPLE_FILE.read_text())
    cognito = settings.client("cognito-idp")
    passwords = read_passwords()
    print("Seeding three demonstration organisations and PDP staff ...", flush=True)
    for group in [*document["organisations"], document["pdp"]]:
        group["people"] = with_ids(cognito, stack["user_pool_id"], group["people"], passwords)
    write_passwords(passwords)
    program = settings.target_dir() / "debug" / "seed-stack"
    subprocess.run(
        [str(program)],
        input=json.dumps(document),
        env=settings.environment() | {"TABLE_NAME": stack["table"]},
        text=True,
        check=True,
    )


if __name__ == "__main__":
    main()
