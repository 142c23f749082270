// title: What a country or body did and joined, in order of time
// param: entity: entity(Party) a country, agency or network
// columns: date, until, what, role, other, other_name, dated, grade, origins, sources, claims
// example: timeline -p entity=LATF
// covers: What loaded sources date; events without a date stand at the end, memberships without one are left out (undated lists them).
WITH COLLECT {
  MATCH (:Entity {id: $entity})-[l:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|REPORTED]->(n:Meeting|Operation|Agreement|Incident)
  WHERE l.level <= $c AND $c < l.below
  RETURN {day: n.first_day[$c], date: [told IN [n.start_date[$c], n.signed_on[$c], n.date[$c], n.end_date[$c]] WHERE told <> ''][0], until: n.end_date[$c],
    what: toLower(replace(type(l), '_', ' ')), role: l.role, other: n.id, grade: l.grade, origins: l.origins, sources: l.sources, claims: l.claims} AS found
  UNION ALL
  MATCH (n:Meeting|Incident)-[l:HELD_IN|HAPPENED_IN]->(:Entity {id: $entity})
  WHERE l.level <= $c AND $c < l.below
  RETURN {day: n.first_day[$c], date: [told IN [n.start_date[$c], n.date[$c], n.end_date[$c]] WHERE told <> ''][0], until: n.end_date[$c],
    what: 'was the place of', role: l.role, other: n.id, grade: l.grade, origins: l.origins, sources: l.sources, claims: l.claims} AS found
  UNION ALL
  MATCH (:Entity {id: $entity})-[l:MEMBER_OF|PART_OF|SUPPORTED|SUCCEEDED_BY|OFFERS|HAS_ACCESS_TO]->(n:Agency|Network|Tool)
  WHERE l.level <= $c AND $c < l.below
    AND l.valid_from <> ''
  RETURN {day: l.first_day, date: l.valid_from, until: '', what: CASE type(l) WHEN 'MEMBER_OF' THEN 'joined' WHEN 'PART_OF' THEN 'became part of' WHEN 'SUPPORTED' THEN 'began to support' WHEN 'SUCCEEDED_BY' THEN 'was succeeded by' WHEN 'OFFERS' THEN 'began to offer' WHEN 'HAS_ACCESS_TO' THEN 'access told of' END, role: l.role, other: n.id, grade: l.grade, origins: l.origins, sources: l.sources, claims: l.claims} AS found
  UNION ALL
  MATCH (:Entity {id: $entity})-[l:MEMBER_OF|PART_OF|SUPPORTED|OFFERS|HAS_ACCESS_TO]->(n:Agency|Network|Tool)
  WHERE l.level <= $c AND $c < l.below
    AND l.valid_to <> ''
  RETURN {day: l.last_day, date: l.valid_to, until: '', what: CASE type(l) WHEN 'MEMBER_OF' THEN 'left' WHEN 'PART_OF' THEN 'ceased to be part of' WHEN 'SUPPORTED' THEN 'ceased to support' WHEN 'OFFERS' THEN 'ceased to offer' WHEN 'HAS_ACCESS_TO' THEN 'access ended' END, role: l.role, other: n.id, grade: l.grade, origins: l.origins, sources: l.sources, claims: l.claims} AS found
  UNION ALL
  MATCH (:Entity {id: $entity})<-[l:MEMBER_OF|PART_OF|SUPPORTED|SUCCEEDED_BY]-(n:Entity)
  WHERE l.level <= $c AND $c < l.below
    AND l.valid_from <> ''
  RETURN {day: l.first_day, date: l.valid_from, until: '', what: CASE type(l) WHEN 'MEMBER_OF' THEN 'was joined by' WHEN 'PART_OF' THEN 'came to include' WHEN 'SUPPORTED' THEN 'was first supported by' WHEN 'SUCCEEDED_BY' THEN 'succeeded' END, role: l.role, other: n.id, grade: l.grade, origins: l.origins, sources: l.sources, claims: l.claims} AS found
  UNION ALL
  MATCH (:Entity {id: $entity})<-[l:MEMBER_OF|PART_OF|SUPPORTED]-(n:Entity)
  WHERE l.level <= $c AND $c < l.below
    AND l.valid_to <> ''
  RETURN {day: l.last_day, date: l.valid_to, until: '', what: CASE type(l) WHEN 'MEMBER_OF' THEN 'was left by' WHEN 'PART_OF' THEN 'ceased to include' WHEN 'SUPPORTED' THEN 'was last supported by' END, role: l.role, other: n.id, grade: l.grade, origins: l.origins, sources: l.sources, claims: l.claims} AS found
  UNION ALL
  MATCH (c:Claim)-[f:FROM]->(s:Source)
  WHERE c.level <= $c AND c.start = $entity AND c.predicate IN ['founded', 'ended']
  WITH c, s, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
  WITH c, s, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
  ORDER BY grade, c.id
  WITH c.predicate AS what, c.value AS date, collect(DISTINCT grade) AS grades, count(DISTINCT s.origin) AS origins, collect(DISTINCT s.id) AS sources, collect(c.id) AS claims
  RETURN {day: left(date + '-01-01', 10), date: date, until: '', what: what, role: '', other: '', grade: CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END, origins: origins, sources: sources, claims: claims} AS found
} AS found
UNWIND found AS one
WITH one
WHERE $as_of IS NULL OR one.day <= $as_of
OPTIONAL MATCH (n:Entity {id: one.other})
WHERE n.level <= $c
RETURN coalesce(one.date, '') AS date, CASE WHEN one.until <> one.date THEN one.until ELSE '' END AS until, one.what AS what, coalesce(one.role, '') AS role,
  one.other AS other, coalesce(n.names[$c], '') AS other_name,
  CASE WHEN $as_of IS NOT NULL AND one.day <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  one.grade AS grade, one.origins AS origins, one.sources AS sources, one.claims AS claims
ORDER BY date = '', one.day, date, what, other_name, other, role, until, claims
