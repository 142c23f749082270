// title: Posts that are vacant or held: chairs, national leads
// param: status: choice(vacant, held) optional vacant, or anything else that a source says
// columns: post, post_name, kind, status, body, body_name, country, country_name, concerns, concerns_name, note, grade, origins, sources, claims
// example: posts -p status=vacant
// covers: Three posts of one news page are in the bundled records. A post is the role and never the person; its status is that of the day of the source.
MATCH (p:Post)
WHERE p.level <= $c
  AND ($status IS NULL OR CASE coalesce(p.post_status[$c], '') WHEN '' THEN '' WHEN 'vacant' THEN 'vacant' ELSE 'held' END = $status)
OPTIONAL MATCH (p)-[l:PART_OF]->(b:Entity)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day)
OPTIONAL MATCH (p)-[h:OF_COUNTRY]->(k:Country)
WHERE h.level <= $c AND $c < h.below
OPTIONAL MATCH (p)-[t:CONCERNS]->(n:Entity)
WHERE t.level <= $c AND $c < t.below
OPTIONAL MATCH (c:Claim)-[a:ABOUT]->(p)
WHERE c.level <= $c AND c.start = p.id AND c.predicate = 'post_status' AND c.value = p.post_status[$c]
OPTIONAL MATCH (c)-[f:FROM]->(s:Source)
WHERE s.level <= $c
WITH p, l, b, h, k, t, n, c, s, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
WITH p, l, b, h, k, t, n, c, s, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
ORDER BY grade, c.id
WITH p, l, b, h, k, t, n, collect(DISTINCT grade) AS grades, count(DISTINCT s.origin) AS origins,
  collect(DISTINCT s.id) AS sources, collect(c.id) AS claims
RETURN p.id AS post, p.names[$c] AS post_name, coalesce(p.post_kind[$c], '') AS kind, coalesce(p.post_status[$c], '') AS status,
  coalesce(b.id, '') AS body, coalesce(b.names[$c], '') AS body_name, coalesce(k.id, '') AS country, coalesce(k.names[$c], '') AS country_name,
  coalesce(n.id, '') AS concerns, coalesce(n.names[$c], '') AS concerns_name, coalesce(p.note[$c], '') AS note,
  CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END AS grade,
  origins AS origins, sources + coalesce(l.sources, []) + coalesce(h.sources, []) + coalesce(t.sources, []) AS sources,
  claims + coalesce(l.claims, []) + coalesce(h.claims, []) + coalesce(t.claims, []) AS claims
ORDER BY status DESC, post_name, post, body, country, concerns, claims
