"""Skip thoughts: what a model thinks aloud before its answer, where its server leaves that in the text."""

BEGIN, END = "<think>", "</think>"


class ThoughtSkipper:
    """Leaves out `<think>…</think>` at the beginning of a text that arrives in parts, and nothing after it."""

    def __init__(self) -> None:
        self._held = ""
        self._is_over = False

    def skip(self, part: str) -> str:
        """Return what is known to be no thought after this part."""
        if self._is_over:
            return part
        self._held += part
        begun = self._held.lstrip()
        if begun.startswith(BEGIN):
            thought, end, rest = begun.partition(END)
            if not end:
                self._held = BEGIN + thought[-len(END) :] if len(thought) > len(BEGIN) + len(END) else begun
                return ""
            self._is_over, self._held = True, ""
            return rest.lstrip()
        if BEGIN.startswith(begun):
            return ""
        return self.finish()

    def finish(self) -> str:
        """Return what was held back, unless it is a thought: no part follows."""
        held, self._held, self._is_over = self._held, "", True
        return "" if held.lstrip().startswith(BEGIN) else held
