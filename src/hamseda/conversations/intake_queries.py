"""SQL of arrivals: $1 is always the organization; the functions are in the migration of the intake."""

OPEN_ARRIVAL = "SELECT * FROM open_arrival($1, $2, $3)"

OPEN_THREADS = "SELECT * FROM open_threads($1, $2, $3, $4, $5)"

JOIN_THREAD = "SELECT * FROM join_thread($1, $2, $3, $4, $5)"

# One conversation with its number, in the queue of its channel: no row where there is no such queue.
OPEN_CONVERSATION = """
WITH place AS (SELECT id, department_id FROM queue WHERE organization_id = $1 AND id = $3),
next AS (
    INSERT INTO conversation_number (organization_id, last_number) SELECT $1, 1001 FROM place
    ON CONFLICT (organization_id) DO UPDATE SET last_number = conversation_number.last_number + 1
    RETURNING last_number)
INSERT INTO conversation (organization_id, id, number, customer_id, brand_id, queue_id, department_id, subject,
                          is_verified, mark, last_message_channel, assignee_id, is_beside)
SELECT $1, $2, next.last_number, $4, $5, place.id, place.department_id, $6, $7, $8, $9, $10, $11 FROM place, next
RETURNING id, customer_id, queue_id, department_id, assignee_id, is_verified, status, opened_at, NULL::uuid AS interaction_id
"""
