// title: The strongest ties between any two countries or bodies
// param: parties: number optional leave out events, agreements and bodies with more parties than this; 12 unless told
// columns: first, first_name, second, second_name, tie, weight, operations, agreements, memberships, meetings, last_seen, dormant, grade, origins, sources, claims
// example: strongest-ties -p parties=5
// covers: Only ties of weight 0.5 or more, through events, agreements and bodies of at most 12 parties (or as many as told); none between a body and its own country or whole. Having one in common is no proof of contact. Weight adds 1/(n-1) for each, where n took part. Last seen as in partners-of.
MATCH (z:Entity)-[l:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|MEMBER_OF]->(e:Entity)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR CASE WHEN e.kind IN ['Agency', 'Network'] THEN l.first_day <= $as_of AND $as_of <= l.last_day ELSE e.first_day[$c] <= $as_of END)
WITH e, count(DISTINCT z) AS n
WHERE 1 < n AND n <= coalesce($parties, 12)
MATCH (p:Entity)-[x:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|MEMBER_OF]->(e)
WHERE x.level <= $c AND $c < x.below
  AND ($as_of IS NULL OR CASE WHEN e.kind IN ['Agency', 'Network'] THEN x.first_day <= $as_of AND $as_of <= x.last_day ELSE e.first_day[$c] <= $as_of END)
MATCH (q:Entity)-[y:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|MEMBER_OF]->(e)
WHERE y.level <= $c AND $c < y.below
  AND ($as_of IS NULL OR CASE WHEN e.kind IN ['Agency', 'Network'] THEN y.first_day <= $as_of AND $as_of <= y.last_day ELSE e.first_day[$c] <= $as_of END)
  AND p.id < q.id
  AND (NOT e.kind IN ['Agency', 'Network'] OR x.first_day <= y.last_day AND y.first_day <= x.last_day)
WITH p, q, {hub: [e.id, e.kind, 1.0 / (n - 1)], rung: CASE WHEN x.rung < y.rung THEN x.rung ELSE y.rung END,
    seen: CASE WHEN NOT e.kind IN ['Agency', 'Network'] THEN CASE WHEN $day < e.first_day[$c] THEN '' ELSE e.last_day[$c] END
      WHEN x.last_day <> '9999-12-31' OR y.last_day <> '9999-12-31' THEN CASE WHEN x.last_day < y.last_day THEN x.last_day ELSE y.last_day END
      WHEN x.first_day < y.first_day THEN y.first_day ELSE x.first_day END,
    grades: [x.grade, y.grade], sources: x.sources + y.sources, claims: x.claims + y.claims} AS tie
WITH p, q, collect(tie) AS ties, collect(DISTINCT tie.hub) AS hubs
WITH p, q, ties, hubs, reduce(sum = 0.0, hub IN hubs | sum + hub[2]) AS weight
WHERE weight >= 0.4999
  AND NOT EXISTS { MATCH (p)-[o:OF_COUNTRY|PART_OF]-(q) WHERE o.level <= $c AND $c < o.below }
UNWIND ties AS tie
WITH p, q, hubs, weight, max(tie.rung) AS rung,
  max(CASE WHEN tie.seen IN ['0001-01-01', '9999-12-31'] THEN '' WHEN $day < tie.seen THEN $day ELSE tie.seen END) AS seen,
  collect(tie.grades) AS grades, collect(tie.sources) AS sources, collect(tie.claims) AS claims
WITH p, q, rung, hubs, seen, weight,
  COLLECT { UNWIND grades AS one UNWIND one AS told UNWIND split(told, '; ') AS grade WITH DISTINCT CASE grade WHEN 'not judged' THEN '' ELSE grade END AS grade ORDER BY grade RETURN grade } AS grades,
  COUNT { UNWIND sources AS one UNWIND one AS source MATCH (s:Source {id: source}) WHERE s.level <= $c RETURN DISTINCT s.origin AS origin } AS origins,
  COLLECT { UNWIND sources AS one UNWIND one AS source WITH DISTINCT source ORDER BY source RETURN source } AS sources,
  COLLECT { UNWIND claims AS one UNWIND one AS claim WITH DISTINCT claim ORDER BY claim RETURN claim } AS claims
RETURN p.id AS first, p.names[$c] AS first_name, q.id AS second, q.names[$c] AS second_name, ['no tie', 'invited', 'attended', 'hosted', 'signed', 'operated together'][rung] AS tie, round(1000 * weight) / 1000 AS weight,
  size([hub IN hubs WHERE hub[1] = 'Operation']) AS operations, size([hub IN hubs WHERE hub[1] = 'Agreement']) AS agreements,
  size([hub IN hubs WHERE hub[1] IN ['Agency', 'Network']]) AS memberships, size([hub IN hubs WHERE hub[1] = 'Meeting']) AS meetings,
  seen AS last_seen, CASE WHEN seen <> '' AND seen < toString(date($day) - duration('P2Y')) THEN 'since ' + seen ELSE '' END AS dormant,
  CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END AS grade,
  origins AS origins, sources AS sources, claims AS claims
ORDER BY rung DESC, weight DESC, first_name, first, second_name, second, claims
