-- What planning asks many times a second must be found without reading a day's events and scans.

-- Who did not take an offer lately.
create index event_not_taken on event (site_id, at) where name in ('task.refused', 'task.taken-back');
-- Where somebody scanned last.
create index scan_last_right on scan (site_id, staff_id, at desc, seq desc) where verdict = 'right';
-- What one person did with one task, and all scans of a task.
create index scan_task on scan (site_id, task_id);
