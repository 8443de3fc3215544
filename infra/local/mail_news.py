"""Plays the mail service on the local stack: publishes an event about the last email on a change to an address.

The emulator accepts emails and publishes nothing about them. This script publishes an event to the topic that SES uses, in
the shape that AWS documents. It prints the id of the notification.
"""

import json
import sys
from datetime import datetime, timezone

import settings

# SES's name of each kind, the name of its part, and the content besides recipients and time.
KINDS = {
    "send": ("Send", "send", {}),
    "delivery": ("Delivery", "delivery", {"processingTimeMillis": 5430, "smtpResponse": "250 2.6.0 Message received"}),
    "bounce": ("Bounce", "bounce", {"bounceType": "Permanent", "bounceSubType": "General", "feedbackId": "local"}),
    "complaint": ("Complaint", "complaint", {"complaintFeedbackType": "abuse", "feedbackId": "local"}),
}


def notification(table: str, reference: str, address: str) -> str:
    """The id of the newest notification about the change to the side that the address belongs to.

    Reads the whole table, which no function may do, because no index finds notifications by their reference.
    """
    pages = settings.client("dynamodb").get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="kind = :mail AND #reference = :reference",
        ExpressionAttributeNames={"#reference": "reference"},
        ExpressionAttributeValues={":mail": {"S": "mail"}, ":reference": {"S": reference}},
    )
    side = "pdp" if address.endswith("@pdp.example.com") else "organisation"
    found = [item for page in pages for item in page["Items"]]
    found = [item for item in found if any(name.startswith(side) for name in item["audience"].get("M", {}))]
    if not found:
        raise SystemExit(f"there is no notification about {reference} to that side")
    return max(item["pk"]["S"] for item in found).removeprefix("MAIL#")


def event(kind: str, mail_id: str, reference: str, address: str) -> dict[str, object]:
    """The event, without the parts that the function does not read."""
    name, part, facts = KINDS[kind]
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    recipients = {
        "send": {},
        "delivery": {"recipients": [address], "timestamp": now},
        "bounce": {"bouncedRecipients": [{"emailAddress": address}], "timestamp": now},
        "complaint": {"complainedRecipients": [{"emailAddress": address}], "timestamp": now},
    }
    return {
        "eventType": name,
        part: facts | recipients[kind],
        "mail": {
            "timestamp": now,
            "messageId": f"local-{mail_id}",
            "destination": [address],
            "tags": {"mail-id": [mail_id], "reference": [reference]},
        },
    }


def main(kind: str, address: str, reference: str) -> None:
    stack = json.loads(settings.STACK_FILE.read_text())
    mail_id = notification(stack["table"], reference, address)
    message = json.dumps(event(kind, mail_id, reference, address))
    settings.client("sns").publish(TopicArn=stack["mail_feedback_topic"], Message=message)
    print(mail_id)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in KINDS:
        raise SystemExit(f"usage: mail_news.py {'|'.join(KINDS)} ADDRESS REFERENCE")
    main(*sys.argv[1:])
