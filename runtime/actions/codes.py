"""Action: many records with codes nobody can guess."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from builder.errors import Conflict, Invalid
from builder.expressions.types import Number, Text
from builder.kinds import ActionType, Place, Spot
from builder.problems import Problem
from runtime.actions import more, rows, shapes
from runtime.actions.act import Act
from runtime.actions.effects import Effect
from runtime.records import automation

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is taken for another character
SIZE = len(ALPHABET)
SHORTEST, LONGEST, USUAL = 9, 20, 10
CHUNK, MOST = 1_000, 100_000
ATTEMPTS = 5


class Codes(ActionType):
    """A thousand coupons: one record for each code; the last character checks the others, so that a slip of the finger is found."""

    name = "codes"
    label = {"zh-CN": "批量发码", "en": "Issue codes"}
    help = {"zh-CN": "生成猜不出的券码，每个码一条数据", "en": "Records with codes nobody can guess"}
    icon = "qrcode"
    group = "records"
    config_schema = shapes.shape(
        ("form", "field", "count"),
        form=shapes.key("form", "发到", "Into"),
        field=shapes.key("target_field", "码写在", "The code goes to"),
        count=shapes.expression("number", "多少个", "How many"),
        length={"type": "integer", "minimum": SHORTEST, "maximum": LONGEST, "default": USUAL, "label": shapes.words("码的长度", "Length")},
        values=shapes.fields("values", "其他内容", "Fill in"),
    )
    example = {"form": "coupon", "field": "code", "count": "100", "values": {"tpl": "id"}}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """How many, and what else goes into each."""
        yield Spot("count", config["count"], Number())
        yield from shapes.row_spots("values", config["form"], config.get("values"), place)

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """New records."""
        return [(config["form"], None)]

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """The form, its fields; the code's field is a text long enough and unique."""
        yield from shapes.form_wrong(config, place)
        yield from shapes.fields_wrong({**config.get("values", {}), config["field"]: ""}, config["form"], place, "values")
        yield from shapes.required_wrong({**config.get("values", {}), config["field"]: ""}, config["form"], place, "values")
        known = place.types.app.forms.get(config["form"])
        field = known.by_key.get(config["field"]) if known else None
        if known and field:
            kind = place.types.of(known.key, field.key)
            length = config.get("length", USUAL)
            if not isinstance(kind, Text) or (kind.max_length and kind.max_length < length) or not field.unique:
                yield Problem("error", "action_code_field", "field", {"field": field.label, "length": length})

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """Makes them, a thousand in this transaction and the rest as jobs."""
        wanted = act.value(config["count"], Number())
        count = int(wanted) if wanted is not None else 0
        if count > MOST:
            raise Invalid("own_message", message=act.text({"zh-CN": f"一次最多发 {MOST} 个码", "en": f"At most {MOST} codes at once"}))
        now = min(count, CHUNK)
        if now > 0:
            values = rows.row(act, config["form"], config.get("values", {}))
            _made(act, config, values, now)
            act.effects.append(Effect("codes", "effect_codes", {"count": now}, config["form"]))
        if count > now:
            more.later(act, {**config, "type": self.name, "count": str(count - now)}, str(count - now))


def _made(act: Act, config: Mapping[str, Any], values: Mapping[str, Any], count: int) -> None:
    """The records, with other codes where one of them is taken."""
    length, entropy = config.get("length", USUAL), act.uow.ctx.runtime.entropy
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with act.uow.savepoint():
                automation.create(act.ripple, config["form"], [{**values, config["field"]: one} for one in codes(entropy, count, length)])
            return
        except Conflict:
            if attempt == ATTEMPTS:
                raise


def codes(entropy: Callable[[int], bytes], count: int, length: int) -> list[str]:
    """Different codes of a length, the last character for checking."""
    found: dict[str, None] = {}
    while len(found) < count:
        body = "".join(ALPHABET[byte % SIZE] for byte in entropy(length - 1))  # 256 is a multiple of 32: no character is likelier
        found[body + check_character(body)] = None
    return list(found)


def check_character(body: str) -> str:
    """Luhn over 32 characters: finds every wrong character and nearly every pair that was swapped."""
    total = 0
    for position, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if position % 2 == 0 else 1)
        total += value // SIZE + value % SIZE
    return ALPHABET[-total % SIZE]


def is_code(text: str) -> bool:
    """Whether a code was typed without a slip."""
    known = len(text) > 1 and all(character in ALPHABET for character in text)
    return known and check_character(text[:-1]) == text[-1]
