CREATE TABLE `delivery` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`route` text NOT NULL,
	`rev` integer NOT NULL,
	`client_id` text NOT NULL,
	`subject` text NOT NULL,
	`sid` text NOT NULL,
	`token_sub` text NOT NULL,
	`token_sid` text NOT NULL,
	`issuer` text,
	`reason` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`last_error` text,
	`next_attempt` integer,
	`created` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `delivery_id` ON `delivery` (`id`);--> statement-breakpoint
CREATE INDEX `delivery_created` ON `delivery` (`created`);--> statement-breakpoint
CREATE INDEX `delivery_subject` ON `delivery` (`subject`,`created`);--> statement-breakpoint
CREATE INDEX `delivery_sid` ON `delivery` (`sid`,`created`);--> statement-breakpoint
CREATE INDEX `delivery_client` ON `delivery` (`client_id`,`created`);--> statement-breakpoint
CREATE INDEX `delivery_open` ON `delivery` (`status`,`created`) WHERE status <> 'delivered';--> statement-breakpoint
CREATE INDEX `delivery_due` ON `delivery` (`next_attempt`) WHERE status = 'pending';--> statement-breakpoint
CREATE TABLE `gx` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`route` text NOT NULL,
	`home` text NOT NULL,
	`state` text NOT NULL,
	`rev` integer NOT NULL,
	`at` integer NOT NULL,
	`key_id` text,
	`type` text,
	`subject` text,
	`sid` text,
	`client_id` text,
	`grant_id` text,
	`lookup` text,
	`expiration` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `gx_id` ON `gx` (`id`);--> statement-breakpoint
CREATE INDEX `gx_sid` ON `gx` (`sid`) WHERE state = 'live' AND sid IS NOT NULL;--> statement-breakpoint
CREATE INDEX `gx_client` ON `gx` (`client_id`) WHERE state = 'live' AND client_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `gx_type` ON `gx` (`type`) WHERE state = 'live';--> statement-breakpoint
CREATE INDEX `gx_grant` ON `gx` (`grant_id`) WHERE state = 'live' AND grant_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `gx_lookup` ON `gx` (`lookup`) WHERE state = 'live' AND lookup IS NOT NULL;--> statement-breakpoint
CREATE INDEX `gx_expiration` ON `gx` (`expiration`) WHERE state = 'live' AND expiration IS NOT NULL;--> statement-breakpoint
CREATE INDEX `gx_tombstone` ON `gx` (`at`) WHERE state = 'ended';--> statement-breakpoint
CREATE TABLE `history` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`subject` text NOT NULL,
	`sid` text NOT NULL,
	`display_name` text,
	`device` text,
	`created` integer NOT NULL,
	`ended` integer NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`on_behalf_of` text
);
--> statement-breakpoint
CREATE INDEX `history_ended` ON `history` (`ended`);--> statement-breakpoint
CREATE INDEX `history_subject` ON `history` (`subject`,`ended`);--> statement-breakpoint
CREATE INDEX `history_sid` ON `history` (`sid`,`ended`);--> statement-breakpoint
CREATE UNIQUE INDEX `history_end` ON `history` (`id`,`rev`);--> statement-breakpoint
ALTER TABLE `fence` ADD `on_behalf_of` text;--> statement-breakpoint
ALTER TABLE `ix` ADD `key_id` text;--> statement-breakpoint
ALTER TABLE `ix` ADD `issuer` text;--> statement-breakpoint
ALTER TABLE `ix` ADD `clients` text;