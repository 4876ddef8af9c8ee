-- Files a draft: the case, its parts, their clocks, its first events, what leaves for the departments, what is told,
-- and the intention under which it was asked for, in one statement and so all or nothing. The UPDATE of the draft comes
-- first and feeds every INSERT: a draft that was filed before, or changed since the form was made, writes nothing.
WITH draft AS (
    UPDATE cases_draft SET filed_case_id = %(case_id)s::uuid, updated_at = %(now)s::timestamptz
    WHERE id = %(draft_id)s::uuid AND version = %(draft_version)s::int AND filed_case_id IS NULL
    RETURNING person_id, organisation_id, applicant_id, package_version_id, wrapped_key
), new_case AS (
    INSERT INTO cases_case (id, public_id, number, kind, package_version_id, division_id, person_id,
        organisation_id, filed_by_id, channel, state, filed_at, legal_date, facts, wrapped_key, chain_length, chain_head)
    SELECT %(case_id)s::uuid, %(public_id)s::text, %(number)s::text, %(kind)s::text, draft.package_version_id,
        %(division)s::text, draft.person_id, draft.organisation_id, %(filed_by)s::uuid, %(channel)s::text, %(state)s::text,
        %(now)s::timestamptz, %(legal_date)s::date, %(facts)s::bytea, draft.wrapped_key, %(chain_length)s::int,
        %(chain_head)s::bytea
    FROM draft
    RETURNING id
), new_tasks AS (
    INSERT INTO cases_task (id, public_id, case_id, kind, position, matter, item_code, provincial_number, receipt_number,
        department_id, lane, state, due_on, statutory_on, amber_on, provisional, filed_at, state_since,
        supplement_asked)
    SELECT r.id, r.public_id, new_case.id, %(kind)s::text, r.position, r.matter, r.item_code, '', '', r.department_id, r.lane,
        %(first_state)s::text, r.due_on, r.statutory_on, r.amber_on, r.provisional, %(now)s::timestamptz,
        %(now)s::timestamptz, false
    FROM new_case, unnest(%(task_ids)s::uuid[], %(task_public_ids)s::text[], %(task_positions)s::int[],
        %(task_matters)s::text[], %(task_item_codes)s::text[], %(task_departments)s::uuid[],
        %(task_lanes)s::text[], %(task_due)s::date[], %(task_statutory)s::date[], %(task_amber)s::date[], %(task_provisional)s::bool[])
        AS r(id, public_id, position, matter, item_code, department_id, lane, due_on, statutory_on, amber_on, provisional)
), new_clocks AS (
    INSERT INTO cases_clockline (id, task_id, position, clock, verb, "on", period, reason, article, recorded_at)
    SELECT r.id, r.task_id, 1, r.clock, 'start', %(legal_date)s::date, r.period, %(clock_reason)s::text, r.article,
        %(now)s::timestamptz
    FROM new_case, unnest(%(clock_ids)s::uuid[], %(clock_tasks)s::uuid[], %(clock_names)s::text[],
        %(clock_periods)s::text[], %(clock_articles)s::text[]) AS r(id, task_id, clock, period, article)
), new_events AS (
    INSERT INTO cases_event (id, case_id, position, verb, at, actor_id, role, channel, task_id, dimensions, payload,
        salt, payload_digest, hash)
    SELECT r.id, new_case.id, r.position, r.verb, %(now)s::timestamptz, %(filed_by)s::uuid, %(role)s::text,
        %(channel)s::text, r.task_id, r.dimensions::jsonb, r.payload, r.salt, r.payload_digest, r.hash
    FROM new_case, unnest(%(event_ids)s::uuid[], %(event_positions)s::int[], %(event_verbs)s::text[],
        %(event_tasks)s::uuid[], %(event_dimensions)s::text[], %(event_payloads)s::bytea[], %(event_salts)s::bytea[],
        %(event_digests)s::bytea[], %(event_hashes)s::bytea[])
        AS r(id, position, verb, task_id, dimensions, payload, salt, payload_digest, hash)
), new_deliveries AS (
    INSERT INTO exchange_delivery (id, lane, path, type, subject_id, body, wrapped_key, state, attempts, created_at,
        next_at, last_error)
    SELECT r.id, r.lane, '/events', r.type, r.task_id, r.body, %(delivery_key)s::bytea, 'waiting', 0,
        %(now)s::timestamptz, %(now)s::timestamptz, ''
    FROM new_case, unnest(%(delivery_ids)s::uuid[], %(delivery_lanes)s::text[], %(delivery_types)s::text[],
        %(delivery_tasks)s::uuid[], %(delivery_bodies)s::bytea[]) AS r(id, lane, type, task_id, body)
), new_messages AS (
    INSERT INTO post_message (id, person_id, case_id, "to", text, state, attempts, created_at, next_at, last_error)
    SELECT r.id, draft.applicant_id, new_case.id, r."to", r.text, 'waiting', 0, %(now)s::timestamptz,
        %(now)s::timestamptz, ''
    FROM new_case, draft, unnest(%(message_ids)s::uuid[], %(message_to)s::bytea[], %(message_texts)s::bytea[])
        AS r(id, "to", text)
), taken_along AS (
    UPDATE cases_attachment SET case_id = new_case.id, draft_id = NULL, handed_in_at = %(now)s::timestamptz
    FROM new_case WHERE cases_attachment.id = ANY(%(attachment_ids)s::uuid[]) AND draft_id = %(draft_id)s::uuid
), new_intent AS (
    INSERT INTO cases_intent (id, actor_id, verb, key, body_digest, answer, at)
    SELECT %(intent_id)s::uuid, %(filed_by)s::uuid, 'file', %(intent_key)s::text, %(intent_digest)s::bytea,
        %(intent_answer)s::jsonb, %(now)s::timestamptz
    FROM new_case
)
SELECT id FROM new_case
