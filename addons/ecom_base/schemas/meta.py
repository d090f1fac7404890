from typing import Literal

from .base import ApiModel


class Health(ApiModel):
    status: Literal["ok"]
