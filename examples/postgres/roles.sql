-- Two roles for the scorecard, made once by the owner of the database. Give each a login and a password of its own:
-- `alter role scorecard_writer login password '…'`. Run it again as often as you like.
--
-- scorecard_writer: `agent-scorecard publish --to …` as this role. It owns the schema marts, reads the landing schema, and
--                   keeps published numbers there.
-- scorecard_reader: BI tools and people. It reads marts and nothing else.
do $$
begin
    if not exists (select from pg_roles where rolname = 'scorecard_writer') then create role scorecard_writer; end if;
    if not exists (select from pg_roles where rolname = 'scorecard_reader') then create role scorecard_reader; end if;
end
$$;

create schema if not exists marts;
alter schema marts owner to scorecard_writer;
-- the landing schema, as the var `landing_schema` names it
create schema if not exists raw;
revoke all on schema public from scorecard_reader;
grant usage, create on schema raw to scorecard_writer;
grant select on all tables in schema raw to scorecard_writer;

grant usage on schema marts to scorecard_reader;
grant select on all tables in schema marts to scorecard_reader;
-- a mart that is made anew can be read as well
alter default privileges for role scorecard_writer in schema marts grant select on tables to scorecard_reader;
