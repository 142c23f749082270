// title: Channels between two countries or bodies: networks of both, national central bureaus, tools that both may use
// param: a: entity(Party) the first
// param: b: entity(Party) the second
// columns: channel, via, via_name, side_a, side_a_name, role_a, side_b, side_b_name, role_b, grade, origins, sources, claims
// example: channel-to -p a=Kenya -p b=Thailand
// covers: The country of a body counts on its side. The bundled records hold five national central bureaus and one grant of access to a tool, so most countries show none though each INTERPOL member has a bureau.
WITH COLLECT { MATCH (:Entity {id: $a})-[h:OF_COUNTRY]->(n:Country) WHERE h.level <= $c AND $c < h.below AND ($as_of IS NULL OR h.first_day <= $as_of AND $as_of <= h.last_day) RETURN DISTINCT n.id AS id ORDER BY id } AS home_a,
  COLLECT { MATCH (:Entity {id: $b})-[h:OF_COUNTRY]->(n:Country) WHERE h.level <= $c AND $c < h.below AND ($as_of IS NULL OR h.first_day <= $as_of AND $as_of <= h.last_day) RETURN DISTINCT n.id AS id ORDER BY id } AS home_b
WITH [$a] + [n IN home_a WHERE NOT n IN home_b + [$b]] AS ones, [$b] + [n IN home_b WHERE NOT n IN home_a + [$a]] AS others
WITH COLLECT {
  MATCH (p:Entity)-[x:MEMBER_OF]->(n:Agency|Network)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR x.first_day <= $as_of AND $as_of <= x.last_day)
    AND p.id IN ones
  MATCH (q:Entity)-[y:MEMBER_OF]->(n)
  WHERE y.level <= $c AND $c < y.below
    AND ($as_of IS NULL OR y.first_day <= $as_of AND $as_of <= y.last_day)
    AND q.id IN others AND p.id <> q.id
  RETURN {channel: 'network', via: n.id, a: p.id, role_a: x.role, b: q.id, role_b: y.role, grades: [x.grade, y.grade],
    origins: CASE WHEN x.origins < y.origins THEN x.origins ELSE y.origins END, sources: x.sources + y.sources, claims: x.claims + y.claims} AS found
  UNION ALL
  MATCH (p:Entity)-[x:MEMBER_OF]-(q:Entity)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR x.first_day <= $as_of AND $as_of <= x.last_day)
    AND p.id IN ones AND q.id IN others
  RETURN {channel: 'membership', via: endNode(x).id, a: p.id, role_a: CASE p.id WHEN startNode(x).id THEN x.role ELSE '' END, b: q.id,
    role_b: CASE q.id WHEN startNode(x).id THEN x.role ELSE '' END, grades: [x.grade], origins: x.origins, sources: x.sources, claims: x.claims} AS found
  UNION ALL
  MATCH (p:Entity)-[x:OFFERS|HAS_ACCESS_TO]->(n:Tool)
  WHERE x.level <= $c AND $c < x.below
    AND ($as_of IS NULL OR x.first_day <= $as_of AND $as_of <= x.last_day)
    AND p.id IN ones
    AND coalesce(x.role, '') <> 'lacks'
  MATCH (q:Entity)-[y:OFFERS|HAS_ACCESS_TO]->(n)
  WHERE y.level <= $c AND $c < y.below
    AND ($as_of IS NULL OR y.first_day <= $as_of AND $as_of <= y.last_day)
    AND q.id IN others AND p.id <> q.id
    AND coalesce(y.role, '') <> 'lacks'
  RETURN {channel: 'tool', via: n.id, a: p.id, role_a: CASE type(x) WHEN 'OFFERS' THEN 'offers' ELSE x.role END, b: q.id, role_b: CASE type(y) WHEN 'OFFERS' THEN 'offers' ELSE y.role END, grades: [x.grade, y.grade],
    origins: CASE WHEN x.origins < y.origins THEN x.origins ELSE y.origins END, sources: x.sources + y.sources, claims: x.claims + y.claims} AS found
  UNION ALL
  MATCH (n:Agency)-[h:OF_COUNTRY]->(k:Country)
  WHERE h.level <= $c AND $c < h.below
    AND ($as_of IS NULL OR h.first_day <= $as_of AND $as_of <= h.last_day)
    AND k.id IN ones
  MATCH (c:Claim)-[a:ABOUT]->(n)
  WHERE c.level <= $c AND c.start = n.id AND c.predicate = 'functions' AND c.value = 'ncb'
  MATCH (c)-[f:FROM]->(s:Source)
  WHERE s.level <= $c
  RETURN {channel: 'bureau', via: n.id, a: k.id, grades: [h.grade], origins: h.origins, sources: h.sources + [s.id], claims: h.claims + [c.id]} AS found
  UNION ALL
  MATCH (n:Agency)-[h:OF_COUNTRY]->(k:Country)
  WHERE h.level <= $c AND $c < h.below
    AND ($as_of IS NULL OR h.first_day <= $as_of AND $as_of <= h.last_day)
    AND k.id IN others
  MATCH (c:Claim)-[a:ABOUT]->(n)
  WHERE c.level <= $c AND c.start = n.id AND c.predicate = 'functions' AND c.value = 'ncb'
  MATCH (c)-[f:FROM]->(s:Source)
  WHERE s.level <= $c
  RETURN {channel: 'bureau', via: n.id, b: k.id, grades: [h.grade], origins: h.origins, sources: h.sources + [s.id], claims: h.claims + [c.id]} AS found
} AS channels
UNWIND channels AS found
MATCH (n:Entity {id: found.via})
WHERE n.level <= $c
OPTIONAL MATCH (p:Entity {id: found.a})
WHERE p.level <= $c
OPTIONAL MATCH (q:Entity {id: found.b})
WHERE q.level <= $c
RETURN found.channel AS channel, n.id AS via, n.names[$c] AS via_name,
  coalesce(p.id, '') AS side_a, coalesce(p.names[$c], '') AS side_a_name, coalesce(found.role_a, '') AS role_a,
  coalesce(q.id, '') AS side_b, coalesce(q.names[$c], '') AS side_b_name, coalesce(found.role_b, '') AS role_b,
  reduce(told = '', one IN found.grades | CASE told WHEN '' THEN one ELSE told + ' / ' + one END) AS grade,
  found.origins AS origins, found.sources AS sources, found.claims AS claims
ORDER BY channel, via_name, via, side_a, role_a, side_b, role_b, claims
