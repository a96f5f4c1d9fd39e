"""What the parameters of routes mean, by name; a route may say it of its own."""

from typing import Any, Final

IDEMPOTENCY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same key, the request gets its first answer and changes nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
MEANINGS: Final = {
    "after": "The `next` of the page before; none: from the beginning.",
    "attachment_id": "The file.",
    "before": "Only what stands before this position; none: the newest.",
    "brand_id": "The brand.",
    "bulletin_id": "The bulletin.",
    "calculation_id": "The calculation.",
    "calendar_id": "The calendar.",
    "campaign": "The campaign that the link belongs to.",
    "candidate_id": "The candidate.",
    "channel_id": "The channel.",
    "code": "What the identity provider sends back with the browser.",
    "conversation_id": "The conversation.",
    "customer_id": "The customer.",
    "department_id": "The department.",
    "disposition_id": "The outcome.",
    "equipment_id": "The thing of the list.",
    "identity_id": "The address of the customer.",
    "images": "Also load pictures of other servers.",
    "key_id": "The API key.",
    "kind": "What to look for.",
    "known_by": "A whole address of the customer: whoever knows it may read them.",
    "label_id": "The label.",
    "limit": "How many at most.",
    "merge_id": "The merge.",
    "message_id": "The message.",
    "move_id": "The split or the merge.",
    "notes": "Also print notes, which are for the house alone.",
    "quarantined_id": "The mail in quarantine.",
    "queue_id": "The queue.",
    "reason": "Only what has this reason.",
    "reply_id": "The canned reply.",
    "request_id": "The leave or swap that was asked for.",
    "reservation_id": "The offer.",
    "score_id": "What an interviewer wrote.",
    "sealed_id": "The masked value.",
    "schedule_id": "The schedule.",
    "shift_template_id": "The shift template.",
    "site_id": "The site.",
    "skill_id": "The skill.",
    "special_days_id": "The special days.",
    "state": "What we gave the identity provider, and get back.",
    "subject_id": "What it was done to.",
    "subject_kind": "The kind of what it was done to, such as `conversation`.",
    "suggestion_id": "The suggestion.",
    "status": "Only those that are so now.",
    "suppression_id": "An address to which nothing is sent.",
    "team_id": "The team.",
    "text": "The words that the chat opens with.",
    "user_id": "The person.",
    "view": "Which conversations: mine, queues, unassigned, waiting, snoozed, resolved or all.",
    "wait": "Seconds to wait for something new, at most 25.",
    "webhook_id": "The webhook.",
    "widget_key": "The public key of the web chat.",
    "work_item_id": "The work item.",
    "actor_id": "Who did it.",
    "country": "ISO 3166 code, such as IR.",
    "exception_id": "The time that was marked as fine.",
    "first": "The first day.",
    "last": "The last day.",
}


def complete(parameters: list[dict[str, Any]]) -> None:
    """Say what each parameter means, where its route does not."""
    for one in parameters:
        if not one.get("description") and one["name"] in MEANINGS:
            one["description"] = MEANINGS[one["name"]]
