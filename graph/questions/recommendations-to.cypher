// title: What was recommended to a country or body, by which meeting, and what followed
// param: entity: entity(Party) the addressee: a country, agency or network
// columns: recommendation, text, kind, meeting, meeting_name, date, status, followed_by, followed_by_name, followed_on, basis, dated, grade, origins, sources, claims
// example: recommendations-to -p entity=ASEAN-WEN
// covers: The bundled records hold nothing on what followed a recommendation: "nothing on record" is not "nothing done". Basis says whether the addressee was inferred.
MATCH (r:Recommendation)-[t:ADDRESSED_TO]->(:Entity {id: $entity})
WHERE t.level <= $c AND $c < t.below
OPTIONAL MATCH (m:Meeting)-[l:ISSUED]->(r)
WHERE l.level <= $c AND $c < l.below
WITH r, t, m, l
WHERE $as_of IS NULL OR coalesce(m.first_day[$c], '') <= $as_of
OPTIONAL MATCH (n:Entity)-[f:FOLLOWS]->(r)
WHERE f.level <= $c AND $c < f.below
  AND ($as_of IS NULL OR n.first_day[$c] <= $as_of)
WITH r, t, m, l, n, f, coalesce(r.recommendation_kind[$c], '') AS kind, coalesce(r.number[$c], '') AS number
RETURN r.id AS recommendation, r.names[$c] AS text, CASE kind WHEN '' THEN 'recommendation' ELSE kind END AS kind,
  coalesce(m.id, '') AS meeting, coalesce(m.names[$c], '') AS meeting_name, coalesce(m.start_date[$c], '') AS date,
  CASE WHEN f.id IS NULL THEN 'nothing on record' ELSE 'followed' END AS status,
  coalesce(n.id, '') AS followed_by, coalesce(n.names[$c], '') AS followed_by_name,
  coalesce([told IN [n.start_date[$c], n.signed_on[$c], n.founded[$c]] WHERE told <> ''][0], '') AS followed_on,
  t.basis AS basis,
  CASE WHEN $as_of IS NULL THEN '' WHEN coalesce(m.first_day[$c], '') <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  t.grade + coalesce(' / ' + f.grade, '') AS grade,
  CASE WHEN f.origins < t.origins THEN f.origins ELSE t.origins END AS origins,
  t.sources + coalesce(l.sources, []) + coalesce(f.sources, []) AS sources,
  t.claims + coalesce(l.claims, []) + coalesce(f.claims, []) AS claims
ORDER BY date, meeting_name, meeting, kind DESC, size(number), number, recommendation, followed_on, followed_by, claims
