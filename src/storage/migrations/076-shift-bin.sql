-- Where somebody scanned last stands on their shift: planning asks it of everybody many times a second, and finding it among a
-- day's scans cost more than all the rest of a plan.
alter table work_shift add last_bin text;
drop index scan_last_right;
drop index scan_task;
