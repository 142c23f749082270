// title: Which networks and bodies a country, agency or network belongs to
// param: entity: entity(Party) a country, agency or network
// columns: network, network_name, role, since, until, dated, remarks, grade, origins, sources, claims
// example: memberships-of -p entity=Kenya
// covers: Only memberships that a loaded source names; an agency's memberships are not its country's, nor the other way round.
MATCH (:Entity {id: $entity})-[l:MEMBER_OF]->(n:Entity)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day)
RETURN n.id AS network, n.names[$c] AS network_name, l.role AS role, l.valid_from AS since, l.valid_to AS until,
  CASE WHEN $as_of IS NULL THEN '' WHEN $as_of STARTS WITH l.valid_from AND size(l.valid_from) < 10 OR l.valid_to <> '' AND $as_of STARTS WITH l.valid_to AND size(l.valid_to) < 10 THEN 'date unknown' ELSE '' END AS dated,
  l.values AS remarks, l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY network_name, network, role, since, claims
