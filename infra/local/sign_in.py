"""Prints an access token of a demonstration person: `sign_in.py NAME [--expired | --first]`.

An expired token is a real one: its times are moved two hours back and the emulator's own key signs it again. Only its age is
wrong. Somebody who signs in for the first time, after an invitation, chooses the generated password.
"""

import json
import sys

import settings


def access_token(person: str) -> str:
    """Sign in with the generated password."""
    stack = json.loads(settings.STACK_FILE.read_text())
    people = json.loads(settings.PASSWORD_FILE.read_text())
    if person not in people:
        raise SystemExit(f"Nobody is called {person!r}. Choose one of: {', '.join(people)}")
    answer = settings.client("cognito-idp").initiate_auth(
        ClientId=stack["client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": people[person]["email"], "PASSWORD": people[person]["password"]},
    )
    return answer["AuthenticationResult"]["AccessToken"]


def choose_password(person: str) -> None:
    """What somebody does who was invited."""
    stack = json.loads(settings.STACK_FILE.read_text())
    known = json.loads(settings.PASSWORD_FILE.read_text())[person]
    settings.client("cognito-idp").admin_set_user_password(
        UserPoolId=stack["user_pool_id"], Username=known["email"], Password=known["password"], Permanent=True
    )


def expired(token: str) -> str:
    """The same token, two hours old."""
    import jwt

    stack = json.loads(settings.STACK_FILE.read_text())
    claims = jwt.decode(token, options={"verify_signature": False})
    for name in ("iat", "exp", "auth_time"):
        claims[name] -= 7200
    with open(stack["signing_key_file"], "rb") as file:
        return jwt.encode(claims, file.read(), algorithm="RS256", headers={"kid": jwt.get_unverified_header(token)["kid"]})


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    if len(arguments) != 1 or not arguments[0]:
        raise SystemExit("usage: make token PERSON=<name>")
    if "--first" in sys.argv:
        choose_password(arguments[0])
    printed = access_token(arguments[0])
    print(expired(printed) if "--expired" in sys.argv else printed)
