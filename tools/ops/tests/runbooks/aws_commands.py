"""Holds commands of the AWS CLI against the models of the services, and runs those that an emulator can answer.

Reads a JSON list of commands from standard input, each a list of words, and writes a JSON list of the same length: for each what is wrong
with it, or null. If EMULATOR_URL is set, commands on services in RUN are carried out there. It asks no network for a model: botocore,
which the AWS CLI is built on, has them.
"""

import json
import os
import sys

import botocore.session
import jmespath
from botocore import xform_name
from botocore.exceptions import ClientError, UnknownServiceError
from botocore.validate import ParamValidator

SESSION = botocore.session.get_session()
# Options that every command has.
GLOBAL = {"query": 1, "output": 1, "region": 1, "profile": 1, "cli-binary-format": 1, "no-cli-pager": 0}
# Services that the emulator has, and of which the test has made what the commands name.
RUN = {"dynamodb", "sqs"}
# What the emulator is asked changes nothing that another command needs.
NOT_RUN = {"DeleteMessage"}
# The high-level commands of S3 are no operations: their words, and the options that they may have here.
S3_COPY = {"metadata-directive": ("COPY", "REPLACE")}


class Wrong(Exception):
    """What is wrong with a command."""


def model_of(service):
    try:
        return SESSION.get_service_model(service)
    except UnknownServiceError as unknown:
        raise Wrong(f"there is no service {service}") from unknown


def operation_of(model, name):
    for operation in model.operation_names:
        if xform_name(operation, "-") == name:
            return model.operation_model(operation)
    raise Wrong(f"{model.service_name} has no operation {name}")


def options_of(words):
    """The options with their values, and what stands alone."""
    options, alone = {}, []
    name = None
    for word in words:
        if word.startswith("--"):
            name = word[2:]
            if name in options:
                raise Wrong(f"--{name} is there twice")
            options[name] = []
        elif name is None or (name in options and len(options[name]) >= GLOBAL.get(name, 1000)):
            alone.append(word)
        else:
            options[name].append(word)
    return options, alone


def value_of(shape, words, name):
    """The value of an option, as its shape has it."""
    kind = shape.type_name
    if kind == "boolean" and not words:
        return True
    if not words:
        raise Wrong(f"--{name} has no value")
    text = words[0]
    if kind in ("structure", "map") or (kind == "list" and text[:1] in "[{"):
        try:
            return json.loads(text)
        except ValueError as bad:
            raise Wrong(f"--{name} is no JSON: {bad}") from bad
    if kind == "list":
        return [value_of(shape.member, [word], name) for word in words]
    if len(words) > 1:
        raise Wrong(f"--{name} has more than one value: {words}")
    if kind in ("integer", "long"):
        return int(text)
    if kind == "boolean":
        raise Wrong(f"--{name} takes no value")
    allowed = getattr(shape, "enum", None)
    if allowed and text not in allowed:
        raise Wrong(f"--{name} is {text}, and may be one of {', '.join(allowed)}")
    return text.encode() if kind == "blob" else text


def told_by(shape, node):
    """The shape that a part of a query leads to; none when it is of no shape of the service."""
    kind, children = node["type"], node.get("children", [])
    if kind == "field":
        if shape is None:
            return None
        if shape.type_name == "structure":
            if node["value"] not in shape.members:
                raise Wrong(f"the answer has no {node['value']}: {', '.join(shape.members)}")
            return shape.members[node["value"]]
        if shape.type_name == "map":
            return shape.value
        raise Wrong(f"{node['value']} is asked of a {shape.type_name}")
    if kind in ("subexpression", "pipe"):
        for child in children:
            shape = told_by(shape, child)
        return shape
    if kind == "index_expression":
        for child in children:
            shape = told_by(shape, child)
        return shape
    if kind in ("index", "slice"):
        if shape is not None and shape.type_name != "list":
            raise Wrong(f"an item is asked of a {shape.type_name}")
        return shape if kind == "slice" or shape is None else shape.member
    if kind in ("projection", "flatten", "filter_projection", "value_projection"):
        listed = told_by(shape, children[0])
        member = listed.member if listed is not None and listed.type_name == "list" else listed
        if kind == "flatten":
            return listed
        for child in children[1:]:
            told_by(member, child)
        return None
    if kind == "function_expression":
        listed = told_by(shape, children[0])
        for child in children[1:]:
            member = listed.member if listed is not None and listed.type_name == "list" else None
            told_by(member, child["children"][0] if child["type"] == "expref" else child)
        return listed
    if kind in ("identity", "current"):
        return shape
    for child in children:
        told_by(shape, child)
    return None


def check_copy(words):
    options, alone = options_of(words)
    if len(alone) != 2 or not all(place.startswith("s3://") for place in alone):
        raise Wrong("aws s3 cp copies from one place to another")
    for name, values in options.items():
        if name not in S3_COPY or values[:1] != [value for value in S3_COPY[name] if value in values]:
            raise Wrong(f"--{name} {values} is no option that is known here")


def check(words):
    if words[:1] != ["aws"] or len(words) < 3:
        raise Wrong("it is no command of the AWS CLI")
    service, name, rest = words[1], words[2], words[3:]
    if (service, name) == ("s3", "cp"):
        check_copy(rest)
        return
    service = {"s3api": "s3"}.get(service, service)
    operation = operation_of(model_of(service), name)
    options, alone = options_of(rest)
    members = operation.input_shape.members if operation.input_shape else {}
    by_option = {xform_name(member, "-"): member for member in members}
    asked = {}
    for option, values in options.items():
        if option in GLOBAL:
            if len(values) != GLOBAL[option]:
                raise Wrong(f"--{option} has {len(values)} values")
        elif option in by_option:
            member = by_option[option]
            asked[member] = value_of(members[member], values, option)
        elif option.startswith("no-") and option[3:] in by_option:
            asked[by_option[option[3:]]] = False
        else:
            raise Wrong(f"{name} has no --{option}")
    outfile = 1 if operation.has_streaming_output else 0
    if len(alone) != outfile:
        raise Wrong(f"{len(alone)} words stand alone: {alone}")
    if operation.input_shape:
        report = ParamValidator().validate(asked, operation.input_shape)
        if report.has_errors():
            raise Wrong(report.generate_report())
    query = options.get("query", [None])[0]
    if query is not None:
        told_by(operation.output_shape, jmespath.compile(query).parsed)
    if service in RUN and operation.name not in NOT_RUN and os.environ.get("EMULATOR_URL"):
        run(service, operation, asked, query)


def run(service, operation, asked, query):
    client = SESSION.create_client(
        service,
        region_name="eu-west-2",
        endpoint_url=os.environ["EMULATOR_URL"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    try:
        answer = getattr(client, xform_name(operation.name))(**asked)
    except ClientError as refused:
        raise Wrong(f"the emulator refuses it: {refused}") from refused
    answer.pop("ResponseMetadata", None)
    if query is not None and not jmespath.search(query, answer):
        raise Wrong(f"it answers nothing: {query} of {json.dumps(answer, default=str)[:300]}")


def wrong_with(words):
    try:
        check(words)
    except (Wrong, ValueError) as wrong:
        return str(wrong)
    return None


json.dump([wrong_with(words) for words in json.load(sys.stdin)], sys.stdout)
