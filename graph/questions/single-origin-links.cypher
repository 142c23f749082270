// title: Ties that rest on a single independent source, the strongest first
// param: entity: entity(Party) optional a country, agency or network at either end
// param: tie: choice(invited, attended, hosted, signed, operated together) optional the weakest tie to list; signed unless told
// columns: tie, from, from_name, relation, role, to, to_name, since, until, dated, basis, grade, sources, claims
// example: single-origin-links -p entity=LATF
// covers: Copies of one page count as one source only where they are recorded as copies. In the bundled records almost every tie rests on one source.
MATCH (p:Entity)-[l:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|MEMBER_OF]->(e:Entity)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR CASE WHEN e.kind IN ['Agency', 'Network'] THEN l.first_day <= $as_of AND $as_of <= l.last_day ELSE e.first_day[$c] <= $as_of END)
  AND l.origins = 1
  AND l.rung >= CASE coalesce($tie, 'signed') WHEN 'invited' THEN 1 WHEN 'attended' THEN 2 WHEN 'hosted' THEN 3 WHEN 'signed' THEN 4 ELSE 5 END
  AND ($entity IS NULL OR p.id = $entity OR e.id = $entity)
RETURN ['no tie', 'invited', 'attended', 'hosted', 'signed', 'operated together'][l.rung] AS tie, p.id AS from, p.names[$c] AS from_name, toLower(replace(type(l), '_', ' ')) AS relation, l.role AS role,
  e.id AS to, e.names[$c] AS to_name, l.valid_from AS since, l.valid_to AS until,
  CASE WHEN $as_of IS NULL OR e.first_day[$c] > '0001-01-01' OR l.first_day > '0001-01-01' THEN '' ELSE 'date unknown' END AS dated,
  l.basis AS basis, l.grade AS grade, l.sources AS sources, l.claims AS claims
ORDER BY l.rung DESC, to_name, to, from_name, from, relation, role, since, claims
