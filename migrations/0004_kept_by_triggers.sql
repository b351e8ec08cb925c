-- What triggers keep beside the index, by hand: Drizzle knows neither WITHOUT ROWID nor triggers. An update has two triggers,
-- BEFORE for what was and AFTER for what is, because SQLite leaves the order of two AFTER triggers open; each has its own
-- condition, so that a renewal touches nothing here.

-- Live sessions by client, in the order of lists: one row for each client of a session. DISTINCT, and not a conflict clause:
-- the statement that fires a trigger overrules those, and a list that names a client twice would fail for ever.
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
  INSERT INTO ix_client (client_id, created, id, n)
    SELECT DISTINCT value, new.created, new.id, new.n FROM json_each(new.clients);
END;
--> statement-breakpoint
CREATE TRIGGER `ix_client_before_change` BEFORE UPDATE OF state, partition, created ON `ix`
WHEN old.state = 'live' AND old.partition = '' AND old.clients IS NOT NULL
  AND (new.state <> 'live' OR new.partition <> '' OR new.created IS NOT old.created)
BEGIN
  DELETE FROM ix_client
    WHERE client_id IN (SELECT value FROM json_each(old.clients)) AND created = old.created AND id = old.id;
END;
--> statement-breakpoint
CREATE TRIGGER `ix_client_after_change` AFTER UPDATE OF state, partition, created ON `ix`
WHEN new.state = 'live' AND new.partition = '' AND new.clients IS NOT NULL
  AND (old.state <> 'live' OR old.partition <> '' OR new.created IS NOT old.created)
BEGIN
  INSERT INTO ix_client (client_id, created, id, n)
    SELECT DISTINCT value, new.created, new.id, new.n FROM json_each(new.clients);
END;
--> statement-breakpoint
-- One client more costs one row, not the whole list twice. A list that is null has no rows.
CREATE TRIGGER `ix_client_list_change` AFTER UPDATE OF clients ON `ix`
WHEN new.clients IS NOT old.clients AND new.state = 'live' AND new.partition = '' AND old.state = 'live'
  AND old.partition = '' AND new.created IS old.created
BEGIN
  DELETE FROM ix_client
    WHERE client_id IN (SELECT value FROM json_each(old.clients) EXCEPT SELECT value FROM json_each(new.clients))
      AND created = old.created AND id = old.id;
  INSERT INTO ix_client (client_id, created, id, n)
    SELECT value, new.created, new.id, new.n
    FROM (SELECT value FROM json_each(new.clients) EXCEPT SELECT value FROM json_each(old.clients));
END;
--> statement-breakpoint
CREATE TRIGGER `ix_client_delete` AFTER DELETE ON `ix`
WHEN old.state = 'live' AND old.partition = '' AND old.clients IS NOT NULL
BEGIN
  DELETE FROM ix_client
    WHERE client_id IN (SELECT value FROM json_each(old.clients)) AND created = old.created AND id = old.id;
END;
--> statement-breakpoint
-- How many there are, so that nobody counts: envelopes of live sessions and grants by their key (`what` session, bff, grant),
-- subjects that have an ordinary live session (subject, no key), deliveries that are not delivered (delivery, the status).
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
END;
--> statement-breakpoint
CREATE TRIGGER `tally_ix_before_change` BEFORE UPDATE OF state, partition, key_id ON `ix`
WHEN old.state = 'live' AND (new.state <> 'live' OR new.partition IS NOT old.partition OR new.key_id IS NOT old.key_id)
BEGIN
  UPDATE tally SET n = n - 1
    WHERE what = CASE old.partition WHEN '' THEN 'session' ELSE 'bff' END AND key_id = coalesce(old.key_id, '');
END;
--> statement-breakpoint
CREATE TRIGGER `tally_ix_after_change` AFTER UPDATE OF state, partition, key_id ON `ix`
WHEN new.state = 'live' AND (old.state <> 'live' OR new.partition IS NOT old.partition OR new.key_id IS NOT old.key_id)
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES (CASE new.partition WHEN '' THEN 'session' ELSE 'bff' END, coalesce(new.key_id, ''), 1)
    ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_ix_delete` AFTER DELETE ON `ix` WHEN old.state = 'live'
BEGIN
  UPDATE tally SET n = n - 1
    WHERE what = CASE old.partition WHEN '' THEN 'session' ELSE 'bff' END AND key_id = coalesce(old.key_id, '');
END;
--> statement-breakpoint
-- How many ordinary live sessions each object holds: an object is a subject. An index over `ix` could answer the same, but
-- would be written again by every renewal.
CREATE TABLE `ix_subject` (
	`route` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO ix_subject (route, n) SELECT route, count(*) FROM ix WHERE state = 'live' AND partition = '' GROUP BY route;
--> statement-breakpoint
CREATE TRIGGER `tally_subject_insert` AFTER INSERT ON `ix_subject`
BEGIN
  UPDATE tally SET n = n + 1 WHERE what = 'subject' AND key_id = '';
END;
--> statement-breakpoint
CREATE TRIGGER `tally_subject_delete` AFTER DELETE ON `ix_subject`
BEGIN
  UPDATE tally SET n = n - 1 WHERE what = 'subject' AND key_id = '';
END;
--> statement-breakpoint
CREATE TRIGGER `ix_subject_insert` AFTER INSERT ON `ix` WHEN new.state = 'live' AND new.partition = ''
BEGIN
  INSERT INTO ix_subject (route, n) VALUES (new.route, 1) ON CONFLICT (route) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `ix_subject_before_change` BEFORE UPDATE OF state, partition, route ON `ix`
WHEN old.state = 'live' AND old.partition = '' AND (new.state <> 'live' OR new.partition <> '' OR new.route <> old.route)
BEGIN
  DELETE FROM ix_subject WHERE route = old.route AND n = 1;
  UPDATE ix_subject SET n = n - 1 WHERE route = old.route;
END;
--> statement-breakpoint
CREATE TRIGGER `ix_subject_after_change` AFTER UPDATE OF state, partition, route ON `ix`
WHEN new.state = 'live' AND new.partition = '' AND (old.state <> 'live' OR old.partition <> '' OR new.route <> old.route)
BEGIN
  INSERT INTO ix_subject (route, n) VALUES (new.route, 1) ON CONFLICT (route) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `ix_subject_delete` AFTER DELETE ON `ix` WHEN old.state = 'live' AND old.partition = ''
BEGIN
  DELETE FROM ix_subject WHERE route = old.route AND n = 1;
  UPDATE ix_subject SET n = n - 1 WHERE route = old.route;
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
--> statement-breakpoint
CREATE TRIGGER `tally_delivery_insert` AFTER INSERT ON `delivery` WHEN new.status <> 'delivered'
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES ('delivery', new.status, 1) ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_delivery_before_change` BEFORE UPDATE OF status ON `delivery`
WHEN old.status <> 'delivered' AND new.status <> old.status
BEGIN
  UPDATE tally SET n = n - 1 WHERE what = 'delivery' AND key_id = old.status;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_delivery_after_change` AFTER UPDATE OF status ON `delivery`
WHEN new.status <> 'delivered' AND new.status <> old.status
BEGIN
  INSERT INTO tally (what, key_id, n) VALUES ('delivery', new.status, 1) ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tally_delivery_delete` AFTER DELETE ON `delivery` WHEN old.status <> 'delivered'
BEGIN
  UPDATE tally SET n = n - 1 WHERE what = 'delivery' AND key_id = old.status;
END;
