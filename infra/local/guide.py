"""Prints how to use the running stack: the portal and who can sign in there, addresses, tokens, calls to paste. Changes nothing."""

import json

import settings

PEOPLE_FILE = settings.ROOT / "infra" / "local" / "people.json"


def people() -> list[tuple[str, dict[str, str]]]:
    """The demonstration people by the group they belong to: what each is called, signs in with and does."""
    document = json.loads(PEOPLE_FILE.read_text())
    known = json.loads(settings.PASSWORD_FILE.read_text())
    groups = [(group["name"], group["people"]) for group in document["organisations"]]
    groups.append(("PDP", document["pdp"]["people"]))
    return [
        (name, person | known[person["key"]] | {"does": ", ".join(person["roles"]).replace("_", " ")})
        for name, members in groups
        for person in members
    ]


def main() -> None:
    stack = json.loads(settings.STACK_FILE.read_text())
    api = stack["api_url"]
    known = people()
    width = {column: max(len(person[column]) for _, person in known) for column in ("key", "email", "password")}
    print(
        f"""
The local stack is up.

  API        {api}
  Emails     {stack["mail_messages_url"]}
  Simulator  {stack["participant_control"]} (plays the providers for the probe)

Calls to paste; `make token PERSON=KEY` prints an access token (15 minutes) of anybody below:

  API='{api}'
  TOKEN=$(make -s token PERSON=meadow-business)
  curl -s "$API/me" -H "Authorization: Bearer $TOKEN"
  curl -s "$API/technical-changes" -H "Authorization: Bearer $TOKEN"
  curl -s "$API/review-queue" -H "Authorization: Bearer $(make -s token PERSON=pdp-reviewer)"
  curl -s '{stack["mail_messages_url"]}'

`make demo` takes a change of each scale to live. `make clock FORWARD=5d` lets days pass, `make due`
does all due work at once. `make down` stops the stack, `make reset` also discards its state.

The portal, for a browser on this machine:

  {stack["portal_url"]}/portal/

Sign in there with an email address and a password:
"""
    )
    heading = None
    for group, person in known:
        if group != heading:
            print(f"  {group}")
            heading = group
        columns = (person[column].ljust(width[column]) for column in ("key", "email", "password"))
        print(f"    {'  '.join(columns)}  {person['does']}")


if __name__ == "__main__":
    main()
