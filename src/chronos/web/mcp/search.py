"""The tools `search` and `ask`: those of the JSON API, worded for assistants."""

from chronos.text import clock
from chronos.web.api import search as api
from chronos.web.mcp.tool import Tool, one_line


def word_moments(answer: api.SearchAnswer) -> str:
    """Return the moments and the notes, each with its address."""
    lines = [] if answer.moments else ["No moment of the videos matches."]
    for number, moment in enumerate(answer.moments, start=1):
        lines.append(f"{number}. {_place(moment.title, moment.start_seconds, moment.end_seconds)}")
        lines += [f"   “{one_line(moment.passage)}”", f"   {moment.url}"]
    lines += ["Your notes:"] if answer.notes else []
    for note in answer.notes:
        lines += [f"- {_place(note.title, note.at_seconds)}: {one_line(note.content)}", f"  {note.url}"]
    return "\n".join(lines)


def word_answer(answer: api.AskAnswer) -> str:
    """Return the answer, then what it cites under the numbers in its text."""
    lines = [answer.text, ""] if answer.citations else [answer.text]
    lines += ["The closest moments:"] if answer.citations and not answer.covered else []
    for number, citation in enumerate(answer.citations, start=1):
        lines.append(f"[{number}] {_place(citation.title, citation.start_seconds, citation.end_seconds)}")
        quote = one_line(citation.text)
        lines += [f"    {citation.url}"] if quote in answer.text else [f"    “{quote}”", f"    {citation.url}"]
    return "\n".join(lines)


def _place(title: str, start: float, end: float | None = None) -> str:
    return f"{one_line(title)}, {clock(start)}" + (f"–{clock(end)}" if end is not None else "")


SEARCH = Tool(
    "search",
    "Search the videos",
    "Find the moments of the videos that match a query, best first: what is said, the second at which it is said, and "
    "an address that plays from there. Searches meaning; `by: words` matches the words alone.",
    api.SearchRequest,
    api.SearchAnswer,
    api.search,
    word_moments,
)
ASK = Tool(
    "ask",
    "Ask the videos",
    "Answer a question from the videos alone. Each citation has the words that are said, their second, and an address "
    "that plays from there. `covered` is false when the videos do not answer: then the citations are the closest "
    "moments, and no answer.",
    api.AskRequest,
    api.AskAnswer,
    api.answer_question,
    word_answer,
)
