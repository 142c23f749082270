// title: Agreements that two countries or bodies both signed
// param: a: entity(Party) the first
// param: b: entity(Party) the second
// columns: agreement, agreement_name, kind, signed_on, parties, text_url, dated, grade, origins, sources, claims
// example: agreements-between -p a=INTERPOL -p b="CITES Secretariat"
// covers: Agreements and signatories in loaded sources, few of them bilateral; whether one is still in force is not recorded.
MATCH (:Entity {id: $a})-[x:SIGNED]->(g:Agreement)
WHERE x.level <= $c AND $c < x.below
  AND ($as_of IS NULL OR g.first_day[$c] <= $as_of)
MATCH (:Entity {id: $b})-[y:SIGNED]->(g)
WHERE y.level <= $c AND $c < y.below
MATCH (z:Entity)-[l:SIGNED]->(g)
WHERE l.level <= $c AND $c < l.below
WITH g, x, y, count(DISTINCT z) AS parties
RETURN g.id AS agreement, g.names[$c] AS agreement_name, coalesce(g.agreement_kind[$c], '') AS kind,
  coalesce(g.signed_on[$c], '') AS signed_on, parties AS parties, coalesce(g.text_url[$c], '') AS text_url,
  CASE WHEN $as_of IS NULL THEN '' WHEN g.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  x.grade + ' / ' + y.grade AS grade, CASE WHEN x.origins < y.origins THEN x.origins ELSE y.origins END AS origins,
  x.sources + y.sources AS sources, x.claims + y.claims AS claims
ORDER BY signed_on, agreement_name, agreement, claims
