// title: What was released to a recipient, as its records say
// param: recipient: text the recipient as `released_to` names it; case does not matter
// columns: thing, thing_name, what, role, value, other, other_name, marking, classification, grade, origins, sources, claims
// example: sent-to -p recipient=INTERPOL
// covers: What a record's column released_to names; the bundled records release nothing to anybody by name. What was handed over outside is not on record here; what was exported is in `wengraph audit sent`.
MATCH (c:Claim)-[f:FROM]->(s:Source)
WHERE c.level <= $c AND any(one IN c.released_to WHERE toLower(trim(one)) = toLower(trim($recipient)))
MATCH (p:Entity {id: c.start})
WHERE p.level <= $c
OPTIONAL MATCH (n:Entity {id: c.end})
WHERE n.level <= $c
WITH c, s, p, n, coalesce(c.reliability, CASE c.scheme WHEN 'admiralty' THEN 'F' ELSE '2' END) + coalesce(c.credibility, CASE c.scheme WHEN 'admiralty' THEN '6' ELSE 'D' END) AS code
WITH c, s, p, n, CASE WHEN code IN ['F6', '2D'] THEN '' WHEN c.scheme = 'admiralty' THEN 'Admiralty ' + code ELSE 'UK 3x5x2 ' + code END AS grade
RETURN p.id AS thing, p.names[$c] AS thing_name, replace(CASE WHEN c.end IS NULL THEN c.predicate ELSE toLower(c.predicate) END, '_', ' ') AS what, coalesce(c.role, '') AS role, coalesce(c.value, '') AS value,
  coalesce(n.id, '') AS other, coalesce(n.names[$c], '') AS other_name,
  ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'][c.marking] AS marking, coalesce(c.classification, '') AS classification,
  CASE grade WHEN '' THEN 'not judged' ELSE grade END AS grade, 1 AS origins, [s.id] AS sources, [c.id] AS claims
ORDER BY thing_name, thing, what, other_name, other, role, value, claims
