"""What is told of a cell without telling what stands in it: its form."""

import re
from hashlib import blake2b


def form_of(cell: object) -> str:
    """The form of a cell: 某 for a Chinese letter, x for another, 0 for a digit; long ones are cut."""
    text = re.sub("[⺀-鿿豈-﫿]", "某", str(cell)[:24])
    return re.sub(r"[^\W\d_某]", "x", re.sub(r"\d", "0", text))


def hashed(code: str, key: bytes) -> str:
    """A code of a project as twelve hexadecimal digits that nobody can turn back without the key."""
    return blake2b(code.encode(), key=key[:64], digest_size=6).hexdigest()
