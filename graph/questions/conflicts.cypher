// title: What sources say differently of one thing: two values of a property, or two dates of a link
// param: entity: entity(Country, Agency, Network, Meeting, Operation, Agreement, Recommendation, Incident, Post, CrimeType, Taxon, Tool) optional only about this
// columns: thing, thing_name, property, other, other_name, role, value, grade, origins, sources, claims
// example: conflicts
// covers: Every value given is listed, one below the other. A year and a day in it are no conflict; nor are names, functions, or memberships in periods apart. Two texts may both be true. In the bundled records few things are told by two sources.
WITH COLLECT {
  MATCH (c:Claim)
  WHERE c.level <= $c AND c.end IS NULL AND NOT c.predicate IN ['name', 'local_name', 'mentioned_as', 'alias', 'acronym', 'alias_id', 'functions']
    AND ($entity IS NULL OR c.start = $entity)
  WITH c.start AS thing, c.predicate AS property, collect({value: c.value, claim: c.id}) AS told
  WHERE size(told) > 1
    AND CASE WHEN property IN ['founded', 'ended', 'start_date', 'end_date', 'signed_on', 'date'] THEN any(v IN [t IN told | t.value] WHERE any(w IN [t IN told | t.value] WHERE NOT v STARTS WITH w AND NOT w STARTS WITH v)) ELSE any(t IN told WHERE t.value <> told[0].value) END
  UNWIND told AS one
  RETURN {thing: thing, property: replace(property, '_', ' '), other: '', role: '', value: one.value, claim: one.claim} AS found
  UNION ALL
  MATCH (p:Entity)-[l:MEMBER_OF|PART_OF|OF_COUNTRY|BASED_IN|SUCCEEDED_BY|SUPPORTED|OFFERS|HAS_ACCESS_TO|ATTENDED|ORGANISED|LED|TOOK_PART_IN|SIGNED]->(n:Entity)
  WHERE l.level <= $c AND $c < l.below
    AND size(l.claims) > 1
    AND ($entity IS NULL OR p.id = $entity OR n.id = $entity)
  MATCH (c:Claim)-[f:FROM]->(s:Source)
  WHERE c.level <= $c AND c.id IN l.claims AND c.valid_from IS NOT NULL
  WITH p, n, l, collect({value: c.valid_from, claim: c.id}) AS told
  WHERE any(v IN [t IN told | t.value] WHERE any(w IN [t IN told | t.value] WHERE NOT v STARTS WITH w AND NOT w STARTS WITH v))
  UNWIND told AS one
  RETURN {thing: p.id, property: toLower(replace(type(l), '_', ' ')) + ' since', other: n.id, role: l.role, value: one.value, claim: one.claim} AS found
  UNION ALL
  MATCH (p:Entity)-[l:MEMBER_OF|PART_OF|OF_COUNTRY|BASED_IN|SUCCEEDED_BY|SUPPORTED|OFFERS|HAS_ACCESS_TO|ATTENDED|ORGANISED|LED|TOOK_PART_IN|SIGNED]->(n:Entity)
  WHERE l.level <= $c AND $c < l.below
    AND size(l.claims) > 1
    AND ($entity IS NULL OR p.id = $entity OR n.id = $entity)
  MATCH (c:Claim)-[f:FROM]->(s:Source)
  WHERE c.level <= $c AND c.id IN l.claims AND c.valid_to IS NOT NULL
  WITH p, n, l, collect({value: c.valid_to, claim: c.id}) AS told
  WHERE any(v IN [t IN told | t.value] WHERE any(w IN [t IN told | t.value] WHERE NOT v STARTS WITH w AND NOT w STARTS WITH v))
  UNWIND told AS one
  RETURN {thing: p.id, property: toLower(replace(type(l), '_', ' ')) + ' until', other: n.id, role: l.role, value: one.value, claim: one.claim} AS found
} AS found
UNWIND found AS one
MATCH (c:Claim {id: one.claim})-[f:FROM]->(s:Source)
WHERE c.level <= $c
WITH one, c, s, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
WITH one, c, s, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
ORDER BY grade, c.id
WITH one.thing AS thing, one.property AS property, one.other AS other, one.role AS role, one.value AS value, collect(DISTINCT grade) AS grades,
  count(DISTINCT s.origin) AS origins, collect(DISTINCT s.id) AS sources, collect(DISTINCT c.id) AS claims
MATCH (p:Entity {id: thing})
WHERE p.level <= $c
OPTIONAL MATCH (n:Entity {id: other})
WHERE n.level <= $c
RETURN thing AS thing, p.names[$c] AS thing_name, property AS property, other AS other, coalesce(n.names[$c], '') AS other_name,
  role AS role, value AS value,
  CASE WHEN grades IN [[], ['']] THEN 'not judged' ELSE reduce(told = '', g IN grades | CASE WHEN g = '' THEN told WHEN told = '' THEN g ELSE told + '; ' + g END) END AS grade, origins AS origins, sources AS sources, claims AS claims
ORDER BY thing_name, thing, property, other, role, origins DESC, value, claims
