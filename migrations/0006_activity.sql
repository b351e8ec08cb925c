-- What went on in each hour, as cron has counted it.
CREATE TABLE `activity` (
	`hour` integer PRIMARY KEY NOT NULL,
	`sign_ins` integer NOT NULL,
	`user_logout` integer NOT NULL,
	`terminated` integer NOT NULL,
	`expired` integer NOT NULL,
	`replaced` integer NOT NULL,
	`limit` integer NOT NULL
);
