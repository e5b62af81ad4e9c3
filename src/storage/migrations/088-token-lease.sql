-- Who refreshes a token has it for a moment by this, not by an open transaction: a provider may take seconds to answer.
alter table account_token add refreshing_until timestamptz;
