"""A good Idempotency-Key is used once: the same one again would only be answered with the first outcome."""

import itertools
import re

import schemathesis

numbers = itertools.count()
good = re.compile(r"[\x21-\x7e]{1,255}")


@schemathesis.hook
def before_call(context, case, kwargs):
    headers = case.headers or {}
    for name in list(headers):
        if name.lower() == "idempotency-key" and good.fullmatch(str(headers[name])):
            headers[name] = f"fuzz-{next(numbers)}"
