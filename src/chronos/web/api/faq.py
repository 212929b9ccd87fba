"""FAQ: what many students ask, with its answers."""

from typing import Self

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chronos import analytics
from chronos.web.api.analytics import Period
from chronos.web.api.analytics_form import CSV, Format, From, To, csv_response, wants_csv
from chronos.web.api.shapes import Citation
from chronos.web.authenticate import Program, Running, ready_answerer
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/analytics", tags=["analytics"], route_class=OffLoopRoute)


class FaqEntry(BaseModel):
    """A question that many students ask, each in their own words, and the teacher's answer or quotes."""

    question: str
    questions: int
    students: int
    not_covered: int
    covered: bool
    content: str
    citations: list[Citation]
    model: str = Field(description="`teacher` for a teacher's answer, `extractive` for quotes of the videos.")

    @classmethod
    def of(cls, entry: analytics.FaqEntry, public_url: str) -> Self:
        """Present an entry of the room."""
        group, answer = entry.group, entry.answer
        return cls(
            question=group.question,
            questions=group.questions,
            students=group.students,
            not_covered=group.not_covered,
            covered=answer.covered,
            content=answer.text,
            citations=[Citation.of(citation, public_url) for citation in answer.citations],
            model=answer.model,
        )


class Faq(BaseModel):
    """The most asked questions of a period, each of at least `least_group` students."""

    period: Period
    entries: list[FaqEntry]
    least_group: int


@router.get(
    "/faq", operation_id="get_faq", summary="List frequent questions with answers", response_model=Faq, responses=CSV
)
async def get_faq(
    request: Request, app: Running, actor: Program, first: From = None, last: To = None, form: Format = None
) -> Faq | Response:
    """List what most students ask, in groups of the same meaning, with the teacher's answer or quotes of the videos."""
    engine = (await ready_answerer(app)).engine
    found = await analytics.get_faq(app.db, engine, actor, (first, last))
    if wants_csv(request, form):
        return csv_response("faq", found.table())
    return Faq(
        period=Period.of(found.period),
        entries=[FaqEntry.of(entry, app.settings.public_url) for entry in found.entries],
        least_group=found.least_group,
    )
