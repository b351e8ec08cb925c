CREATE TABLE `client` (
	`client_id` text PRIMARY KEY NOT NULL,
	`enabled` integer NOT NULL,
	`display_name` text,
	`logout_uri` text,
	`session_required` integer NOT NULL,
	`claims` text NOT NULL,
	`alg` text NOT NULL,
	`coordinate` integer
);
