-- The substring index, by hand: Drizzle knows no virtual tables. Trigrams of what a filter is compared with: subject and
-- sid as they are, the display name as `foldName` left it, so nothing is folded here. It holds positions only; the text
-- stays in `ix` (external content through a view: exactly the rows that lists and searches see, so that FTS5's own
-- 'rebuild' and 'integrity-check' hold). columnsize=0: sizes serve ranking only, and would be one more billed row.
CREATE VIEW `ix_listed` AS SELECT n, subject, sid, name_folded FROM ix WHERE state = 'live' AND partition = '';
--> statement-breakpoint
CREATE VIRTUAL TABLE `ix_text` USING fts5(subject, sid, name_folded, content='ix_listed', content_rowid='n', columnsize=0, tokenize='trigram case_sensitive 1');
--> statement-breakpoint
CREATE TRIGGER `ix_text_insert` AFTER INSERT ON `ix` WHEN new.state = 'live' AND new.partition = ''
BEGIN
  INSERT INTO ix_text(rowid, subject, sid, name_folded) VALUES (new.n, new.subject, new.sid, new.name_folded);
END;
--> statement-breakpoint
-- Two triggers for an update, each with its own condition: a renewal changes no text and touches neither; a tombstone
-- runs only the first, a tombstone that a newer life of the id replaces only the second. BEFORE and AFTER, because
-- SQLite leaves the order of two AFTER triggers open.
CREATE TRIGGER `ix_text_before_change` BEFORE UPDATE OF state, partition, subject, sid, name_folded ON `ix`
WHEN old.state = 'live' AND old.partition = '' AND (new.state <> 'live' OR new.partition <> ''
  OR new.subject IS NOT old.subject OR new.sid IS NOT old.sid OR new.name_folded IS NOT old.name_folded)
BEGIN
  INSERT INTO ix_text(ix_text, rowid, subject, sid, name_folded)
    VALUES ('delete', old.n, old.subject, old.sid, old.name_folded);
END;
--> statement-breakpoint
CREATE TRIGGER `ix_text_after_change` AFTER UPDATE OF state, partition, subject, sid, name_folded ON `ix`
WHEN new.state = 'live' AND new.partition = '' AND (old.state <> 'live' OR old.partition <> ''
  OR new.subject IS NOT old.subject OR new.sid IS NOT old.sid OR new.name_folded IS NOT old.name_folded)
BEGIN
  INSERT INTO ix_text(rowid, subject, sid, name_folded) VALUES (new.n, new.subject, new.sid, new.name_folded);
END;
--> statement-breakpoint
CREATE TRIGGER `ix_text_delete` AFTER DELETE ON `ix` WHEN old.state = 'live' AND old.partition = ''
BEGIN
  INSERT INTO ix_text(ix_text, rowid, subject, sid, name_folded)
    VALUES ('delete', old.n, old.subject, old.sid, old.name_folded);
END;
