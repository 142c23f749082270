// title: Whom a country or body has ties with, the strongest first
// param: entity: entity(Party) a country, agency or network
// columns: partner, partner_name, kind, tie, weight, operations, agreements, memberships, meetings, last_seen, dormant, grade, origins, sources, claims
// example: partners-of -p entity=LATF
// covers: Ties through events, agreements and memberships in loaded sources; having one in common is no proof of contact. Weight adds 1/(n-1) for each, where n took part. A membership without an end was last seen when the later of the two joined; inexact dates count by their last day.
WITH COLLECT {
  MATCH (:Entity {id: $entity})-[x:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|MEMBER_OF]->(e:Entity)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR CASE WHEN e.kind IN ['Agency', 'Network'] THEN x.first_day <= $as_of AND $as_of <= x.last_day ELSE e.first_day[$c] <= $as_of END)
  WITH DISTINCT e
  MATCH (z:Entity)-[l:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|MEMBER_OF]->(e)
  WHERE l.level <= $c AND $c < l.below
    AND ($as_of IS NULL OR CASE WHEN e.kind IN ['Agency', 'Network'] THEN l.first_day <= $as_of AND $as_of <= l.last_day ELSE e.first_day[$c] <= $as_of END)
  WITH e, count(DISTINCT z) AS n
  MATCH (:Entity {id: $entity})-[x:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|MEMBER_OF]->(e)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR CASE WHEN e.kind IN ['Agency', 'Network'] THEN x.first_day <= $as_of AND $as_of <= x.last_day ELSE e.first_day[$c] <= $as_of END)
  MATCH (p:Entity)-[y:ATTENDED|ORGANISED|LED|TOOK_PART_IN|SUPPORTED|SIGNED|MEMBER_OF]->(e)
  WHERE y.level <= $c AND $c < y.below
    AND ($as_of IS NULL OR CASE WHEN e.kind IN ['Agency', 'Network'] THEN y.first_day <= $as_of AND $as_of <= y.last_day ELSE e.first_day[$c] <= $as_of END)
    AND p.id <> $entity
    AND (NOT e.kind IN ['Agency', 'Network'] OR x.first_day <= y.last_day AND y.first_day <= x.last_day)
  RETURN {party: p.id, hub: [e.id, e.kind, 1.0 / (n - 1)], rung: CASE WHEN x.rung < y.rung THEN x.rung ELSE y.rung END,
    seen: CASE WHEN NOT e.kind IN ['Agency', 'Network'] THEN CASE WHEN $day < e.first_day[$c] THEN '' ELSE e.last_day[$c] END
      WHEN x.last_day <> '9999-12-31' OR y.last_day <> '9999-12-31' THEN CASE WHEN x.last_day < y.last_day THEN x.last_day ELSE y.last_day END
      WHEN x.first_day < y.first_day THEN y.first_day ELSE x.first_day END,
    grades: [x.grade, y.grade], sources: x.sources + y.sources, claims: x.claims + y.claims} AS tie
  UNION ALL
  MATCH (:Entity {id: $entity})-[d:MEMBER_OF|SUPPORTED]-(p:Country|Agency|Network)
  WHERE d.level <= $c AND $c < d.below
    AND ($as_of IS NULL OR d.first_day <= $as_of AND $as_of <= d.last_day)
  RETURN {party: p.id, hub: ['', 'Network', 1.0], rung: d.rung,
    seen: CASE d.last_day WHEN '9999-12-31' THEN d.first_day ELSE d.last_day END,
    grades: [d.grade], sources: d.sources, claims: d.claims} AS tie
} AS ties
UNWIND ties AS tie
WITH tie.party AS party, max(tie.rung) AS rung, collect(DISTINCT tie.hub) AS hubs,
  max(CASE WHEN tie.seen IN ['0001-01-01', '9999-12-31'] THEN '' WHEN $day < tie.seen THEN $day ELSE tie.seen END) AS seen,
  collect(tie.grades) AS grades, collect(tie.sources) AS sources, collect(tie.claims) AS claims
WITH party, rung, hubs, seen, reduce(sum = 0.0, hub IN hubs | sum + hub[2]) AS weight,
  COLLECT { UNWIND grades AS one UNWIND one AS told UNWIND split(told, '; ') AS grade WITH DISTINCT CASE grade WHEN 'not judged' THEN '' ELSE grade END AS grade ORDER BY grade RETURN grade } AS grades,
  COUNT { UNWIND sources AS one UNWIND one AS source MATCH (s:Source {id: source}) WHERE s.level <= $c RETURN DISTINCT s.origin AS origin } AS origins,
  COLLECT { UNWIND sources AS one UNWIND one AS source WITH DISTINCT source ORDER BY source RETURN source } AS sources,
  COLLECT { UNWIND claims AS one UNWIND one AS claim WITH DISTINCT claim ORDER BY claim RETURN claim } AS claims
MATCH (p:Entity {id: party})
WHERE p.level <= $c
RETURN p.id AS partner, p.names[$c] AS partner_name, p.kind AS kind, ['no tie', 'invited', 'attended', 'hosted', 'signed', 'operated together'][rung] AS tie, round(1000 * weight) / 1000 AS weight,
  size([hub IN hubs WHERE hub[1] = 'Operation']) AS operations, size([hub IN hubs WHERE hub[1] = 'Agreement']) AS agreements,
  size([hub IN hubs WHERE hub[1] IN ['Agency', 'Network']]) AS memberships, size([hub IN hubs WHERE hub[1] = 'Meeting']) AS meetings,
  seen AS last_seen, CASE WHEN seen <> '' AND seen < toString(date($day) - duration('P2Y')) THEN 'since ' + seen ELSE '' END AS dormant,
  CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END AS grade,
  origins AS origins, sources AS sources, claims AS claims
ORDER BY rung DESC, weight DESC, partner_name, partner, claims
