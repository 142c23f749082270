// title: Operations against a crime type, a commodity or a taxon
// param: target: entity(CrimeType, Taxon) what was targeted, such as ivory or pangolin
// columns: operation, operation_name, start, end, dated, grade, origins, sources, claims
// example: operations-targeting -p target=ivory
// covers: Targets that the record's author coded; an operation may have met other crime types.
MATCH (o:Operation)-[l:TARGETED]->(:Entity {id: $target})
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR o.first_day[$c] <= $as_of)
RETURN o.id AS operation, o.names[$c] AS operation_name, coalesce(o.start_date[$c], '') AS start,
  coalesce(o.end_date[$c], '') AS end,
  CASE WHEN $as_of IS NULL THEN '' WHEN o.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY start, operation_name, operation, claims
