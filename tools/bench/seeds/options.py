"""Rules to decide by: `ECOM_RULES` payment rules that each list 20 PIN codes of their own, a tenth of them as ranges."""

import os

store = env["ecom.store"].search([], limit=1)  # noqa: F821
_FIRST, _CODES = 100_000, 20


def _listed(number):
    first = _FIRST + number * 100
    codes = [str(first + step * 2) for step in range(_CODES)]
    return ", ".join([*codes[:-1], f"{first + 50}-{first + 60}"] if number % 10 == 0 else codes)


env["ecom.payment.rule"].create(  # noqa: F821
    [
        {
            "name": f"Rule {number}",
            "company_id": store.company_id.id,
            "currency_id": store.currency_id.id,
            "cod": "refuse",
            "reason": "area_not_served",
            "zip_mode": "only",
            "zip_text": _listed(number),
        }
        for number in range(int(os.environ["ECOM_RULES"]))
    ]
)
store.cod_fee = 49.0
env.cr.commit()  # noqa: F821
