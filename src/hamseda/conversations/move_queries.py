"""SQL of splits and merges: $1 is always the organization; ids of messages never change, only where they stand."""

FIND_MOVE = "SELECT * FROM conversation_move WHERE organization_id = $1 AND id = $2"

LOCK_MOVE = f"{FIND_MOVE} FOR UPDATE"

# By the clock behind the locks: of two moves the one that waited for the other is later, whichever began first.
ADD_MOVE = """
INSERT INTO conversation_move (organization_id, id, kind, from_id, to_id, asked, moved, moved_by, moved_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())
"""

CLOSE_MOVE = """
UPDATE conversation_move SET reversed_at = now(), reversed_by = $3 WHERE organization_id = $1 AND id = $2
"""

LATER_MOVE = """
SELECT l.id FROM conversation_move m JOIN conversation_move l ON l.organization_id = m.organization_id
    AND l.reversed_at IS NULL AND l.id <> m.id AND l.moved_at >= m.moved_at
    AND (l.from_id IN (m.from_id, m.to_id) OR l.to_id IN (m.from_id, m.to_id))
WHERE m.organization_id = $1 AND m.id = $2 LIMIT 1
"""

# Rows are locked in id order, as every writer does.
LOCK_CONVERSATIONS = """
SELECT * FROM conversation WHERE organization_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE
"""

_LINE = """
id, conversation_id, position, interaction_id, kind, direction, author_kind, channel_id, channel_kind, state, created_at,
attachments, meta
"""

# The last value of both is how many rows are locked at most: one more than may move tells that it is too much.

# What the customer and the staff wrote; what the house notes of a conversation (notices) stays its own history.
LOCK_CHOSEN = f"""
SELECT {_LINE} FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND state <> 'cancelled'
  AND (id = $3 OR ($5 AND position > $4 AND kind <> 'notice'))
ORDER BY id LIMIT $6 FOR UPDATE
"""

LOCK_BOTH = f"""
SELECT {_LINE} FROM message
WHERE organization_id = $1 AND (conversation_id = $3
    OR (conversation_id = $2 AND kind <> 'notice' AND state <> 'cancelled'))
ORDER BY id LIMIT $4 FOR UPDATE
"""

POSITION = "SELECT position FROM message WHERE organization_id = $1 AND id = $2 AND conversation_id = $3"

IS_LEFT = """
SELECT 1 FROM message WHERE organization_id = $1 AND conversation_id = $2 AND kind = 'message' AND state <> 'cancelled'
  AND NOT id = ANY ($3) LIMIT 1
"""

PLACE = """
UPDATE message m SET conversation_id = p.conversation_id, position = p.position, interaction_id = p.interaction_id
FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[]) AS p(id, conversation_id, position, interaction_id)
WHERE m.organization_id = $1 AND m.id = p.id
"""

MOVE_FILES = "UPDATE attachment SET conversation_id = $3 WHERE organization_id = $1 AND id = ANY ($2)"

MOVE_FOUND = (
    "UPDATE message_search SET conversation_id = $3 WHERE organization_id = $1 AND message_id = ANY ($2)"
)

# What counts as talk, as the append has it: beside it (an aside) only what comes in waits for somebody.
_TALK = "(kind = 'message' OR (kind = 'aside' AND direction = 'inbound')) AND state NOT IN ('scheduled', 'cancelled')"

# The newest word of a conversation, and since when somebody waits in it.
NEWEST = f"""
SELECT text, meta, channel_kind, direction, created_at FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND {_TALK}
ORDER BY position DESC LIMIT 1
"""

ANSWERS = f"""
SELECT min(m.created_at) FILTER (WHERE m.author_kind = 'agent') AS first_answered_at,
       min(m.created_at) FILTER (WHERE m.direction = 'inbound' AND m.position > coalesce(a.last, 0)) AS waiting_since
FROM message m LEFT JOIN (
    SELECT max(position) AS last FROM message
    WHERE organization_id = $1 AND conversation_id = $2 AND author_kind = 'agent' AND {_TALK}) a ON true
WHERE m.organization_id = $1 AND m.conversation_id = $2 AND {_TALK}
"""

SET_LAST_POSITION = """
UPDATE conversation SET last_position = greatest(last_position, $3) WHERE organization_id = $1 AND id = $2
"""

# What a split takes along of an engagement: its road, so that the new conversation can be answered.
CLONE_INTERACTION = """
INSERT INTO interaction (organization_id, id, conversation_id, channel_id, channel_kind, direction, state, agent_id,
                         context, address, started_at, answered_at, ended_at)
SELECT organization_id, $3, $4, channel_id, channel_kind, direction,
       CASE WHEN state = 'logged' THEN state WHEN $5 THEN 'waiting' ELSE 'ended' END, NULL, context,
       coalesce($6, address), $7, NULL, CASE WHEN state = 'logged' OR $5 THEN ended_at ELSE now() END
FROM interaction WHERE organization_id = $1 AND id = $2
"""

END_INTERACTIONS = """
UPDATE interaction SET state = 'ended', ended_at = coalesce(ended_at, now())
WHERE organization_id = $1 AND conversation_id = $2 AND state NOT IN ('ended', 'logged')
"""

