// title: Who took part in an operation, and in which role
// param: operation: entity(Operation) the operation, by id or name
// param: network: entity(Body) optional only members of this network
// columns: participant, participant_name, kind, role, dated, grade, origins, sources, claims
// example: operation-participants -p operation="Operation COBRA II"
// covers: Participants that a loaded source names; lists of large operations are rarely complete. Of a network those count that a source names as members; a member's own bodies do not.
MATCH (p:Entity)-[l:LED|TOOK_PART_IN|SUPPORTED]->(o:Entity {id: $operation})
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR o.first_day[$c] <= $as_of)
WITH p, l, o, COLLECT {
  MATCH (p)-[m:MEMBER_OF]->(:Entity {id: $network})
  WHERE m.level <= $c AND $c < m.below
    AND ($as_of IS NULL OR m.first_day <= $as_of AND $as_of <= m.last_day)
  RETURN {sources: m.sources, claims: m.claims} AS told ORDER BY m.claims
} AS member
WHERE $network IS NULL OR size(member) > 0
RETURN p.id AS participant, p.names[$c] AS participant_name, p.kind AS kind,
  CASE type(l) WHEN 'LED' THEN 'lead' WHEN 'SUPPORTED' THEN 'support' ELSE l.role END AS role,
  CASE WHEN $as_of IS NULL THEN '' WHEN o.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  l.grade AS grade, l.origins AS origins, reduce(all = l.sources, one IN member | all + [s IN one.sources WHERE NOT s IN all]) AS sources,
  reduce(all = l.claims, one IN member | all + [t IN one.claims WHERE NOT t IN all]) AS claims
ORDER BY kind DESC, participant_name, participant, role, claims
