// title: What a body became and what it came from, up to two steps each way
// param: entity: entity(Body) an agency or network
// columns: relation, step, body, body_name, kind, through, since, founded, ended, dated, grade, origins, sources, claims
// example: successors -p entity=ASEAN-WEN
// covers: Five successions are in the bundled records, none with a date of its own; a body that was merely renamed is one entity with several names. For a third step ask again.
WITH COLLECT {
  MATCH (:Entity {id: $entity})-[x:SUCCEEDED_BY]->(n:Entity)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR x.first_day <= $as_of)
  RETURN {relation: 'was succeeded by', step: 1, body: n.id, through: '', since: x.valid_from, grade: x.grade, origins: x.origins, sources: x.sources, claims: x.claims} AS found
  UNION ALL
  MATCH (:Entity {id: $entity})-[x:SUCCEEDED_BY]->(m:Entity)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR x.first_day <= $as_of)
  MATCH (m)-[y:SUCCEEDED_BY]->(n:Entity)
  WHERE y.level <= $c AND $c < y.below
    AND ($as_of IS NULL OR y.first_day <= $as_of)
    AND n.id <> $entity
  RETURN {relation: 'was succeeded by', step: 2, body: n.id, through: m.names[$c], since: y.valid_from, grade: x.grade + ' / ' + y.grade, origins: CASE WHEN x.origins < y.origins THEN x.origins ELSE y.origins END, sources: x.sources + y.sources, claims: x.claims + y.claims} AS found
  UNION ALL
  MATCH (:Entity {id: $entity})<-[x:SUCCEEDED_BY]-(n:Entity)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR x.first_day <= $as_of)
  RETURN {relation: 'succeeded', step: 1, body: n.id, through: '', since: x.valid_from, grade: x.grade, origins: x.origins, sources: x.sources, claims: x.claims} AS found
  UNION ALL
  MATCH (:Entity {id: $entity})<-[x:SUCCEEDED_BY]-(m:Entity)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR x.first_day <= $as_of)
  MATCH (m)<-[y:SUCCEEDED_BY]-(n:Entity)
  WHERE y.level <= $c AND $c < y.below
    AND ($as_of IS NULL OR y.first_day <= $as_of)
    AND n.id <> $entity
  RETURN {relation: 'succeeded', step: 2, body: n.id, through: m.names[$c], since: y.valid_from, grade: x.grade + ' / ' + y.grade, origins: CASE WHEN x.origins < y.origins THEN x.origins ELSE y.origins END, sources: x.sources + y.sources, claims: x.claims + y.claims} AS found
} AS steps
UNWIND steps AS found
MATCH (p:Entity {id: found.body})
WHERE p.level <= $c
RETURN found.relation AS relation, found.step AS step, p.id AS body, p.names[$c] AS body_name, p.kind AS kind, found.through AS through,
  found.since AS since, coalesce(p.founded[$c], '') AS founded, coalesce(p.ended[$c], '') AS ended,
  CASE WHEN $as_of IS NOT NULL AND found.since = '' THEN 'date unknown' ELSE '' END AS dated,
  found.grade AS grade, found.origins AS origins, found.sources AS sources, found.claims AS claims
ORDER BY relation DESC, step, body_name, body, since, claims
