-- Schemas that grants in migrations name. GraphQL itself is not served.
create schema if not exists graphql;
create schema if not exists graphql_public;
grant usage on schema graphql, graphql_public to anon, authenticated, service_role;
