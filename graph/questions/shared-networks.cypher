// title: Networks that two countries or bodies both belong to
// param: a: entity(Party) the first
// param: b: entity(Party) the second
// columns: network, network_name, role_a, since_a, until_a, role_b, since_b, until_b, grade, origins, sources, claims
// example: shared-networks -p a=Kenya -p b=Zambia
// covers: Memberships in loaded sources only; two members of a large network need not know each other.
MATCH (:Entity {id: $a})-[x:MEMBER_OF]->(n:Entity)
WHERE x.level <= $c AND $c < x.below
  AND ($as_of IS NULL OR x.first_day <= $as_of AND $as_of <= x.last_day)
MATCH (:Entity {id: $b})-[y:MEMBER_OF]->(n)
WHERE y.level <= $c AND $c < y.below
  AND ($as_of IS NULL OR y.first_day <= $as_of AND $as_of <= y.last_day)
RETURN n.id AS network, n.names[$c] AS network_name, x.role AS role_a, x.valid_from AS since_a, x.valid_to AS until_a,
  y.role AS role_b, y.valid_from AS since_b, y.valid_to AS until_b, x.grade + ' / ' + y.grade AS grade,
  CASE WHEN x.origins < y.origins THEN x.origins ELSE y.origins END AS origins, x.sources + y.sources AS sources, x.claims + y.claims AS claims
ORDER BY network_name, network, role_a, role_b, since_a, since_b, claims
