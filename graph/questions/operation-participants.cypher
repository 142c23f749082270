// title: Who took part in an operation, and in which role
// param: operation: entity(Operation) the operation, by id or name
// columns: participant, participant_name, kind, role, dated, grade, origins, sources, claims
// example: operation-participants -p operation="Operation COBRA II"
// covers: Participants that a loaded source names; lists of large operations are rarely complete.
MATCH (p:Entity)-[l:LED|TOOK_PART_IN|SUPPORTED]->(o:Entity {id: $operation})
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR o.first_day[$c] <= $as_of)
RETURN p.id AS participant, p.names[$c] AS participant_name, p.kind AS kind,
  CASE type(l) WHEN 'LED' THEN 'lead' WHEN 'SUPPORTED' THEN 'support' ELSE l.role END AS role,
  CASE WHEN $as_of IS NULL THEN '' WHEN o.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY kind DESC, participant_name, participant, role, claims
