// title: What a meeting recommended or named as an obstacle, and to whom
// param: meeting: entity(Meeting) the meeting, by id or title
// columns: recommendation, text, kind, addressee, addressee_name, basis, dated, grade, origins, sources, claims
// example: recommendations-of -p meeting=m-interpol-fam-2013
// covers: Addressees that a source does not state are inferred by the record's author and say so in the column basis.
MATCH (m:Entity {id: $meeting})-[l:ISSUED]->(r:Recommendation)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR m.first_day[$c] <= $as_of)
OPTIONAL MATCH (r)-[t:ADDRESSED_TO]->(p:Entity)
WHERE t.level <= $c AND $c < t.below
WITH m, l, r, t, p, coalesce(r.recommendation_kind[$c], '') AS kind, coalesce(r.number[$c], '') AS number
RETURN r.id AS recommendation, r.names[$c] AS text, CASE kind WHEN '' THEN 'recommendation' ELSE kind END AS kind,
  coalesce(p.id, '') AS addressee, coalesce(p.names[$c], '') AS addressee_name, coalesce(t.basis, []) AS basis,
  CASE WHEN $as_of IS NULL THEN '' WHEN m.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  l.grade AS grade, l.origins AS origins, l.sources + coalesce(t.sources, []) AS sources,
  l.claims + coalesce(t.claims, []) AS claims
ORDER BY kind DESC, size(number), number, addressee, claims
