"""Notes the requests that the functions of the local stack make to AWS, for the check of their rights (make check-rights).

Writes one JSON line for each kind of request that was signed with a function's role: who, what, and the kinds of the keys;
no ids, no other part of a body, no signature. Each kind appears once in the file, so the file stays small however long the
stack runs.
"""

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qsl

from ministack.services import sts

# The headers that rights depend on.
HEADERS = ("x-amz-copy-source", "x-amz-tagging", "x-amz-tagging-directive", "x-amz-target")
PART_OF_OPERATION = {"Put": "Item", "Update": "Key", "Delete": "Key", "ConditionCheck": "Key"}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
VERSION = re.compile(r"versionId=[^&\"]+")
FIELD = re.compile(rb'name="(key|x-amz-credential)"\r\n\r\n([^\r]*)')
# Only the fields of a form before its file are read.
MOST_OF_A_FORM = 16_384


def signer(headers: dict[str, str], query: dict[str, str], form: dict[str, str]) -> str:
    """The role whose session signed, as its ARN; empty when nobody's did."""
    header = re.search(r"Credential=([^/]+)/", headers.get("authorization", ""))
    key = header.group(1) if header else query.get("X-Amz-Credential", form.get("x-amz-credential", ""))
    session = sts._sessions.get(key.split("/")[0]) or {}
    return str(session.get("Arn", ""))


def kind(value: dict) -> dict:
    """A key with only its kind: `CHANGE#`."""
    text = value.get("S", "")
    return {"S": text.split("#")[0] + "#" if "#" in text else text}


def partition(item: dict) -> dict:
    """The partition key of an item or of a key; empty for a session."""
    return {"pk": kind(item.get("pk", {}))}


def keys_of(operation: str, body: dict) -> dict:
    """The tables and the kinds of keys in a call, and nothing else of it."""
    if operation == "Query":
        values = body.get("ExpressionAttributeValues", {})
        first = body.get("KeyConditionExpression", "").split()[2:3]
        return {
            "TableName": body.get("TableName", ""),
            "IndexName": body.get("IndexName"),
            "KeyConditionExpression": " ".join(body.get("KeyConditionExpression", "").split()[:3]),
            "ExpressionAttributeValues": {name: kind(values.get(name, {})) for name in first},
        }
    if operation == "BatchGetItem":
        return {
            "RequestItems": {
                table: {"Keys": [json.loads(key) for key in sorted({json.dumps(partition(key)) for key in asked.get("Keys", [])})]}
                for table, asked in body.get("RequestItems", {}).items()
            }
        }
    if operation == "TransactWriteItems":
        parts = {
            json.dumps({name: {"TableName": part.get("TableName", ""), of: partition(part.get(of, {}))}})
            for one in body.get("TransactItems", [])
            for name, part in one.items()
            for of in [PART_OF_OPERATION[name]]
        }
        return {"TransactItems": [json.loads(part) for part in sorted(parts)]}
    kept = {name: partition(body[name]) for name in ("Item", "Key") if name in body}
    return kept | {"TableName": body.get("TableName", "")}


def read(headers: dict[str, str], body: bytes) -> dict:
    """The part of a body that rights depend on."""
    target = headers.get("x-amz-target", "")
    if target.startswith("DynamoDB_"):
        return keys_of(target.split(".")[1], json.loads(body))
    if headers.get("content-type", "").startswith("multipart/form-data"):
        return {name.decode(): value.decode() for name, value in FIELD.findall(body[:MOST_OF_A_FORM])}
    if headers.get("content-type", "").startswith("application/json"):
        return {"FromEmailAddress": json.loads(body or b"{}").get("FromEmailAddress", "")}
    return {}


def line(scope: dict, body: bytes, status: int) -> str | None:
    """The line for a request; none when no role signed it."""
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    kept = read(headers, body)
    by = signer(headers, query, kept)
    if ":assumed-role/" not in by:
        return None
    kept.pop("x-amz-credential", None)
    names = "&".join(name + "=" for name in sorted(query) if not name.lower().startswith(("x-amz-", "response-")))
    asked = {
        "by": by.split("/")[1],
        "method": scope["method"],
        "path": scope["path"] + ("?" + names if names else ""),
        "headers": {name: headers[name] for name in HEADERS if name in headers},
        "body": kept,
        # A link may lead to a denial or to nothing, so its status says nothing about rights.
        "status": 0 if "X-Amz-Credential" in query else status,
    }
    return VERSION.sub("versionId=", ID.sub("id", json.dumps(asked, sort_keys=True)))


def recording(app: Callable, file: Path) -> Callable:
    """The same application; it notes each kind of request by a function in this file."""
    noted: set[str] = set()

    def note(text: str) -> None:
        # A new run removes the file.
        if not file.exists():
            noted.clear()
        if text not in noted:
            with file.open("a") as lines:
                lines.write(text + "\n")
            noted.add(text)

    async def recorded(scope: dict, receive: Callable[[], Awaitable], send: Callable[[dict], Awaitable]) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        body = bytearray()
        status = 0

        async def hear() -> dict:
            message = await receive()
            if message["type"] == "http.request":
                body.extend(message.get("body", b""))
            return message

        async def say(message: dict) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await app(scope, hear, say)
        text = line(scope, bytes(body), status)
        if text is not None:
            note(text)

    return recorded
