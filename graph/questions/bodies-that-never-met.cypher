// title: Pairs of agencies and networks that meet others but never each other, on record
// param: meetings: number optional the least number of meetings on record of each; 5 unless told
// columns: first, first_name, second, second_name, meetings_first, meetings_second, shared_operations, shared_members
// example: bodies-that-never-met -p meetings=10
// covers: Only bodies with at least five meetings on record (or as many as told), without pairs of a whole and its part. Attendance lists are rarely complete: two bodies may have met all the same.
MATCH (z:Agency|Network)-[l:ATTENDED|ORGANISED]->(m:Meeting)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR m.first_day[$c] <= $as_of)
WITH z, count(DISTINCT m) AS meetings
WHERE meetings >= coalesce($meetings, 5)
WITH collect({body: z.id, meetings: meetings}) AS bodies
UNWIND bodies AS one
UNWIND bodies AS other
WITH one, other
WHERE one.body < other.body
MATCH (p:Entity {id: one.body})
WHERE p.level <= $c
MATCH (q:Entity {id: other.body})
WHERE q.level <= $c
  AND NOT EXISTS { MATCH (p)-[x:ATTENDED|ORGANISED]->(n:Meeting)<-[y:ATTENDED|ORGANISED]-(q) WHERE x.level <= $c AND $c < x.below AND y.level <= $c AND $c < y.below AND ($as_of IS NULL OR n.first_day[$c] <= $as_of) }
  AND NOT EXISTS { MATCH (p)-[o:PART_OF]-(q) WHERE o.level <= $c AND $c < o.below }
WITH p, q, one, other,
  COUNT { MATCH (p)-[x:LED|TOOK_PART_IN|SUPPORTED]->(n:Operation)<-[y:LED|TOOK_PART_IN|SUPPORTED]-(q) WHERE x.level <= $c AND $c < x.below AND y.level <= $c AND $c < y.below AND ($as_of IS NULL OR n.first_day[$c] <= $as_of) RETURN DISTINCT n.id AS id } AS operations,
  COUNT { MATCH (p)<-[x:MEMBER_OF]-(n:Entity)-[y:MEMBER_OF]->(q) WHERE x.level <= $c AND $c < x.below AND y.level <= $c AND $c < y.below AND ($as_of IS NULL OR x.first_day <= $as_of AND $as_of <= x.last_day) AND ($as_of IS NULL OR y.first_day <= $as_of AND $as_of <= y.last_day) RETURN DISTINCT n.id AS id } AS members
RETURN p.id AS first, p.names[$c] AS first_name, q.id AS second, q.names[$c] AS second_name,
  one.meetings AS meetings_first, other.meetings AS meetings_second, operations AS shared_operations, members AS shared_members
ORDER BY shared_operations DESC, shared_members DESC, first_name, first, second_name, second
