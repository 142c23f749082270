// title: What each source says an operation brought: figures side by side
// param: operation: entity(Operation) the operation, by id or name
// columns: figure, value, dated, grade, origins, sources, claims
// example: operation-results -p operation="Operation COBRA II"
// covers: Figures as sources give them, never summed: they count different things, days and countries. Many operations have none on record.
MATCH (o:Entity {id: $operation})<-[a:ABOUT]-(c:Claim)-[f:FROM]->(s:Source)
WHERE c.level <= $c AND c.start = $operation
  AND c.predicate IN ['arrests_count', 'countries_count', 'outcome', 'seizures_count']
  AND ($as_of IS NULL OR o.first_day[$c] <= $as_of)
WITH o, c, s, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
WITH o, c, s, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
ORDER BY grade, c.id
WITH o, c.predicate AS figure, c.value AS value, collect(DISTINCT grade) AS grades, count(DISTINCT s.origin) AS origins,
  collect(DISTINCT s.id) AS sources, collect(c.id) AS claims
RETURN figure AS figure, value AS value,
  CASE WHEN $as_of IS NULL THEN '' WHEN o.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END AS grade,
  origins AS origins, sources AS sources, claims AS claims
ORDER BY figure, origins DESC, size(value) DESC, value, claims
