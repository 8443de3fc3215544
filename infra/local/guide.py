"""Prints how to use the running stack: addresses, tokens, calls to paste. Changes nothing."""

import json

import settings


def main() -> None:
    stack = json.loads(settings.STACK_FILE.read_text())
    people = json.loads(settings.PASSWORD_FILE.read_text())
    api = stack["api_url"]
    print(f"\nThe local stack is up.\n\n  API        {api}\n  Emails     {stack['mail_messages_url']}")
    print(f"  Simulator  {stack['participant_control']} (plays the providers for the probe)\n")
    print("An access token (15 minutes) of each person:\n")
    for person in people:
        print(f"  make token PERSON={person}")
    print(
        f"""
Calls to paste:

  API='{api}'
  TOKEN=$(make -s token PERSON=meadow-business)
  curl -s "$API/me" -H "Authorization: Bearer $TOKEN"
  curl -s "$API/technical-changes" -H "Authorization: Bearer $TOKEN"
  curl -s "$API/review-queue" -H "Authorization: Bearer $(make -s token PERSON=pdp-reviewer)"
  curl -s '{stack["mail_messages_url"]}'

`make demo` takes a change of each scale to live. `make clock FORWARD=5d` lets days pass, `make due`
does all due work at once. `make down` stops the stack, `make reset` also discards its state."""
    )


if __name__ == "__main__":
    main()
