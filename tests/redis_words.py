"""Where a word stands in Redis: in every key and value of the given database, in messages, too.

Reads only. The bodies of the queue's messages are base64; they are looked into.
"""

import base64
import binascii
import json
from collections.abc import Iterator

from redis import Redis


def keys_with(client: Redis, word: str) -> list[str]:
    """The keys in whose name or value `word` stands."""
    wanted = word.encode()
    found = []
    for key in client.scan_iter(count=500):
        parts = [key, *values_of(client, key)]
        if any(wanted in part or wanted in body_of(part) for part in parts):
            found.append(key.decode(errors="replace"))
    return sorted(found)


def values_of(client: Redis, key: bytes) -> Iterator[bytes]:
    """Everything that a key of whatever type holds, as bytes."""
    kind = client.type(key).decode()
    read = {
        "string": lambda: [client.get(key) or b""],
        "list": lambda: client.lrange(key, 0, -1),
        "set": lambda: client.smembers(key),
        "zset": lambda: client.zrange(key, 0, -1),
        "hash": lambda: [part for pair in client.hgetall(key).items() for part in pair],
        "stream": lambda: [
            part for _id, fields in client.xrange(key) for pair in fields.items() for part in pair
        ],
        "none": list,  # gone meanwhile
    }  # fmt: skip
    yield from read[kind]()


def body_of(value: bytes) -> bytes:
    """The decoded body of a message of the queue, b"" where the value is none."""
    try:
        message = json.loads(value)
        return base64.b64decode(message["body"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        return b""
