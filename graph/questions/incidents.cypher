// title: Incidents in a country, about a crime type or taxon, between two days
// param: country: entity(Country) optional where it happened
// param: target: entity(CrimeType, Taxon) optional what it is about
// param: from: date optional earliest day
// param: to: date optional latest day
// columns: incident, what, kind, date, country, country_name, place, quantity, unit, dated, grade, origins, sources, claims
// example: incidents -p country="United Kingdom" -p target=hare-coursing
// covers: Incidents in loaded sources, no register of all; undated incidents are listed whatever the dates asked for.
MATCH (i:Incident)-[l:HAPPENED_IN]->(p:Country)
WHERE l.level <= $c AND $c < l.below
  AND ($as_of IS NULL OR i.first_day[$c] <= $as_of)
  AND ($country IS NULL OR p.id = $country)
  AND ($from IS NULL OR $from <= i.last_day[$c])
  AND ($to IS NULL OR i.first_day[$c] <= $to)
  AND ($target IS NULL OR EXISTS { MATCH (i)-[t:CONCERNS]->(:Entity {id: $target}) WHERE t.level <= $c AND $c < t.below })
RETURN i.id AS incident, i.names[$c] AS what, coalesce(i.incident_kind[$c], '') AS kind, coalesce(i.date[$c], '') AS date,
  p.id AS country, p.names[$c] AS country_name, coalesce(i.place[$c], '') AS place,
  coalesce(i.quantity[$c], '') AS quantity, coalesce(i.unit[$c], '') AS unit,
  CASE WHEN $as_of IS NULL THEN '' WHEN i.first_day[$c] <= '0001-01-01' THEN 'date unknown' ELSE '' END AS dated,
  l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims
ORDER BY date, what, incident, country, claims
