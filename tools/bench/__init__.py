"""Speed of the suite: what `./ecom bench` runs, and how to write another bench.

Every module `tools/bench/<name>.py` without a leading underscore is one bench; the first line of its docstring is the
title of its table. It declares what it measures and within which bounds, and measures it:

    "Catalogue reads."  # in three quotes, as usual

    from bench import Measure

    MEASURES = (
        Measure("empty route", "req/s"),
        Measure("products.list", "req/s"),
        Measure("products.list / empty route", at_least=0.7, why="a read is hardly more than Odoo's own floor"),
    )


    def run(bench):
        shop = bench.shop()
        speed = bench.compare(
            {"empty route": shop.empty, "products.list": shop.get("/api/products?limit=20")},
            connections=8,
        )
        bench.report("empty route", speed["empty route"].rate)
        bench.report("products.list", speed["products.list"].rate, speed["products.list"])
        bench.ratio("products.list / empty route", speed["products.list"].rate, speed["empty route"].rate)

**Only ratios inside one run are promises**: machines differ, and this one may be busy. So bounds belong on measures
without a unit (ratios) wherever that is possible. Every declared measure must be reported, and only those; a measure out
of its bounds, or one that was never reported, makes `./ecom bench` end with exit code 1.

What `run` gets (see ecom_cli/benching):

- `bench.shop(seed=None, **variables)` serves a shop with 2 workers and returns it: the demo store with all addons or,
  with `seed`, a copy of it filled by `tools/bench/seeds/<seed>.py`, which runs inside `odoo shell` with `env` and finds
  each variable in the environment as `ECOM_<NAME>`. Seeded copies are kept until the seed, its variables or the addons
  change. One shop is up at a time: asking for another stops the first. Its rate limits are out of the way.
- `shop.get(path)`, `shop.request(method, path, json=None, key="publishable" | "secret" | "admin" | None, headers=None)`
  return a `Request`; `shop.json2(model, method, **arguments)` one to Odoo's own `/json/2`; `shop.empty` the empty
  `auth='none'` route; `shop.call(request)` sends one and returns an `Answer(status, headers, body)`;
  `shop.sql(statement)` returns rows; `shop.script(seed, **variables)` runs a seed script on the live database and returns
  what it printed; `shop.cpu()` the CPU seconds used so far by Odoo and PostgreSQL; `shop.memory()` Odoo's largest
  resident set in bytes; `shop.run` is the content of run.json. `shop.url` leads straight to Odoo's workers.
- `bench.load(target, connections=8, seconds=None)` sends from N keep-alive connections for some seconds (`--seconds`) after
  a warm-up and returns a `Load`: `rate` (per second), `median`, `p99`, `mean` (milliseconds), `count`, `failures` ({what:
  how often}), `cpu` (CPU milliseconds of Odoo and PostgreSQL per request). `target` is a `Request`, or for whole flows
  `async def flow(connection, number)` that awaits `connection.send(request)` as often as it needs; `number` is unique
  within one load, a raised exception counts as one failure.
- `bench.compare({name: target}, connections=8, seconds=None, rounds=3)` measures several targets in turn, so that a busy
  moment hits all of them, and returns {name: Load}.
- `bench.timed(callable)` returns (result, milliseconds).
- `bench.report(name, value, load=None)` and `bench.ratio(name, value, baseline)` fill in a declared measure;
  `bench.note(text)` prints a line.
"""

from ecom_cli.benching.load import Answer, Load, Request
from ecom_cli.benching.measures import Measure

__all__ = ["Answer", "Load", "Measure", "Request"]
