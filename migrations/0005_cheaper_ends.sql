-- An end of a session reads what it must. No BEFORE triggers: they make SQLite look up the row once more. Where the order of
-- what was and what is matters, one trigger AFTER does both; counts do not care. They go up and down by upsert, which D1 bills
-- no read for.
DROP TRIGGER `ix_text_before_change`;
--> statement-breakpoint
DROP TRIGGER `ix_text_after_change`;
--> statement-breakpoint
DROP TRIGGER `ix_client_before_change`;
--> statement-breakpoint
DROP TRIGGER `ix_client_after_change`;
--> statement-breakpoint
DROP TRIGGER `tally_ix_before_change`;
--> statement-breakpoint
DROP TRIGGER `tally_ix_after_change`;
--> statement-breakpoint
DROP TRIGGER `tally_ix_delete`;
--> statement-breakpoint
DROP TRIGGER `ix_subject_before_change`;
--> statement-breakpoint
DROP TRIGGER `ix_subject_after_change`;
--> statement-breakpoint
DROP TRIGGER `ix_subject_delete`;
--> statement-breakpoint
DROP TRIGGER `tally_subject_insert`;
--> statement-breakpoint
DROP TRIGGER `tally_subject_delete`;
--> statement-breakpoint
DROP TRIGGER `tally_gx_before_change`;
--> statement-breakpoint
DROP TRIGGER `tally_gx_after_change`;
--> statement-breakpoint
DROP TRIGGER `tally_gx_delete`;
--> statement-breakpoint
DROP TRIGGER `tally_delivery_before_change`;
--> statement-breakpoint
DROP TRIGGER `tally_delivery_after_change`;
--> statement-breakpoint
DROP TRIGGER `tally_delivery_delete`;
--> statement-breakpoint
-- A renewal changes no text and does not come here.
CREATE TRIGGER `ix_text_change` AFTER UPDATE OF state, partition, subject, sid, name_folded ON `ix`
WHEN (old.state = 'live' AND old.partition = '') <> (new.state = 'live' AND new.partition = '')
  OR (new.state = 'live' AND new.partition = '' AND (new.subject IS NOT old.subject OR new.sid IS NOT old.sid
    OR new.name_folded IS NOT old.name_folded))
BEGIN
  INSERT INTO ix_text(ix_text, rowid, subject, sid, name_folded)
    SELECT 'delete', old.n, old.subject, old.sid, old.name_folded WHERE old.state = 'live' AND old.partition = '';
  INSERT INTO ix_text(rowid, subject, sid, name_folded)
    SELECT new.n, new.subject, new.sid, new.name_folded WHERE new.state = 'live' AND new.partition = '';
END;
--> statement-breakpoint
-- Where the row comes, goes, or moves in the order of lists; a change of the list alone is `ix_client_list_change`'s.
CREATE TRIGGER `ix_client_change` AFTER UPDATE OF state, partition, created ON `ix`
WHEN (old.clients IS NOT NULL OR new.clients IS NOT NULL)
  AND ((old.state = 'live' AND old.partition = '') <> (new.state = 'live' AND new.partition = '')
    OR (new.state = 'live' AND new.partition = '' AND new.created IS NOT old.created))
BEGIN
  DELETE FROM ix_client
    WHERE old.state = 'live' AND old.partition = '' AND client_id IN (SELECT value FROM json_each(old.clients))
      AND created = old.created AND id = old.id;
  INSERT INTO ix_client (client_id, created, id, n)
    SELECT DISTINCT value, new.created, new.id, new.n FROM json_each(new.clients)
    WHERE new.state = 'live' AND new.partition = '';
END;
--> statement-breakpoint
CREATE TRIGGER `tally_ix_change` AFTER UPDATE OF state, partition, key_id ON `ix`
WHEN old.state <> new.state
  OR (new.state = 'live' AND (new.partition IS NOT old.partition OR new.key_id IS NOT old.key_id))
