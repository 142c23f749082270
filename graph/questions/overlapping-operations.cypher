// title: Operations in a country, against a crime type or taxon, or in a span of days, and who leads them
// param: country: entity(Country) optional a country that takes part, itself or through a body of its own
// param: target: entity(CrimeType, Taxon) optional what is targeted
// param: from: date optional first day of the span
// param: to: date optional last day of the span
// needs: country, target, from, to
// columns: operation, operation_name, start, end, leads, lead_names, participants, participant_names, dated, grade, origins, sources, claims
// example: overlapping-operations -p country=Kenya -p target=ivory -p from=2014 -p to=2015
// covers: At least one parameter is needed. Operations that sources made public, none that is still being planned; undated ones are listed whatever the span. Targets are those that the record's author coded; participants are those of the country asked for.
WITH [$country] + COLLECT { MATCH (p:Entity)-[h:OF_COUNTRY]->(:Entity {id: $country}) WHERE h.level <= $c AND $c < h.below RETURN DISTINCT p.id AS id } AS parties
MATCH (o:Operation)
WHERE o.level <= $c
  AND ($as_of IS NULL OR o.first_day[$c] <= $as_of)
  AND ($from IS NULL OR $from <= o.last_day[$c])
  AND ($to IS NULL OR o.first_day[$c] <= $to)
  AND ($target IS NULL OR EXISTS { MATCH (o)-[t:TARGETED]->(:Entity {id: $target}) WHERE t.level <= $c AND $c < t.below })
  AND ($country IS NULL OR EXISTS { MATCH (p:Entity)-[x:LED|TOOK_PART_IN|SUPPORTED]->(o) WHERE x.level <= $c AND $c < x.below AND p.id IN parties })
OPTIONAL MATCH (c:Claim)-[a:ABOUT]->(o)
WHERE c.level <= $c
  AND (c.start = o.id AND c.predicate IN ['name', 'mentioned_as', 'start_date', 'end_date'] OR c.start = o.id AND c.predicate = 'TARGETED' AND c.end = $target
    OR c.end = o.id AND (c.predicate = 'LED' OR c.predicate IN ['TOOK_PART_IN', 'SUPPORTED'] AND c.start IN parties))
OPTIONAL MATCH (c)-[f:FROM]->(s:Source)
WHERE s.level <= $c
WITH o, parties, c, s, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
WITH o, parties, c, s, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
ORDER BY grade, c.id
WITH o, parties, collect(DISTINCT grade) AS grades, count(DISTINCT s.origin) AS origins, collect(DISTINCT s.id) AS sources, collect(DISTINCT c.id) AS claims
WITH o, grades, origins, sources, claims,
  COLLECT { MATCH (p:Entity)-[l:LED]->(o) WHERE l.level <= $c AND $c < l.below WITH DISTINCT p ORDER BY p.id RETURN p.id AS told } AS leads,
  COLLECT { MATCH (p:Entity)-[l:LED]->(o) WHERE l.level <= $c AND $c < l.below WITH DISTINCT p ORDER BY p.id RETURN p.names[$c] AS told } AS lead_names,
  COLLECT { MATCH (p:Entity)-[l:LED|TOOK_PART_IN|SUPPORTED]->(o) WHERE l.level <= $c AND $c < l.below AND p.id IN parties WITH DISTINCT p ORDER BY p.id RETURN p.id AS told } AS participants,
  COLLECT { MATCH (p:Entity)-[l:LED|TOOK_PART_IN|SUPPORTED]->(o) WHERE l.level <= $c AND $c < l.below AND p.id IN parties WITH DISTINCT p ORDER BY p.id RETURN p.names[$c] AS told } AS participant_names
RETURN o.id AS operation, o.names[$c] AS operation_name, coalesce(o.start_date[$c], '') AS start, coalesce(o.end_date[$c], '') AS end,
  leads AS leads, lead_names AS lead_names, participants AS participants, participant_names AS participant_names,
  CASE WHEN $as_of IS NULL THEN '' WHEN o.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END AS grade, origins AS origins, sources AS sources, claims AS claims
ORDER BY start, operation_name, operation, claims
