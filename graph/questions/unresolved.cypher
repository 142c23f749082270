// title: Bodies and things that sources mention but no record describes, the most mentioned first
// columns: thing, thing_name, kind, links, grade, origins, sources, claims
// example: unresolved
// covers: What loaded records do not describe; one may be the same as a described one under another name. An unknown body of unknown sort is shown as an Agency.
MATCH (p:Entity)
WHERE p.level <= $c AND p.unresolved[$c] = 'yes'
OPTIONAL MATCH (c:Claim)-[a:ABOUT]->(p)
WHERE c.level <= $c
OPTIONAL MATCH (c)-[f:FROM]->(s:Source)
WHERE s.level <= $c
WITH p, c, s, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
WITH p, c, s, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
ORDER BY grade, c.id
WITH p, count(DISTINCT CASE WHEN c.end IS NULL THEN null ELSE c.fact END) AS links, collect(DISTINCT grade) AS grades, count(DISTINCT s.origin) AS origins,
  collect(DISTINCT s.id) AS sources, collect(c.id) AS claims
RETURN p.id AS thing, p.names[$c] AS thing_name, p.kind AS kind, links AS links,
  CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END AS grade, origins AS origins, sources AS sources, claims AS claims
ORDER BY links DESC, thing_name, thing, claims
