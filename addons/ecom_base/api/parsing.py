"""From bytes and query strings to validated request models."""

import functools
import json
import typing
from decimal import Decimal

import simplejson
from pydantic import ValidationError

from .errors import MalformedRequest, PayloadTooLarge, ValidationFailed

MAX_BODY = 256 * 1024
# pydantic reads JSON numbers as doubles: beyond 15 digits they would be rounded in silence
_MAX_DIGITS = 15
_MAX_DEPTH = 32


def read_body(http_request, limit=MAX_BODY):
    """Return the body, refusing what is longer than ``limit`` bytes before reading it."""
    if (http_request.content_length or 0) > limit:
        raise PayloadTooLarge(f"The body is larger than {limit // 1024} KiB.")
    # werkzeug cuts a chunked body off at its limit without a word, so let one byte more through to see it
    http_request.max_content_length = limit + 1
    body = http_request.get_data(cache=True)
    if len(body) > limit:
        raise PayloadTooLarge(f"The body is larger than {limit // 1024} KiB.")
    return body


def parse_json(body):
    """Parse a JSON text strictly: UTF-8 only, no NaN or Infinity, numbers kept exact.

    :raise MalformedRequest: if it is not JSON
    """
    try:
        return json.loads(
            body.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError as error:
        raise MalformedRequest("The body is not UTF-8.", code="malformed_json") from error
    except RecursionError as error:
        raise MalformedRequest("The body is nested too deeply.", code="malformed_json") from error
    except ValueError as error:
        raise MalformedRequest(f"The body is not JSON: {error}.", code="malformed_json") from error


def _refuse_constant(name):
    raise ValueError(f"{name} is not a JSON number")


def body_fields(body):
    """Return the object in a request body; an empty body is an empty object."""
    if not body.strip():
        return {}
    fields = parse_json(body)
    if not isinstance(fields, dict):
        raise ValidationFailed("The body must be a JSON object.")
    return fields


def query_fields(model, args):
    """Turn a query string into fields of ``model``; lists may be repeated or comma-separated."""
    fields, problems = {}, {}
    lists = _list_aliases(model)
    for name, values in args.lists():
        if name in lists:
            fields[name] = [part for value in values for part in value.split(",") if part]
        elif len(values) > 1:
            problems[name] = "Given more than once."
        else:
            fields[name] = values[0]
    if problems:
        raise ValidationFailed("The query is ambiguous.", details={"fields": problems})
    return fields


@functools.cache
def _list_aliases(model):
    return {
        info.alias or name
        for name, info in model.model_fields.items()
        if any(
            typing.get_origin(option) is list
            for option in (info.annotation, *typing.get_args(info.annotation))
        )
    }


def validate(model, fields, *, lenient):
    """Build the request model.

    :param bool lenient: accept numbers written as strings, as a query string must; JSON must have the right types
    :raise ValidationFailed: naming every wrong field
    """
    problems = {}
    _check_values(fields, "", problems)
    if problems:
        raise ValidationFailed("Some fields have impossible values.", details={"fields": problems})
    try:
        if lenient:
            return model.model_validate(fields)
        return model.model_validate_json(simplejson.dumps(fields, use_decimal=True), strict=True)
    except ValidationError as error:
        raise ValidationFailed(
            "Some fields are missing or wrong.", details={"fields": _problems(error, fields)}
        ) from error


def _check_values(value, path, problems, depth=0):
    if isinstance(value, str):
        if "\x00" in value:
            problems[path] = "Contains a NUL character."
        elif not _is_unicode(value):
            problems[path] = "Contains half of a surrogate pair."
    elif isinstance(value, Decimal):
        if not value.is_finite() or len(value.as_tuple().digits) > _MAX_DIGITS:
            problems[path] = f"Has more than {_MAX_DIGITS} significant digits."
    elif isinstance(value, (dict, list)):
        if depth == _MAX_DEPTH:
            problems[path] = f"Is nested more than {_MAX_DEPTH} levels deep."
            return
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(name, str) and ("\x00" in name or not _is_unicode(name)):
                problems[path or "body"] = "Has a field whose name is not valid text."
            else:
                _check_values(item, f"{path}.{name}" if path else str(name), problems, depth + 1)


def _is_unicode(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problems(error, fields):
    return {
        ".".join(_path(problem["loc"], fields)) or "body": problem["msg"].removeprefix(
            "Value error, "
        )
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    }


def _path(location, value):
    """Return the path of a problem as the client wrote it: pydantic also names the member of a union it tried."""
    path = []
    for number, part in enumerate(location):
        if _has(value, part):
            value = value[part]
        elif not isinstance(value, dict) or number < len(location) - 1:
            continue
        path.append(str(part))
    return path


def _has(value, part):
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)
