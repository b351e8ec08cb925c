CREATE TABLE `cron_state` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `fence` (
	`n` integer PRIMARY KEY NOT NULL,
	`partition` text NOT NULL,
	`sid` text NOT NULL,
	`kind` text NOT NULL,
	`clients` text,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`notify` integer NOT NULL,
	`t` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `fence_sid` ON `fence` (`partition`,`sid`);--> statement-breakpoint
CREATE INDEX `fence_t` ON `fence` (`t`);--> statement-breakpoint
CREATE TABLE `ix` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`route` text NOT NULL,
	`home` text NOT NULL,
	`partition` text NOT NULL,
	`state` text NOT NULL,
	`rev` integer NOT NULL,
	`at` integer NOT NULL,
	`subject` text,
	`sid` text,
	`scheme` text,
	`display_name` text,
	`name_folded` text,
	`device` text,
	`created` integer,
	`renewed` integer,
	`expires` integer,
	`absolute_expires` integer,
	`ends` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ix_id` ON `ix` (`id`);--> statement-breakpoint
CREATE INDEX `ix_order` ON `ix` (`created`,`id`) WHERE state = 'live' AND partition = '';--> statement-breakpoint
CREATE INDEX `ix_sid` ON `ix` (`sid`,`partition`,`created`,`id`) WHERE state = 'live';--> statement-breakpoint
CREATE INDEX `ix_ends` ON `ix` (`ends`,`id`) WHERE state = 'live' AND ends IS NOT NULL;--> statement-breakpoint
CREATE INDEX `ix_tombstone` ON `ix` (`at`) WHERE state = 'ended';