"""OpenAPI 3.1 from the declared operations and their pydantic models."""

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from ..schemas.base import ErrorEnvelope
from .operation import available_operations

_SECURITY = {
    "store": [{"storeKey": []}, {"secretKey": []}],
    "secret": [{"secretKey": []}],
    "customer": [{"storeKey": [], "customerToken": []}],
    "secret_or_customer": [{"secretKey": []}, {"storeKey": [], "customerToken": []}],
    "admin": [{"userKey": []}],
}
_SCHEMES = {
    "storeKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Store-Key",
        "description": "Publishable key `pk_…`: may be seen by browsers.",
    },
    "secretKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "Secret key `sk_…`: server to server only.",
    },
    "customerToken": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Customer <token>` from `customers.token`, beside the publishable key.",
    },
    "userKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "API key of an Odoo user, whose groups decide.",
    },
}
_ERRORS = {
    "400": "The request cannot be parsed, or a required header is missing.",
    "401": "No valid credential.",
    "403": "The credential may not do this.",
    "404": "Not found in this store.",
    "409": "The state of things forbids it.",
    "412": "It was changed since you have read it: its `ETag` is another now.",
    "413": "The body is larger than 256 KiB.",
    "422": "Fields are missing, unknown or out of range; `details.fields` names each.",
    "428": "`If-Match` is missing.",
    "429": "Too many calls; `Retry-After` says when to try again.",
    "500": "Something went wrong on our side.",
    "503": "A part the request needs is down.",
}
_REF = "#/components/schemas/{model}"
_CONVENTIONS = """\
Catalogue, carts, customers, orders and payments of a headless shop.

- **Keys.** Browsers send the publishable key, servers the secret key. A key belongs to one store.
- **Errors** are `{"error": {"code", "message", "details", "requestId"}}`. Programs go by `code`.
- **Money** is a decimal number in major units, with its `currency` in the same object. An amount with more decimals than
  the currency has is refused.
- **Ids** are opaque strings. **Times** are RFC 3339, UTC.
- **Lists** take `limit` and `cursor`; pass `nextCursor` of one page as `cursor` of the next, until it is null.
- **Repeats.** Where `Idempotency-Key` is asked for, the same key with the same body gives the first answer again, with
  `Idempotent-Replayed: true`; with another body it is refused with 409 `idempotency_conflict`.
- **Caching.** Catalogue reads carry `ETag` and `Cache-Control`; send `If-None-Match` to get 304 without a body.
- **Limits.** `RateLimit-Limit`, `-Remaining` and `-Reset` come with each answer; 429 carries `Retry-After`.
- **JSON-RPC 2.0.** `POST /api/jsonrpc` takes the same operations: `method` is the operation's id, `params` its path, query
  and body fields in one object, batches hold up to 50 calls. `error.data` has `code`, `status`, `details`, `requestId`.
"""
_SIGNED_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "description": "The event, byte for byte as it was signed.",
            }
        }
    },
}
#: pydantic's names of bounds on a type whose schema is given by hand -> JSON Schema's
_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


class _Schema(GenerateJsonSchema):
    """JSON Schema without the titles pydantic makes of field names, and with the standard names of bounds."""

    def field_title_should_be_set(self, schema):
        return False

    def generate_inner(self, schema):
        generated = super().generate_inner(schema)
        return {_BOUNDS.get(name, name): value for name, value in generated.items()}


def document(env, server):
    """Build the OpenAPI document of the operations installed in this database.

    :param str server: URL the API is reached at
    :return: dict
    """
    operations = [
        op
        for op, _controller in available_operations(env).values()
        if op.id not in ("docs", "openapi")
    ]
    operations.sort(key=lambda op: (op.path, op.method))
    schemas, components = _schemas(operations)
    paths = {}
    for op in operations:
        paths.setdefault(op.openapi_path, {})[op.method.lower()] = _operation(op, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ecom Suite storefront API",
            "version": "1",
            "description": _CONVENTIONS,
            "license": {"name": "LGPL-3.0", "identifier": "LGPL-3.0-only"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SCHEMES},
    }


def _schemas(operations):
    """Return ({(model, mode): schema}, components) of all models; requests as read, responses as written."""
    inputs = [(op.request, "validation") for op in operations]
    inputs += [(op.response, "serialization") for op in operations if op.response]
    inputs.append((ErrorEnvelope, "serialization"))
    references, definitions = models_json_schema(
        list(dict.fromkeys(inputs)), ref_template=_REF, schema_generator=_Schema
    )
    return references, definitions.get("$defs", {})


def _operation(op, schemas):
    shape = op.request.model_json_schema(ref_template=_REF, schema_generator=_Schema)
    shape.pop("$defs", None)
    properties, required = shape.get("properties", {}), set(shape.get("required", []))
    described = {
        "operationId": op.id,
        "tags": [op.id.split(".")[0]],
        "summary": op.summary,
        "parameters": _parameters(op, properties, required),
        "responses": _responses(op, schemas),
    }
    if op.description:
        described["description"] = op.description
    if op.auth in _SECURITY:
        described["security"] = _SECURITY[op.auth]
    body = {name: schema for name, schema in properties.items() if name not in op.path_fields}
    if op.auth == "signature":
        described["requestBody"] = _SIGNED_BODY
    elif body and not op.reads_query:
        described["requestBody"] = _request_body(op, shape, body, required)
    return described


def _parameters(op, properties, required):
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": properties.get(name, {"type": "string"}),
        }
        for name in op.path_fields
    ]
    if op.reads_query:
        for name, schema in properties.items():
            if name not in op.path_fields:
                parameters.append(
                    {
                        "name": name,
                        "in": "query",
                        "required": name in required,
                        "schema": schema,
                        **({"explode": False} if _is_list(schema) else {}),
                    }
                )
    return parameters + [header for needed, header in _headers(op) if needed]


def _headers(op):
    """Return (whether the operation demands it, parameter) of the headers that some do."""
    return (
        (
            op.guarded,
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "The `ETag` of what you have read.",
                "schema": {"type": "string", "minLength": 1, "pattern": r"\S"},
            },
        ),
        (
            op.idempotent,
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "Made up by you, one per intention. Kept for 7 days.",
                "schema": {
                    "type": "string",
                    "minLength": 8,
                    "maxLength": 128,
                    "pattern": "^[!-~]+$",
                },
            },
        ),
    )


def _is_list(schema):
    options = schema.get("anyOf", [schema])
    return any(option.get("type") == "array" for option in options)


def _request_body(op, shape, body, required):
    schema = {
        **{key: value for key, value in shape.items() if key not in ("properties", "required")},
        "properties": body,
    }
    needed = [name for name in shape.get("required", []) if name in body]
    if needed:
        schema["required"] = needed
    return {"required": bool(needed), "content": {"application/json": {"schema": schema}}}


def _responses(op, schemas):
    content = {}
    if op.response:
        content = {
            "content": {"application/json": {"schema": schemas[op.response, "serialization"]}}
        }
    responses = {str(op.status): {"description": "Success", **content}}
    if op.may_create:
        responses["201"] = {"description": "Created", **content}
    if op.cache:
        responses["304"] = {"description": "Not modified since the given `ETag`."}
    error = {"content": {"application/json": {"schema": schemas[ErrorEnvelope, "serialization"]}}}
    possible = {status: text for status, text in _ERRORS.items() if _may_answer(op, status)}
    return responses | {status: {"description": text, **error} for status, text in possible.items()}


def _may_answer(op, status):
    if status in ("401", "403"):
        return op.auth != "none"
    if status == "409":
        return op.method != "GET" or "currency" in op.request.model_fields
    if status in ("412", "428"):
        return op.guarded
    return status != "413" or not op.reads_query
