-- What a line of their list shows of the objections with these ids, in their order; nothing opened.
SELECT objection.id, objection.public_id, objection.registry, objection.fact, objection.raised_at, person.name,
    version.id, version.name, version.version, version.digest, version.division_id
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS listed(id, place)
JOIN applications_objection AS objection ON objection.id = listed.id
JOIN people_person AS person ON person.id = objection.person_id
LEFT JOIN cases_draft AS draft ON draft.id = objection.draft_id
LEFT JOIN catalog_packageversion AS version ON version.id = draft.package_version_id
ORDER BY listed.place
