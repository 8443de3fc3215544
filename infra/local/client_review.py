"""Drafts, submits, reviews and withdraws a change with the generated client, through its typed models alone.

Run by check_client.py, which gives it the API's address and the tokens.
"""

import os
import sys
from typing import Any, TypeVar
from uuid import UUID, uuid4

from technical_changes import AuthenticatedClient
from technical_changes.api.drafts import check_draft, draft_change, submit_change
from technical_changes.api.me import read_me
from technical_changes.api.replies import withdraw_change
from technical_changes.api.review import read_review_queue, review_change
from technical_changes.models import (
    AnswersBody,
    ChangeBody,
    ChangePage,
    ChangeTypeWord,
    CheckBody,
    GatewayBody,
    MeBody,
    NoBody,
    ProblemBody,
    ReviewBody,
    ReviewOutcomeWord,
    ScaleWord,
    StatusWord,
    WithdrawalBody,
)
from technical_changes.types import Response


def client(api: str, token: str) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=api, token=token, raise_on_unexpected_status=True)


def key() -> str:
    return str(uuid4())


T = TypeVar("T")


def of(kind: type[T], answer: Response[Any]) -> T:
    """The answer, if it is of this kind."""
    if not isinstance(answer.parsed, kind):
        sys.exit(f"{kind.__name__} wanted, {answer.status_code}: {answer.content.decode()}")
    return answer.parsed


def main() -> None:
    api = sys.argv[1]
    business = client(api, os.environ["TOKEN_MEADOW_BUSINESS"])
    reviewer = client(api, os.environ["TOKEN_PDP_REVIEWER"])

    me = of(MeBody, read_me.sync_detailed(client=business))
    assert me.organisation is not None, me

    # Minimal scale: no evidence is needed, and no endpoint is added.
    answers = AnswersBody(
        change_type=ChangeTypeWord.CHANGE_UNDERLYING_SOLUTION,
        reason="A generated client tries a review",
        oat_requested=False,
        suggested_scale=ScaleWord.MINIMAL,
        needs_downtime=False,
    )
    drafted = draft_change.sync_detailed(client=business, body=answers, idempotency_key=key())
    change = of(ChangeBody, drafted)
    assert isinstance(change.id, UUID) and change.status is StatusWord.DRAFT, change
    checked = of(CheckBody, check_draft.sync_detailed(change.id, client=business))
    assert checked.ready, checked

    submitted = submit_change.sync_detailed(
        change.id, client=business, body=NoBody(), if_match=drafted.headers["ETag"], idempotency_key=key()
    )
    assert of(ChangeBody, submitted).status is StatusWord.IN_REVIEW

    queue = of(ChangePage, read_review_queue.sync_detailed(client=reviewer, limit=100))
    assert isinstance(queue.items, list), queue

    # A confirmation without a scale is refused with the field.
    half = ReviewBody(outcome=ReviewOutcomeWord.CONFIRM)
    seen = submitted.headers["ETag"]
    refused = review_change.sync_detailed(change.id, client=reviewer, body=half, if_match=seen, idempotency_key=key())
    problem = of(ProblemBody, refused)
    assert isinstance(problem.errors, list) and "scale" in [error.field for error in problem.errors], problem

    review = ReviewBody(outcome=ReviewOutcomeWord.CONFIRM, scale=ScaleWord.MINIMAL, oat_required=False)
    reviewed = review_change.sync_detailed(change.id, client=reviewer, body=review, if_match=seen, idempotency_key=key())
    confirmed = of(ChangeBody, reviewed)
    assert confirmed.status is StatusWord.CONFIRMED, confirmed
    assert confirmed.going_live.on is None, confirmed.going_live

    # An older view gets the present change, and the gateway refuses an invalid token.
    stale = review_change.sync_detailed(change.id, client=reviewer, body=review, if_match=seen, idempotency_key=key())
    problem = of(ProblemBody, stale)
    assert problem.code == "stale" and isinstance(problem.current, ChangeBody), problem
    of(GatewayBody, read_me.sync_detailed(client=client(api, "none")))

    withdrawn = withdraw_change.sync_detailed(
        change.id,
        client=business,
        body=WithdrawalBody(reason="It was only tried"),
        if_match=reviewed.headers["ETag"],
        idempotency_key=key(),
    )
    assert of(ChangeBody, withdrawn).status is StatusWord.WITHDRAWN
    print(f"{confirmed.reference} was drafted, submitted, confirmed and withdrawn by a generated client.")


if __name__ == "__main__":
    main()
