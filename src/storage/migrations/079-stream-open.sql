-- Whose app is open, in whichever process its stream is: renewed while it is, so that a process that dies closes it. A push
-- waits a moment for somebody whose app is open. A table of its own: nobody who numbers messages waits for its rows.

create table app_open (
  site_id uuid not null references site on delete cascade,
  recipient text not null,
  until timestamptz not null,
  primary key (site_id, recipient)
);
