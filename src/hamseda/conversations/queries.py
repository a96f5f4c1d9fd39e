"""SQL of conversations."""

CHANNEL = """
SELECT c.id, c.kind, c.name, c.brand_id, c.queue_id, c.settings, c.enabled, o.settings AS organization_settings
FROM channel c JOIN organization o ON o.id = c.organization_id WHERE c.organization_id = $1 AND c.id = $2
"""

QUEUE = "SELECT id, department_id, brand_id, settings FROM queue WHERE organization_id = $1 AND id = $2"

LOCK_CUSTOMER = "SELECT id, name FROM customer WHERE organization_id = $1 AND id = $2 FOR UPDATE"

CONVERSATION = "SELECT * FROM conversation WHERE organization_id = $1 AND id = $2"
LOCK_CONVERSATION = "SELECT * FROM conversation WHERE organization_id = $1 AND id = $2 FOR UPDATE"

MESSAGE_IS_THERE = "SELECT true FROM message WHERE organization_id = $1 AND id = $2"

LOCK_HELD = """
SELECT * FROM conversation WHERE organization_id = $1 AND assignee_id = $2 AND status <> 'resolved' ORDER BY id FOR UPDATE
"""

REOPEN = """
UPDATE conversation SET status = 'open', resolved_at = NULL, resolved_by = NULL, snoozed_until = NULL
WHERE organization_id = $1 AND id = $2
"""

OPEN_INTERACTION = """
INSERT INTO interaction (organization_id, id, conversation_id, channel_id, channel_kind, direction, state, agent_id,
                         context, address, started_at, answered_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""

SUMMARY_COLUMNS = """
c.id, c.number, c.customer_id, p.name AS customer_name, c.is_verified, c.subject, c.status, c.mark, c.queue_id,
c.department_id, c.assignee_id, c.brand_id, c.snoozed_until, c.due_at, c.next_step, c.last_position, c.last_message_at,
c.last_message_preview, c.last_message_channel, c.last_message_inbound, c.waiting_since, c.opened_at, c.resolved_at,
c.merged_into,
coalesce(r.position, 0) AS read_position,
ARRAY(SELECT label_id FROM conversation_label l WHERE l.organization_id = c.organization_id AND l.conversation_id = c.id)
    AS labels
"""

SUMMARY_FROM = """
FROM conversation c
JOIN customer p ON p.organization_id = c.organization_id AND p.id = c.customer_id
LEFT JOIN read_mark r ON r.organization_id = c.organization_id AND r.conversation_id = c.id AND r.reader_id = $2
WHERE c.organization_id = $1
"""

MAY_SEE = "may_see_conversation(c, $2, $3, $4, $5)"
MAY_WORK_ON = "may_see_conversation(c, $2, $3, $4, $5, false)"

SUMMARY = f"SELECT {SUMMARY_COLUMNS} {SUMMARY_FROM} AND c.id = $6 AND {MAY_SEE}"

# Each view is a condition that an index serves; MAY_SEE is checked on top of it. What went into another conversation
# is in no list; whoever has its address reads there where it went.
VIEWS = {
    "mine": "c.assignee_id = $2 AND c.status = 'open'",
    "queues": """c.status = 'open' AND c.queue_id IN (
        SELECT queue_id FROM queue_member q WHERE q.organization_id = $1 AND q.user_id = $2)""",
    "handed": """c.status <> 'resolved' AND c.id IN (
        SELECT conversation_id FROM conversation_participant h WHERE h.organization_id = $1 AND h.user_id = $2)""",
    "unassigned": "c.status = 'open' AND c.assignee_id IS NULL",
    "waiting": "c.status = 'open' AND c.waiting_since IS NOT NULL",
    "snoozed": "c.status = 'snoozed'",
    "resolved": "c.status = 'resolved' AND c.merged_into IS NULL",
    "all": "c.merged_into IS NULL",
}

COUNT = """
SELECT count(*) FROM (
    SELECT 1 FROM conversation c WHERE c.organization_id = $1 AND {view} AND {may_see} LIMIT 1000) n
"""

EVENT_HEAD = "SELECT last_number FROM event_head WHERE organization_id = $1"

MESSAGE_COLUMNS = """
id, conversation_id, interaction_id, position, kind, direction, author_kind, author_id, author_name, channel_id,
channel_kind, text, html, text_direction, state, send_at, attachments, meta, created_at
"""

TIMELINE = f"""
SELECT {MESSAGE_COLUMNS} FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND position < $3 AND state <> 'cancelled'
ORDER BY position DESC LIMIT $4
"""

MESSAGE = f"SELECT {MESSAGE_COLUMNS} FROM message WHERE organization_id = $1 AND id = $2"
LOCK_MESSAGE = f"{MESSAGE} FOR UPDATE"

INTERACTIONS = """
SELECT id, channel_id, channel_kind, direction, state, agent_id, context, address, started_at, answered_at, ended_at,
       disposition_id
FROM interaction WHERE organization_id = $1 AND conversation_id = $2 ORDER BY started_at DESC LIMIT 50
"""

LAST_CONTACTS = "SELECT * FROM last_contacts($1, $2)"

PARTICIPANTS = """
SELECT p.user_id, u.name, p.reason, p.added_at FROM conversation_participant p JOIN app_user u ON u.id = p.user_id
WHERE p.organization_id = $1 AND p.conversation_id = $2 ORDER BY p.added_at
"""

ADD_PARTICIPANT = """
INSERT INTO conversation_participant (organization_id, conversation_id, user_id, reason, added_by)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""

MEMBER = """
SELECT m.user_id, m.role, u.name FROM membership m JOIN app_user u ON u.id = m.user_id
WHERE m.organization_id = $1 AND m.user_id = $2 AND m.removed_at IS NULL AND m.disabled_at IS NULL
"""

MARK_READ = """
INSERT INTO read_mark (organization_id, conversation_id, reader_id, position) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization_id, conversation_id, reader_id) DO UPDATE
SET position = excluded.position, read_at = now() WHERE read_mark.position < excluded.position
"""

CANNED_REPLY = "SELECT text, html FROM canned_reply WHERE organization_id = $1 AND id = $2"

SAVE_DRAFT = """
INSERT INTO draft (organization_id, conversation_id, user_id, kind, channel_id, text, attachments, html, mail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (organization_id, conversation_id, user_id) DO UPDATE
SET kind = excluded.kind, channel_id = excluded.channel_id, text = excluded.text,
    attachments = excluded.attachments, html = excluded.html, mail = excluded.mail, updated_at = now()
"""

FORGET_DRAFT = "DELETE FROM draft WHERE organization_id = $1 AND conversation_id = $2 AND user_id = $3"

READ_DRAFT = """
SELECT kind, channel_id, text, html, mail, attachments, updated_at FROM draft
WHERE organization_id = $1 AND conversation_id = $2 AND user_id = $3
"""
