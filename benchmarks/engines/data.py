"""What every engine renders: the data, the same for all."""

from typing import Any

TABLE_NUMBERS: list[dict[str, Any]] = [
    {letter: row * 10 + column for column, letter in enumerate("abcdefghij")} for row in range(1000)
]
TABLE_TEXT: list[dict[str, Any]] = [
    {
        letter: f"cell {row} & {column}" if column == 0 else f"cell {row} of {column}"
        for column, letter in enumerate("abcdefghij")
    }
    for row in range(1000)
]


class Product:
    """Something a page lists."""

    def __init__(self, number: int) -> None:
        self.name = f"Product <{number}>"
        self.url = f"/products/{number}?from=list&page=1"
        self.price = 990 + number
        self.stock = number % 4
        self.tags = [f"tag {number}", "all & sundry"]
        self.text = "A fine thing for the whole family, " * 3


PRODUCTS = [Product(number) for number in range(12)]
NAVIGATION = [("/", "Home"), ("/products", "Products"), ("/about", "About us")]
FIELDS: list[dict[str, Any]] = [
    {"name": f"field_{number}", "label": f"label of {number}", "value": number, "error": None}
    for number in range(12)
]
