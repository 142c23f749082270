// title: Meetings, operations, agreements and incidents without a date, and memberships without one
// param: entity: entity(Party) optional only what this country or body has to do with
// columns: thing, thing_name, kind, role, of, of_name, grade, origins, sources, claims
// example: undated -p entity=SAWEN
// covers: What loaded sources leave undated. Such facts are kept and flagged in every question as of a day; elsewhere their date may be well known.
WITH COLLECT {
  MATCH (e:Meeting|Operation|Agreement|Incident)
  WHERE e.level <= $c AND e.first_day[$c] = '0001-01-01' AND e.last_day[$c] = '9999-12-31'
    AND ($entity IS NULL OR EXISTS { MATCH (:Entity {id: $entity})-[l:ATTENDED|ORGANISED|HELD_IN|LED|TOOK_PART_IN|SUPPORTED|SIGNED|REPORTED|HAPPENED_IN]-(e) WHERE l.level <= $c AND $c < l.below })
  MATCH (c:Claim)-[a:ABOUT]->(e)
  WHERE c.level <= $c AND c.start = e.id AND c.predicate IN ['name', 'mentioned_as']
  MATCH (c)-[f:FROM]->(s:Source)
  WHERE s.level <= $c
  WITH e, c, s, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
  WITH e, c, s, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
  ORDER BY grade, c.id
  WITH e, collect(DISTINCT grade) AS grades, count(DISTINCT s.origin) AS origins, collect(DISTINCT s.id) AS sources, collect(c.id) AS claims
  RETURN {thing: e.id, kind: e.kind, role: '', of: '', grade: CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END, origins: origins, sources: sources, claims: claims} AS found
  UNION ALL
  MATCH (p:Entity)-[l:MEMBER_OF]->(n:Entity)
  WHERE l.level <= $c AND $c < l.below
    AND l.valid_from = '' AND l.valid_to = ''
    AND ($entity IS NULL OR p.id = $entity OR n.id = $entity)
  RETURN {thing: p.id, kind: 'membership', role: l.role, of: n.id, grade: l.grade, origins: l.origins, sources: l.sources, claims: l.claims} AS found
} AS found
UNWIND found AS one
MATCH (p:Entity {id: one.thing})
WHERE p.level <= $c
OPTIONAL MATCH (n:Entity {id: one.of})
WHERE n.level <= $c
RETURN p.id AS thing, p.names[$c] AS thing_name, one.kind AS kind, one.role AS role, one.of AS of, coalesce(n.names[$c], '') AS of_name,
  one.grade AS grade, one.origins AS origins, one.sources AS sources, one.claims AS claims
ORDER BY kind, of_name, of, thing_name, thing, role, claims
