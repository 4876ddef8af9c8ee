-- What a line of a work list shows of the parts with these ids, in their order; nothing that is large, nothing opened.
SELECT task.id, task.public_id, task.matter, task.state, task.state_since, task.due_on, task.amber_on,
    task.department_id, task.holder_id, holder.display, raised.display,
    "case".number, "case".kind, "case".package_version_id, version.name, version.version, version.digest,
    version.division_id, person.name, task.owed_until
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS listed(id, place)
JOIN cases_task AS task ON task.id = listed.id
JOIN cases_case AS "case" ON "case".id = task.case_id
LEFT JOIN catalog_packageversion AS version ON version.id = "case".package_version_id
LEFT JOIN people_person AS person ON person.id = "case".person_id
LEFT JOIN people_account AS holder ON holder.id = task.holder_id
LEFT JOIN people_account AS raised ON raised.id = task.raised_to_id
ORDER BY listed.place
