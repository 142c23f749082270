// title: Countries that belong to no network on record, and what else is known of them
// columns: country, country_name, looser, bodies, operations, agreements, meetings
// example: countries-in-no-network
// covers: Only countries that a loaded source mentions. To belong is to be a member, party or signatory; looser counts networks where it is host, partner or observer, bodies counts agencies (such as AFRIPOL) it belongs to. No record is not "no member".
MATCH (p:Country)
WHERE p.level <= $c
  AND NOT EXISTS { MATCH (p)-[l:MEMBER_OF]->(:Network) WHERE l.level <= $c AND $c < l.below AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day) AND l.role IN ['member', 'party', 'signatory'] }
WITH p,
  COUNT { MATCH (p)-[l:MEMBER_OF]->(n:Network) WHERE l.level <= $c AND $c < l.below AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day) RETURN DISTINCT n.id AS id } AS looser,
  COUNT { MATCH (p)-[l:MEMBER_OF]->(n:Agency) WHERE l.level <= $c AND $c < l.below AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day) RETURN DISTINCT n.id AS id } AS bodies,
  COUNT { MATCH (p)-[l:LED|TOOK_PART_IN|SUPPORTED]->(n:Operation) WHERE l.level <= $c AND $c < l.below AND ($as_of IS NULL OR n.first_day[$c] <= $as_of) RETURN DISTINCT n.id AS id } AS operations,
  COUNT { MATCH (p)-[l:SIGNED]->(n:Agreement) WHERE l.level <= $c AND $c < l.below AND ($as_of IS NULL OR n.first_day[$c] <= $as_of) RETURN DISTINCT n.id AS id } AS agreements,
  COUNT { MATCH (p)-[l:ATTENDED|ORGANISED]->(n:Meeting) WHERE l.level <= $c AND $c < l.below AND ($as_of IS NULL OR n.first_day[$c] <= $as_of) RETURN DISTINCT n.id AS id } AS meetings
RETURN p.id AS country, p.names[$c] AS country_name, looser AS looser, bodies AS bodies, operations AS operations,
  agreements AS agreements, meetings AS meetings
ORDER BY operations DESC, meetings DESC, country_name, country
