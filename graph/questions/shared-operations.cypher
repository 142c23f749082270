// title: Operations that two countries or bodies both took part in
// param: a: entity(Party) the first
// param: b: entity(Party) the second
// columns: operation, operation_name, start, end, role_a, role_b, dated, grade, origins, sources, claims
// example: shared-operations -p a=Kenya -p b=China
// covers: Only operations for which loaded sources name both; in a large operation two participants need not have met.
MATCH (:Entity {id: $a})-[x:LED|TOOK_PART_IN|SUPPORTED]->(o:Operation)
WHERE x.level <= $c AND $c < x.below
  AND ($as_of IS NULL OR o.first_day[$c] <= $as_of)
MATCH (:Entity {id: $b})-[y:LED|TOOK_PART_IN|SUPPORTED]->(o)
WHERE y.level <= $c AND $c < y.below
RETURN o.id AS operation, o.names[$c] AS operation_name, coalesce(o.start_date[$c], '') AS start,
  coalesce(o.end_date[$c], '') AS end,
  CASE type(x) WHEN 'LED' THEN 'lead' WHEN 'SUPPORTED' THEN 'support' ELSE x.role END AS role_a,
  CASE type(y) WHEN 'LED' THEN 'lead' WHEN 'SUPPORTED' THEN 'support' ELSE y.role END AS role_b,
  CASE WHEN $as_of IS NULL THEN '' WHEN o.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  x.grade + ' / ' + y.grade AS grade, CASE WHEN x.origins < y.origins THEN x.origins ELSE y.origins END AS origins, x.sources + y.sources AS sources,
  x.claims + y.claims AS claims
ORDER BY start, operation_name, operation, role_a, role_b, claims
