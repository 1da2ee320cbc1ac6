-- What a token may be used for at most: a JSON list of rights, which are of its person's at any time. None for all of them, an
-- empty list for reading.
alter table token add column scope TEXT;
