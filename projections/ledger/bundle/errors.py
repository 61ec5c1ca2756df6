"""What is refused about a bundle."""

from goals.errors import Unprocessable


class SeedWithoutSample(Unprocessable):
    """A seed chooses what is drawn, and nothing is to be drawn."""

    mend = "Say with `sample` how many changes to draw, or leave the seed out."

    def __init__(self) -> None:
        super().__init__("There is a seed, and nothing to be drawn by it.", pointer="?seed")
