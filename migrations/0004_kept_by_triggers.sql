-- What triggers keep beside the index, by hand: Drizzle knows neither WITHOUT ROWID nor triggers.

-- Live sessions by client, in the order of lists: one row for each client of a session.
CREATE TABLE `ix_client` (
	`client_id` text NOT NULL,
	`created` integer NOT NULL,
	`id` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY (`client_id`, `created`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TRIGGER `ix_client_insert` AFTER INSERT ON `ix`
WHEN new.state = 'live' AND new.partition = '' AND new.clients IS NOT NULL
BEGIN
  INSERT INTO ix_client (client_id, created, id, n) SELECT value, new.created, new.id, new.n FROM json_each(new.clients);
END;
--> statement-breakpoint
CREATE TRIGGER `ix_client_before_change` BEFORE UPDATE OF state, partition, created, clients ON `ix`
WHEN old.state = 'live' AND old.partition = '' AND old.clients IS NOT NULL AND (new.state <> 'live' OR new.partition <> ''
  OR new.created IS NOT old.created OR new.clients IS NOT old.clients)
BEGIN
  DELETE FROM ix_client WHERE (client_id, created, id) IN (SELECT value, old.created, old.id FROM json_each(old.clients));
END;
--> statement-breakpoint
CREATE TRIGGER `ix_client_after_change` AFTER UPDATE OF state, partition, created, clients ON `ix`
WHEN new.state = 'live' AND new.partition = '' AND new.clients IS NOT NULL AND (old.state <> 'live' OR old.partition <> ''
  OR new.created IS NOT old.created OR new.clients IS NOT old.clients)
BEGIN
  INSERT INTO ix_client (client_id, created, id, n) SELECT value, new.created, new.id, new.n FROM json_each(new.clients);
END;
--> statement-breakpoint
CREATE TRIGGER `ix_client_delete` AFTER DELETE ON `ix`
WHEN old.state = 'live' AND old.partition = '' AND old.clients IS NOT NULL
BEGIN
  DELETE FROM ix_client WHERE (client_id, created, id) IN (SELECT value, old.created, old.id FROM json_each(old.clients));
END;
--> statement-breakpoint
-- How many there are, so that nobody counts: live sessions and grants by the key of their envelope (`what` session, bff,
-- grant), and subjects that have an ordinary live session (`what` subject, no key).
CREATE TABLE `tally` (
	`what` text NOT NULL,
	`key_id` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY (`what`, `key_id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO tally (what, key_id, n)
  SELECT CASE partition WHEN '' THEN 'session' ELSE 'bff' END, coalesce(key_id, ''), count(*) FROM ix WHERE state = 'live' GROUP BY 1, 2;
--> statement-breakpoint
INSERT INTO tally (what, key_id, n)
  SELECT 'subject', '', count(DISTINCT route) FROM ix WHERE state = 'live' AND partition = '';
--> statement-breakpoint
CREATE TRIGGER `tally_ix_insert` AFTER INSERT ON `ix` WHEN new.state = 'live'
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES (CASE new.partition WHEN '' THEN 'session' ELSE 'bff' END, coalesce(new.key_id, ''), 1)
    ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
  UPDATE tally SET n = n + 1 WHERE what = 'subject' AND key_id = '' AND new.partition = '' AND NOT EXISTS (
    SELECT 1 FROM ix WHERE state = 'live' AND partition = '' AND route = new.route AND n <> new.n);
END;
--> statement-breakpoint
CREATE TRIGGER `tally_ix_before_change` BEFORE UPDATE OF state, partition, route, key_id ON `ix`
WHEN old.state = 'live' AND (new.state <> 'live' OR new.partition IS NOT old.partition OR new.route IS NOT old.route
  OR new.key_id IS NOT old.key_id)
BEGIN
  UPDATE tally SET n = n - 1
    WHERE what = CASE old.partition WHEN '' THEN 'session' ELSE 'bff' END AND key_id = coalesce(old.key_id, '');
  UPDATE tally SET n = n - 1 WHERE what = 'subject' AND key_id = '' AND old.partition = '' AND NOT EXISTS (
    SELECT 1 FROM ix WHERE state = 'live' AND partition = '' AND route = old.route AND n <> old.n);
END;
--> statement-breakpoint
CREATE TRIGGER `tally_ix_after_change` AFTER UPDATE OF state, partition, route, key_id ON `ix`
WHEN new.state = 'live' AND (old.state <> 'live' OR new.partition IS NOT old.partition OR new.route IS NOT old.route
  OR new.key_id IS NOT old.key_id)
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES (CASE new.partition WHEN '' THEN 'session' ELSE 'bff' END, coalesce(new.key_id, ''), 1)
    ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
  UPDATE tally SET n = n + 1 WHERE what = 'subject' AND key_id = '' AND new.partition = '' AND NOT EXISTS (
    SELECT 1 FROM ix WHERE state = 'live' AND partition = '' AND route = new.route AND n <> new.n);
END;
--> statement-breakpoint
CREATE TRIGGER `tally_ix_delete` AFTER DELETE ON `ix` WHEN old.state = 'live'
BEGIN
  UPDATE tally SET n = n - 1
    WHERE what = CASE old.partition WHEN '' THEN 'session' ELSE 'bff' END AND key_id = coalesce(old.key_id, '');
  UPDATE tally SET n = n - 1 WHERE what = 'subject' AND key_id = '' AND old.partition = '' AND NOT EXISTS (
    SELECT 1 FROM ix WHERE state = 'live' AND partition = '' AND route = old.route AND n <> old.n);
END;
--> statement-breakpoint
CREATE TRIGGER `tally_gx_insert` AFTER INSERT ON `gx` WHEN new.state = 'live'
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES ('grant', coalesce(new.key_id, ''), 1)
    ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_gx_before_change` BEFORE UPDATE OF state, key_id ON `gx`
WHEN old.state = 'live' AND (new.state <> 'live' OR new.key_id IS NOT old.key_id)
BEGIN
  UPDATE tally SET n = n - 1 WHERE what = 'grant' AND key_id = coalesce(old.key_id, '');
END;
--> statement-breakpoint
CREATE TRIGGER `tally_gx_after_change` AFTER UPDATE OF state, key_id ON `gx`
WHEN new.state = 'live' AND (old.state <> 'live' OR new.key_id IS NOT old.key_id)
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES ('grant', coalesce(new.key_id, ''), 1)
    ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_gx_delete` AFTER DELETE ON `gx` WHEN old.state = 'live'
BEGIN
  UPDATE tally SET n = n - 1 WHERE what = 'grant' AND key_id = coalesce(old.key_id, '');
END;
