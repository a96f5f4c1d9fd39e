"""SQL of the e-mail channel: what was said in a thread."""

# What the person may quote: newest first, by whatever channel it went (an answer by mail may quote a mail only).
SENT_IN = """
SELECT concat_ws(E'\n\n', nullif(text, ''), meta->'mail'->'signature'->>'text') AS text FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND direction = 'outbound' AND kind IN ('message', 'aside')
    AND channel_kind = 'email'
ORDER BY position DESC LIMIT 10
"""
