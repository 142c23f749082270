// title: With whom a country or body ran operations, in which, and when
// param: entity: entity(Party) a country, agency or network
// param: from: date optional earliest day
// param: to: date optional latest day
// columns: partner, partner_name, kind, role, operation, operation_name, start, end, dated, grade, origins, sources, claims
// example: operation-partners -p entity=LATF -p from=2012 -p to=2012
// covers: Only operations and participants that a loaded source names; in a large operation two participants need not have met. Undated operations are listed whatever the dates asked for. The grade is of the partner's part.
MATCH (:Entity {id: $entity})-[x:LED|TOOK_PART_IN|SUPPORTED]->(o:Operation)
WHERE x.level <= $c AND $c < x.below
  AND ($as_of IS NULL OR o.first_day[$c] <= $as_of)
  AND ($from IS NULL OR $from <= o.last_day[$c])
  AND ($to IS NULL OR o.first_day[$c] <= $to)
WITH DISTINCT o
MATCH (p:Entity)-[y:LED|TOOK_PART_IN|SUPPORTED]->(o)
WHERE y.level <= $c AND $c < y.below AND p.id <> $entity
WITH o, p, y, COLLECT {
  MATCH (:Entity {id: $entity})-[z:LED|TOOK_PART_IN|SUPPORTED]->(o)
  WHERE z.level <= $c AND $c < z.below
  RETURN {sources: z.sources, claims: z.claims} AS told ORDER BY z.claims
} AS own
RETURN p.id AS partner, p.names[$c] AS partner_name, p.kind AS kind,
  CASE type(y) WHEN 'LED' THEN 'lead' WHEN 'SUPPORTED' THEN 'support' ELSE y.role END AS role,
  o.id AS operation, o.names[$c] AS operation_name, coalesce(o.start_date[$c], '') AS start, coalesce(o.end_date[$c], '') AS end,
  CASE WHEN $as_of IS NULL THEN '' WHEN o.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  y.grade AS grade, y.origins AS origins, reduce(all = y.sources, one IN own | all + [s IN one.sources WHERE NOT s IN all]) AS sources,
  reduce(all = y.claims, one IN own | all + [t IN one.claims WHERE NOT t IN all]) AS claims
ORDER BY start, operation_name, operation, kind DESC, partner_name, partner, role, claims