# One without a channel (somebody outside waits) where the customer has none.
NEWEST_ROAD = """
UPDATE interaction SET state = 'waiting', ended_at = NULL, agent_id = NULL
WHERE organization_id = $1 AND id = (
    SELECT id FROM interaction WHERE organization_id = $1 AND conversation_id = $2
        AND (channel_id IS NOT NULL OR state <> 'logged')
    ORDER BY channel_id IS NULL, started_at DESC LIMIT 1)
RETURNING id, channel_kind, context
"""

MOVE_INTERACTIONS = """
UPDATE interaction SET conversation_id = $3 WHERE organization_id = $1 AND conversation_id = $2 RETURNING id
"""

RETURN_INTERACTIONS = (
    "UPDATE interaction SET conversation_id = $3 WHERE organization_id = $1 AND id = ANY ($2)"
)

MOVE_VISITORS = """
UPDATE visitor SET conversation_id = $3 WHERE organization_id = $1 AND conversation_id = $2 RETURNING id
"""

RETURN_VISITORS = """
UPDATE visitor SET conversation_id = $3 WHERE organization_id = $1 AND id = ANY ($2) AND conversation_id = $4
"""

JOIN_PARTICIPANTS = """
INSERT INTO conversation_participant (organization_id, conversation_id, user_id, reason, added_by)
SELECT organization_id, $3, user_id, reason, added_by FROM conversation_participant
WHERE organization_id = $1 AND conversation_id = $2 ON CONFLICT DO NOTHING RETURNING user_id
"""

DROP_PARTICIPANTS = """
DELETE FROM conversation_participant WHERE organization_id = $1 AND conversation_id = $2 AND user_id = ANY ($3)
RETURNING user_id
"""

JOIN_LABELS = """
INSERT INTO conversation_label (organization_id, conversation_id, label_id)
SELECT organization_id, $3, label_id FROM conversation_label
WHERE organization_id = $1 AND conversation_id = $2 ON CONFLICT DO NOTHING RETURNING label_id
"""

DROP_LABELS = """
DELETE FROM conversation_label WHERE organization_id = $1 AND conversation_id = $2 AND label_id = ANY ($3)
"""

LABELS = "SELECT label_id FROM conversation_label WHERE organization_id = $1 AND conversation_id = $2"

# Whoever writes in both keeps each where it is: no word of theirs is lost or mixed with another.
MOVE_DRAFTS = """
UPDATE draft d SET conversation_id = $3 WHERE organization_id = $1 AND conversation_id = $2 AND NOT EXISTS (
    SELECT FROM draft o WHERE o.organization_id = $1 AND o.conversation_id = $3 AND o.user_id = d.user_id)
RETURNING user_id
"""

RETURN_DRAFTS = """
UPDATE draft d SET conversation_id = $3 WHERE organization_id = $1 AND conversation_id = $2 AND user_id = ANY ($4)
  AND NOT EXISTS (
    SELECT FROM draft o WHERE o.organization_id = $1 AND o.conversation_id = $3 AND o.user_id = d.user_id)
"""

MARKS = """
SELECT reader_id, position FROM read_mark WHERE organization_id = $1 AND conversation_id = $2 ORDER BY reader_id
"""

SET_MARKS = """
INSERT INTO read_mark (organization_id, conversation_id, reader_id, position)
SELECT $1, $2, m.reader_id, m.position FROM unnest($3::uuid[], $4::bigint[]) AS m(reader_id, position)
ON CONFLICT (organization_id, conversation_id, reader_id) DO UPDATE SET position = excluded.position
"""

MEMBERS = """
SELECT user_id FROM membership WHERE organization_id = $1 AND user_id = ANY ($2) AND removed_at IS NULL
"""

# Two visitors who each wait at a page of their own: an answer would reach the one who came last alone.
TWO_CHATS = """
SELECT 1 FROM interaction a JOIN interaction b ON b.organization_id = a.organization_id AND b.channel_id = a.channel_id
    AND b.conversation_id = $3 AND b.state IN ('waiting', 'active')
WHERE a.organization_id = $1 AND a.conversation_id = $2 AND a.channel_kind = 'webchat'
  AND a.state IN ('waiting', 'active') LIMIT 1
"""

ANOTHER_MAIN = """
SELECT id FROM conversation WHERE organization_id = $1 AND customer_id = $2 AND brand_id IS NOT DISTINCT FROM $3
  AND is_verified AND NOT is_beside AND status <> 'resolved' AND NOT id = ANY ($4)
"""

WRITTEN_SINCE = """
SELECT c.number FROM message m JOIN conversation c ON c.organization_id = $1 AND c.id = m.conversation_id
WHERE m.organization_id = $1 AND m.kind <> 'notice' AND m.state <> 'cancelled'
  AND ((m.conversation_id = $2 AND m.position > $3) OR (m.conversation_id = $4 AND m.position > $5))
LIMIT 1
"""

# The timer of a snooze may have been dropped while a merge held the conversation awake.
WAKE_IN_TIME = """
INSERT INTO timer (organization_id, id, kind, subject_id, due_at)
SELECT $1, $2, 'conversation.wake', $3, $4 WHERE NOT EXISTS (
    SELECT FROM timer WHERE organization_id = $1 AND kind = 'conversation.wake' AND subject_id = $3 AND due_at = $4)
"""
