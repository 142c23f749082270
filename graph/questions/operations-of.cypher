// title: Operations that a country or body led, joined or supported
// param: entity: entity(Party) a country, agency or network
// param: from: date optional earliest day
// param: to: date optional latest day
// columns: operation, operation_name, role, start, end, dated, grade, origins, sources, claims
// example: operations-of -p entity=LATF -p from=2013
// covers: Operations and roles in loaded sources; undated operations are listed whatever the dates asked for.
MATCH (:Entity {id: $entity})-[l:LED|TOOK_PART_IN|SUPPORTED]->(o:Operation)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR o.first_day[$c] <= $as_of)
  AND ($from IS NULL OR $from <= o.last_day[$c])
  AND ($to IS NULL OR o.first_day[$c] <= $to)
RETURN o.id AS operation, o.names[$c] AS operation_name,
  CASE type(l) WHEN 'LED' THEN 'lead' WHEN 'SUPPORTED' THEN 'support' ELSE l.role END AS role,
  coalesce(o.start_date[$c], '') AS start, coalesce(o.end_date[$c], '') AS end,
  CASE WHEN $as_of IS NULL THEN '' WHEN o.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY start, operation_name, operation, role, claims
