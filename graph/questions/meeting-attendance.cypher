// title: Who attended, hosted and organised a meeting
// param: meeting: entity(Meeting) the meeting, by id or title
// columns: attendee, attendee_name, kind, role, dated, grade, origins, sources, claims
// example: meeting-attendance -p meeting=m-interpol-fam-2013
// covers: Attendance that a loaded source names; a list is complete only where its source gave a full list.
MATCH (p:Entity)-[l:ATTENDED|ORGANISED]->(m:Entity {id: $meeting})
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR m.first_day[$c] <= $as_of)
RETURN p.id AS attendee, p.names[$c] AS attendee_name, p.kind AS kind,
  CASE type(l) WHEN 'ORGANISED' THEN 'organiser' ELSE l.role END AS role,
  CASE WHEN $as_of IS NULL THEN '' WHEN m.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY kind DESC, attendee_name, attendee, role, claims
