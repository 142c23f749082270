// title: Countries that took a step towards an INTERPOL National Environmental Security Task Force
// columns: country, country_name, role, step, since, dated, task_force, task_force_name, grade, origins, sources, claims
// example: nest-countries
// covers: There is no public list of countries with a task force: these are the steps that loaded sources mention.
MATCH (p:Country)-[l:MEMBER_OF]->(nest:Network {id: 'network:interpol-nest'})
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day)
OPTIONAL MATCH (p)<-[h:OF_COUNTRY]-(f:Network)
WHERE h.level <= $c AND $c < h.below
  AND EXISTS { MATCH (f)-[t:PART_OF]->(nest) WHERE t.level <= $c AND $c < t.below }
RETURN p.id AS country, p.names[$c] AS country_name, l.role AS role, l.values AS step, l.valid_from AS since,
  CASE WHEN $as_of IS NULL THEN '' WHEN $as_of STARTS WITH l.valid_from AND size(l.valid_from) < 10 OR l.valid_to <> '' AND $as_of STARTS WITH l.valid_to AND size(l.valid_to) < 10 THEN 'date unknown' ELSE '' END AS dated,
  coalesce(f.id, '') AS task_force, coalesce(f.names[$c], '') AS task_force_name, l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY country_name, role, since, task_force, claims
