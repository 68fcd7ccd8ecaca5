"""What is written on packages: what is in them, their flavours, weights, claims, small print."""

import numpy as np

from data.synthetic.lettering import draw_word

_GOODS = (
    "Muesli", "Granola", "Crackers", "Penne", "Basmati\nRice", "Green Tea", "Espresso", "Cocoa",
    "Shampoo", "Conditioner", "Hand Cream", "Dish Soap", "Softener", "Toothpaste", "Yoghurt",
    "Cream\nCheese", "Oat Drink", "Juice", "Ketchup", "Mustard", "Pesto", "Olive Oil", "Honey",
    "Jam", "Potato\nChips", "Popcorn", "Biscuits", "Wafers", "Pralines", "Cat Food", "Dog Snack",
    "Soup", "Lentils", "Chick Peas", "Sea Salt", "Batteries", "Light Bulb", "Gnocchi", "Risotto",
    "Lemonade", "Iced Tea", "Cola", "Syrup", "Milk", "Kefir", "Butter", "Ice Cream", "Candles",
    "Detergent", "Body Lotion", "Sun Cream", "Vitamins", "Protein Bar", "Fruit Gums", "Toffee",
)  # fmt: skip
_FLAVOURS = (
    "Strawberry", "Lemon", "Vanilla", "Dark Chocolate", "Hazelnut", "Salted Caramel", "Mint",
    "Original", "Classic", "Spicy", "Sweet Chili", "Sour Cream", "Barbecue", "Mango", "Peach",
    "Cherry", "Coconut", "Ginger", "Raspberry", "Blueberry", "Apple & Cinnamon", "Orange",
    "Tomato & Basil", "Mushroom", "Four Cheese", "Paprika", "Sea Breeze", "Lavender", "Aloe Vera",
    "Sensitive", "Extra Strong", "Light", "Zero", "Wholegrain", "Honey & Almond", "Pistachio",
    "Elderflower", "Lime", "Banana", "Forest Fruits", "Espresso", "Matcha", "Chicken", "Salmon",
)  # fmt: skip
_CLAIMS = (
    "BIO", "100%\nnatural", "No\nsugar", "Vegan", "High\nfibre", "Family\npack", "Since\n1897",
    "Gluten\nfree", "Extra\ncreamy", "Fair", "Premium", "Ready in\n5 min", "+20%", "Low fat",
    "Cruelty\nfree", "24 h", "x 12", "Award\n2019",
)  # fmt: skip
EDITIONS = ("NEW!", "NEW RECIPE", "WIN!", "2 + 1 FREE", "LIMITED EDITION", "-30%", "+20% FREE")
"""What a promotion prints over a package."""


def draw_goods_name(rng: np.random.Generator) -> str:
    """Draw what is in the package: an English word or two, or such as other languages have."""
    if rng.random() < 0.7:
        return _GOODS[int(rng.integers(len(_GOODS)))]
    return f"{draw_word(rng)}\n{draw_word(rng).lower()}" if rng.random() < 0.4 else draw_word(rng)


def draw_flavour(rng: np.random.Generator) -> str:
    """Draw the line that tells one product of a brand from the next."""
    if rng.random() < 0.75:
        return _FLAVOURS[int(rng.integers(len(_FLAVOURS)))]
    return f"{draw_word(rng)} {draw_word(rng).lower()}"


def draw_claim(rng: np.random.Generator) -> str:
    """Draw what a roundel says."""
    return _CLAIMS[int(rng.integers(len(_CLAIMS)))]


def draw_weight(rng: np.random.Generator) -> str:
    """Draw how much is in the package."""
    amount = int(rng.choice((25, 40, 75, 100, 125, 200, 250, 330, 400, 500, 750)))
    return f"{amount} {rng.choice(('g', 'g', 'ml'))} e"


def draw_small_print(rng: np.random.Generator, lines: int) -> str:
    """Draw lines that nobody reads."""
    words = [draw_word(rng).lower() for _ in range(12)]
    return "\n".join(
        " ".join(words[i] for i in rng.integers(0, 12, int(rng.integers(3, 6))))
        for _ in range(lines)
    )