BEGIN
  INSERT INTO tally (what, key_id, n)
    SELECT CASE old.partition WHEN '' THEN 'session' ELSE 'bff' END, coalesce(old.key_id, ''), -1 WHERE old.state = 'live'
    ON CONFLICT (what, key_id) DO UPDATE SET n = n - 1;
  INSERT INTO tally (what, key_id, n)
    SELECT CASE new.partition WHEN '' THEN 'session' ELSE 'bff' END, coalesce(new.key_id, ''), 1 WHERE new.state = 'live'
    ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_ix_delete` AFTER DELETE ON `ix` WHEN old.state = 'live'
BEGIN
  INSERT INTO tally (what, key_id, n)
    VALUES (CASE old.partition WHEN '' THEN 'session' ELSE 'bff' END, coalesce(old.key_id, ''), -1)
    ON CONFLICT (what, key_id) DO UPDATE SET n = n - 1;
END;
--> statement-breakpoint
-- VALUES, and no SELECT with a condition, which would be read from a temporary table because this one has triggers.
CREATE TRIGGER `ix_subject_leave` AFTER UPDATE OF state, partition, route ON `ix`
WHEN old.state = 'live' AND old.partition = '' AND (new.state <> 'live' OR new.partition <> '' OR new.route <> old.route)
BEGIN
  INSERT INTO ix_subject (route, n) VALUES (old.route, -1) ON CONFLICT (route) DO UPDATE SET n = n - 1;
END;
--> statement-breakpoint
CREATE TRIGGER `ix_subject_enter` AFTER UPDATE OF state, partition, route ON `ix`
WHEN new.state = 'live' AND new.partition = '' AND (old.state <> 'live' OR old.partition <> '' OR new.route <> old.route)
BEGIN
  INSERT INTO ix_subject (route, n) VALUES (new.route, 1) ON CONFLICT (route) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `ix_subject_delete` AFTER DELETE ON `ix` WHEN old.state = 'live' AND old.partition = ''
BEGIN
  INSERT INTO ix_subject (route, n) VALUES (old.route, -1) ON CONFLICT (route) DO UPDATE SET n = n - 1;
END;
--> statement-breakpoint
-- An object without sessions is no subject.
CREATE TRIGGER `ix_subject_empty` AFTER UPDATE OF n ON `ix_subject` WHEN new.n = 0
BEGIN
  DELETE FROM ix_subject WHERE route = new.route;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_subject_insert` AFTER INSERT ON `ix_subject`
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES ('subject', '', 1) ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_subject_delete` AFTER DELETE ON `ix_subject`
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES ('subject', '', -1) ON CONFLICT (what, key_id) DO UPDATE SET n = n - 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_gx_change` AFTER UPDATE OF state, key_id ON `gx`
WHEN old.state <> new.state OR (new.state = 'live' AND new.key_id IS NOT old.key_id)
BEGIN
  INSERT INTO tally (what, key_id, n) SELECT 'grant', coalesce(old.key_id, ''), -1 WHERE old.state = 'live'
    ON CONFLICT (what, key_id) DO UPDATE SET n = n - 1;
  INSERT INTO tally (what, key_id, n) SELECT 'grant', coalesce(new.key_id, ''), 1 WHERE new.state = 'live'
    ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_gx_delete` AFTER DELETE ON `gx` WHEN old.state = 'live'
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES ('grant', coalesce(old.key_id, ''), -1)
    ON CONFLICT (what, key_id) DO UPDATE SET n = n - 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_delivery_change` AFTER UPDATE OF status ON `delivery` WHEN new.status <> old.status
BEGIN
  INSERT INTO tally (what, key_id, n) SELECT 'delivery', old.status, -1 WHERE old.status <> 'delivered'
    ON CONFLICT (what, key_id) DO UPDATE SET n = n - 1;
  INSERT INTO tally (what, key_id, n) SELECT 'delivery', new.status, 1 WHERE new.status <> 'delivered'
    ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_delivery_delete` AFTER DELETE ON `delivery` WHEN old.status <> 'delivered'
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES ('delivery', old.status, -1)
    ON CONFLICT (what, key_id) DO UPDATE SET n = n - 1;
END;
