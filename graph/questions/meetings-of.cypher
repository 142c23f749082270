// title: Meetings that a country or body attended, hosted or organised
// param: entity: entity(Party) a country, agency or network
// param: from: date optional earliest day
// param: to: date optional latest day
// columns: meeting, meeting_name, role, start, end, place, dated, grade, origins, sources, claims
// example: meetings-of -p entity=LATF -p from=2013 -p to=2014
// covers: Meetings and attendance in loaded sources; undated meetings are listed whatever the dates asked for.
MATCH (:Entity {id: $entity})-[l:ATTENDED|ORGANISED]->(m:Meeting)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR m.first_day[$c] <= $as_of)
  AND ($from IS NULL OR $from <= m.last_day[$c])
  AND ($to IS NULL OR m.first_day[$c] <= $to)
RETURN m.id AS meeting, m.names[$c] AS meeting_name,
  CASE type(l) WHEN 'ORGANISED' THEN 'organiser' ELSE l.role END AS role,
  coalesce(m.start_date[$c], '') AS start, coalesce(m.end_date[$c], '') AS end, coalesce(m.city[$c], '') AS place,
  CASE WHEN $as_of IS NULL THEN '' WHEN m.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY start, meeting_name, meeting, role, claims
