// title: Which tools a country or body offers, may use or lacks
// param: entity: entity(Party) a country, agency or network
// columns: tool, tool_name, kind, status, access, since, until, dated, remarks, grade, origins, sources, claims
// example: tools-of -p entity=INTERPOL
// covers: The bundled records hold six tools of INTERPOL and a single grant of access; most users of a tool are not named.
MATCH (:Entity {id: $entity})-[l:OFFERS|HAS_ACCESS_TO]->(t:Tool)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day)
RETURN t.id AS tool, t.names[$c] AS tool_name, coalesce(t.tool_kind[$c], '') AS kind, coalesce(t.tool_status[$c], '') AS status,
  CASE type(l) WHEN 'OFFERS' THEN 'offers' ELSE l.role END AS access, l.valid_from AS since, l.valid_to AS until,
  CASE WHEN $as_of IS NULL THEN '' WHEN $as_of STARTS WITH l.valid_from AND size(l.valid_from) < 10 OR l.valid_to <> '' AND $as_of STARTS WITH l.valid_to AND size(l.valid_to) < 10 THEN 'date unknown' ELSE '' END AS dated,
  l.values AS remarks, l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY access, tool_name, tool, since, claims
