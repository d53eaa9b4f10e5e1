-- What the wait estimate is measured from, so that a restart does not begin with an unknown wait. Only the newest few thousand rows
-- are kept: every insert deletes what is older.

CREATE TABLE service_times (
  n    INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,                 -- enum store_time_kind
  team TEXT    NOT NULL,
  ms   INTEGER NOT NULL
);
