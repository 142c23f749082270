// title: Who offers a tool, may use it or is said to lack it
// param: tool: entity(Tool) the tool, by id or name
// columns: who, who_name, kind, access, since, until, dated, remarks, grade, origins, sources, claims
// example: who-may-use -p tool="INTERPOL databases"
// covers: The bundled records name a single user beside INTERPOL itself; that national bureaus use a tool is not recorded.
MATCH (p:Entity)-[l:OFFERS|HAS_ACCESS_TO]->(:Entity {id: $tool})
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day)
RETURN p.id AS who, p.names[$c] AS who_name, p.kind AS kind,
  CASE type(l) WHEN 'OFFERS' THEN 'offers' ELSE l.role END AS access, l.valid_from AS since, l.valid_to AS until,
  CASE WHEN $as_of IS NULL THEN '' WHEN $as_of STARTS WITH l.valid_from AND size(l.valid_from) < 10 OR l.valid_to <> '' AND $as_of STARTS WITH l.valid_to AND size(l.valid_to) < 10 THEN 'date unknown' ELSE '' END AS dated,
  l.values AS remarks, l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY access, who_name, who, since, claims
