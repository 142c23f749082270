// title: Who belongs to a network, in which role, since when
// param: network: entity(Body) the network, by id or name
// columns: member, member_name, kind, role, since, until, dated, remarks, grade, origins, sources, claims
// example: network-members -p network=SAWEN
// covers: Only members that a loaded source names; a body or country that is not listed may still be a member.
MATCH (m:Entity)-[l:MEMBER_OF]->(:Entity {id: $network})
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day)
RETURN m.id AS member, m.names[$c] AS member_name, m.kind AS kind, l.role AS role, l.valid_from AS since,
  l.valid_to AS until,
  CASE WHEN $as_of IS NULL THEN '' WHEN $as_of STARTS WITH l.valid_from AND size(l.valid_from) < 10 OR l.valid_to <> '' AND $as_of STARTS WITH l.valid_to AND size(l.valid_to) < 10 THEN 'date unknown' ELSE '' END AS dated,
  l.values AS remarks, l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY kind DESC, member_name, role, since, claims
