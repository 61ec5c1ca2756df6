"""What goes on while a replay is played, and what each key does to it."""

from time import monotonic

from api.cli.playing.keys import Key
from api.cli.playing.reel import Reel

SLOWEST, SPEED, FASTEST = 0.125, 4.0, 64.0
"""In frames a second."""
GLANCE_S = 0.1
"""On the way to the end, a frame is shown so often."""

AT_THE_FIRST = "This is the first frame."
NO_LONGER_KEPT = "The frames before this one are no longer kept."
AT_THE_LAST = "This was the last frame."


class Player:
    """Plays a reel. `said` is what there is to say about the last key; `page` the page of goals, from 0 on.

    How many pages there are depends on the screen.
    """

    def __init__(self, reel: Reel, *, speed: float = SPEED) -> None:
        self.reel = reel
        self.speed = speed
        self.is_paused = False
        self.is_rushing = False
        self.is_at_end = False
        self.is_over = False
        self.said = ""
        self.page = 0
        self.pages = 1
        self._since = monotonic()

    @property
    def wait_s(self) -> float | None:
        """How long nothing happens by itself; None for ever."""
        if self.is_rushing:
            return 0.0
        if self.is_paused or self.is_at_end or self.is_over:
            return None
        return max(self._since + 1 / self.speed - monotonic(), 0.0)

    def go_on(self) -> None:
        """As far as it is time to."""
        if self.is_rushing:
            until = monotonic() + GLANCE_S
            while self._forward() and monotonic() < until:
                pass
        elif self.wait_s == 0.0:
            self._forward()

    def has_pages(self, pages: int) -> None:
        self.pages = pages
        self.page = min(self.page, pages - 1)

    def press(self, key: Key) -> None:
        self.said = ""
        self.is_rushing = False
        match key:
            case Key.QUIT:
                self.is_over = True
            case Key.PAUSE:
                self._pause()
            case Key.FORWARD:
                self._forward()
            case Key.BACK:
                self._back()
            case Key.FIRST:
                self._rewind()
            case Key.LAST:
                self.is_rushing = not self.is_at_end
            case Key.FASTER:
                self.speed = min(self.speed * 2, FASTEST)
            case Key.SLOWER:
                self.speed = max(self.speed / 2, SLOWEST)
            case Key.PAGE_UP:
                self.page = max(self.page - 1, 0)
            case Key.PAGE_DOWN:
                self.page = min(self.page + 1, self.pages - 1)

    def _pause(self) -> None:
        self.is_paused = not self.is_paused
        self._since = monotonic()

    def _forward(self) -> bool:
        self._since = monotonic()
        if self.reel.forward():
            return True
        self.is_at_end, self.is_rushing = True, False
        self.said = AT_THE_LAST
        return False

    def _back(self) -> None:
        self._since = monotonic()
        if self.reel.back():
            self.is_at_end = False
        else:
            self._say_why_not()

    def _rewind(self) -> None:
        self._since = monotonic()
        self.reel.rewind()
        self.is_at_end = False
        if self.reel.is_cut:
            self._say_why_not()

    def _say_why_not(self) -> None:
        self.said = NO_LONGER_KEPT if self.reel.is_cut else AT_THE_FIRST
