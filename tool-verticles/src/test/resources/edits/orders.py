"""Orders of a small shop."""
import json
from dataclasses import dataclass, field

LIMIT = 30
LIMIT_OF_REQUESTS = 3000
TIMEOUT = 5.0


@dataclass
class Order:
    name: str
    lines: list = field(default_factory=list)

    def total(self, rate=0.19):
        result = 0
        for line in self.lines:
            if line.count > LIMIT:
                raise ValueError("too  many")
            result += line.count * line.price
        return result * (1 + rate)

    def count(self):
        result = 0
        for line in self.lines:
            result += line.count
        return result


def create_user(db, name):
    row = db.insert("users", name=name)
    return row.id


def create_admin(db, name, level):
    row = db.insert("admins", name=name, level=level)
    if level > 3:
        audit(row)
    else:
        log = []
        log.append(row)
    return row.id


def discount(order, count):
    max_count = 10
    if count > max_count:
        count = max_count

    while count > 0:
        try:
            order.lines.pop()
        except IndexError:
            break
        finally:
            count -= 1
    return {
        "name": order.name,
        "total": order.total(),
        "count": count,
    }
