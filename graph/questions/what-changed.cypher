// title: What changed between two days: what was recorded, graded, marked and withdrawn here, or what began and ended in the world
// param: from: date the first day
// param: to: date optional the last day; today unless told
// param: clock: choice(known, true) optional known: when it was recorded, graded, marked or withdrawn here (unless told); true: when it began or ended
// columns: change, date, thing, thing_name, what, role, value, other, other_name, grade, origins, sources, claims
// example: what-changed -p from=2016 -p to=2016 -p clock=true
// covers: What was recorded says when it became known here, not when it happened. What has no date is in no answer of the clock true. A withdrawn statement is named as its source put it.
WITH COLLECT {
  MATCH (c:Claim)
  WHERE c.marking <= $c AND coalesce($clock, 'known') = 'known' AND $from <= c.recorded_at AND left(c.recorded_at, 10) <= coalesce($to, $day)
  RETURN {change: 'recorded', date: left(c.recorded_at, 10), claim: c.id} AS found
  UNION ALL
  MATCH (c:Claim)
  WHERE c.marking <= $c AND coalesce($clock, 'known') = 'known' AND $from <= c.retracted_at AND left(c.retracted_at, 10) <= coalesce($to, $day)
  RETURN {change: 'withdrawn', date: left(c.retracted_at, 10), claim: c.id} AS found
  UNION ALL
  MATCH (a:Act)
  WHERE a.level <= $c AND coalesce($clock, 'known') = 'known' AND a.deed IN ['grade', 'mark'] AND $from <= a.at AND left(a.at, 10) <= coalesce($to, $day)
  MATCH (c:Claim {id: a.about})
  WHERE c.marking <= $c
  RETURN {change: 're-' + CASE a.deed WHEN 'grade' THEN 'graded' ELSE 'marked' END, date: left(a.at, 10), claim: c.id} AS found
  UNION ALL
  MATCH (c:Claim)
  WHERE c.level <= $c AND $clock = 'true' AND c.predicate IN ['founded', 'start_date', 'signed_on', 'date'] AND left($from, size(c.value)) <= c.value AND c.value <= left(coalesce($to, $day), size(c.value))
  RETURN {change: 'began', date: c.value, claim: c.id} AS found
  UNION ALL
  MATCH (c:Claim)
  WHERE c.level <= $c AND $clock = 'true' AND c.predicate IN ['ended', 'end_date'] AND left($from, size(c.value)) <= c.value AND c.value <= left(coalesce($to, $day), size(c.value))
  RETURN {change: 'ended', date: c.value, claim: c.id} AS found
  UNION ALL
  MATCH (c:Claim)
  WHERE c.level <= $c AND $clock = 'true' AND c.valid_from IS NOT NULL AND left($from, size(c.valid_from)) <= c.valid_from AND c.valid_from <= left(coalesce($to, $day), size(c.valid_from))
  RETURN {change: 'began', date: c.valid_from, claim: c.id} AS found
  UNION ALL
  MATCH (c:Claim)
  WHERE c.level <= $c AND $clock = 'true' AND c.valid_to IS NOT NULL AND left($from, size(c.valid_to)) <= c.valid_to AND c.valid_to <= left(coalesce($to, $day), size(c.valid_to))
  RETURN {change: 'ended', date: c.valid_to, claim: c.id} AS found
} AS found
UNWIND found AS one
MATCH (c:Claim {id: one.claim})-[f:FROM]->(s:Source)
WHERE c.marking <= $c
WITH one, c, s, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
WITH one, c, s, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
ORDER BY grade, c.id
WITH one.change AS change, one.date AS date, c.start AS thing, coalesce(c.end, '') AS other, replace(CASE WHEN c.end IS NULL THEN c.predicate ELSE toLower(c.predicate) END, '_', ' ') AS what, coalesce(c.role, '') AS role,
  coalesce(c.value, '') AS value, min(CASE WHEN c.subject[2] <> '' THEN c.subject[2] ELSE c.subject[1] END) AS thing_said, min(CASE WHEN c.object[2] <> '' THEN c.object[2] ELSE c.object[1] END) AS other_said, collect(DISTINCT grade) AS grades,
  count(DISTINCT s.origin) AS origins, collect(DISTINCT s.id) AS sources, collect(c.id) AS claims
OPTIONAL MATCH (p:Entity {id: thing})
WHERE p.level <= $c
OPTIONAL MATCH (n:Entity {id: other})
WHERE n.level <= $c
RETURN change AS change, date AS date, thing AS thing, coalesce(p.names[$c], thing_said) AS thing_name, what AS what, role AS role, value AS value,
  other AS other, coalesce(n.names[$c], other_said, '') AS other_name,
  CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END AS grade, origins AS origins, sources AS sources, claims AS claims
ORDER BY date, change, thing_name, thing, what, other_name, other, role, value, claims
